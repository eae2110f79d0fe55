"""Signals to end, noted while a job runs and raised where nothing is under way.

Raised within a call into the JVM, an interrupt leaves a stack trace of py4j on the terminal; raised
within a finalizer, Python drops it and the job runs on.
"""

import signal
from threading import current_thread, main_thread
from types import FrameType, TracebackType
from typing import Any, Final, Self

_TO_END: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class NotedSignals:
    """Notes signals to end as long as it is entered; outside the main thread it notes none."""

    def __init__(self) -> None:
        self._noted: list[int] = []
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        """Note from here on."""
        if current_thread() is main_thread():
            for number in _TO_END:
                if callable(signal.getsignal(number)):
                    self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Raise from here on as before, and what was noted last."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if error is None:
            self.raise_noted()

    def raise_noted(self) -> None:
        """Hand the first signal noted to whoever took it before, who raises what it stands for."""
        if self._noted:
            number = self._noted.pop(0)
            self._before[number](number, None)

    def _note(self, number: int, _: FrameType | None) -> None:
        self._noted.append(number)
