"""HTTP of uvicorn, with bounds to what clients leave unread of their answers.

uvicorn keeps an answer until its client has read it: who asks for pages of megabytes and reads a
byte now and then would fill all memory.

::

    answer --more than the system takes at once--> waits --READ_WITHIN_S--> read, or cut off
                                                     |
                                                     +--MOST_UNREAD_BYTES of all clients--> cut off
"""

import asyncio
from typing import Final

from serving.api.plain_requests import PlainRequests

READ_WITHIN_S: Final = 30.0
"""So long a client may take to read what waits for it: pages are of megabytes at most. What is sent
without end waits until it is below what the system takes at once, so that who keeps up stays."""

MOST_UNREAD_BYTES: Final = 256 << 20
"""Of answers that wait for their clients, of all connections; who would add to more is cut off."""


class UnreadAnswers:
    """How much waits for the clients of a server.

    Attributes:
        size_bytes: of all.
    """

    size_bytes = 0


class BoundedAnswers(PlainRequests):
    """A connection that ends where its client does not read."""

    unread = UnreadAnswers()
    """Of all connections of this class; a server has a class of its own."""

    _read_within_s = READ_WITHIN_S
    _most_unread_bytes = MOST_UNREAD_BYTES
    _unread_bytes = 0
    _reading: asyncio.TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing waits any more."""
        self._note_read()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Much waits for the client: it has a time to read it, if there is room for it."""
        super().pause_writing()
        self._unread_bytes = self.transport.get_write_buffer_size()
        self.unread.size_bytes += self._unread_bytes
        if self.unread.size_bytes > self._most_unread_bytes:
            self.transport.abort()
        else:
            self._reading = self.loop.call_later(self._read_within_s, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read nearly all of it."""
        self._note_read()
        super().resume_writing()

    def _note_read(self) -> None:
        self.unread.size_bytes -= self._unread_bytes
        self._unread_bytes = 0
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
