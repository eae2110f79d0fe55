"""A TLS connection that ends before the server would end it.

opened --commands--> old --next command--> closed, opened and logged in anew, command
"""

from collections.abc import Callable
from time import monotonic
from typing import Any

from redis.connection import SSLConnection


class RenewedConnection(SSLConnection):
    """A connection that a pool, when it next gives it out, opens anew if it is old.

    A server that ends a connection by itself may do so in the middle of a round trip, which
    would count as an outage.

    Args:
        longest_s: age in seconds from which on it is opened anew.
        clock: seconds that only grow.
        options: those of `redis.connection.SSLConnection`.
    """

    def __init__(
        self,
        *,
        longest_s: float,
        clock: Callable[[], float] = monotonic,
        **options: Any,  # noqa: ANN401 - handed on
    ) -> None:
        super().__init__(**options)
        self._longest_s = longest_s
        self._clock = clock
        self._opened_s = clock()
        self.register_connect_callback(self._note_opened)  # type: ignore[no-untyped-call]

    def connect(self) -> None:
        """Open it, unless it is open and young."""
        if self._clock() - self._opened_s >= self._longest_s:
            self.disconnect()  # type: ignore[no-untyped-call]
        super().connect()  # type: ignore[no-untyped-call]

    def _note_opened(self, _connection: object) -> None:
        self._opened_s = self._clock()
