"""Follows a source beside an event loop: it is read in a thread, what it gives is taken here."""

import logging
from asyncio import get_running_loop, sleep
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Generic, NamedTuple, TypeVar

from msgspec import Struct

from events.shared.rejected import Fault
from serving.shared.tail.source import RecordSource

_LOG: Final = logging.getLogger(__name__)

ReadT = TypeVar("ReadT", bound=Struct)

PAUSE_S: Final = 0.1
"""So long what was written waits at most until it is looked for."""


class Looked(NamedTuple, Generic[ReadT]):
    """What one look at a source gave.

    Attributes:
        read: the records.
        has_more: whether more is there already.
        run: number of the run that wrote them, see `Polled`.
    """

    read: list[ReadT]
    has_more: bool
    run: int


class Following(Generic[ReadT]):
    """Reads a source for ever.

    Args:
        name: of what is followed, for the log.
        source: where records come from.
        read: what a record is; called in the thread of the source.
        take: gets what was read, in the event loop.
        pause_s: between two looks that find nothing more.
    """

    def __init__(
        self,
        name: str,
        source: RecordSource,
        read: Callable[[bytes], ReadT | Fault],
        take: Callable[[Looked[ReadT]], None],
        pause_s: float = PAUSE_S,
    ) -> None:
        self.damaged = 0
        self._name = name
        self._source = source
        self._read = read
        self._take = take
        self._pause_s = pause_s
        self._fault: str | None = None

    @property
    def fault(self) -> str | None:
        """Why the source could not be read at the last look; None if it could."""
        return self._fault

    async def run(self) -> None:
        """Follow until this is cancelled, and let go of the source."""
        loop = get_running_loop()
        with ThreadPoolExecutor(1, thread_name_prefix=self._name) as thread:
            try:
                while True:
                    looked = await loop.run_in_executor(thread, self._look)
                    self._take(looked)
                    await sleep(0 if looked.has_more else self._pause_s)
            finally:
                thread.submit(self._source.close)

    def _look(self) -> Looked[ReadT]:
        polled = self._source.poll()
        self._tell(polled.fault)
        read: list[ReadT] = []
        causes: Counter[str] = Counter()
        for raw in polled.records:
            record = self._read(raw)
            if isinstance(record, Fault):
                causes[record.cause] += 1
            else:
                read.append(record)
        if causes:
            self.damaged += causes.total()
            _LOG.warning("%s: damaged records skipped: %s", self._name, dict(causes))
        return Looked(read, polled.has_more, polled.run)

    def _tell(self, fault: str | None) -> None:
        """Say once that the source cannot be read, and once that this is over."""
        if fault == self._fault:
            return
        if fault is None:
            _LOG.info("%s: the fault is gone: %s", self._name, self._fault)
        else:
            _LOG.error("%s: not read, what was read before stays: %s", self._name, fault)
        self._fault = fault
