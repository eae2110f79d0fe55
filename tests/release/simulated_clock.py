"""A clock whose time passes when somebody waits."""

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTE_MS: Final = 60_000
_DAY_MS: Final = 24 * 60 * MINUTE_MS
# The emulator forgets metrics that are two weeks old by its own clock.
_BEGIN_MS: Final = time.time_ns() // 1_000_000 // _DAY_MS * _DAY_MS


class SimulatedClock:
    """See release.ports.Clock; `on_minute` is called with the end of every full minute.

    Args:
        and_real: whether real time passes besides, for what is shown with its duration.
    """

    def __init__(self, *, and_real: bool = False) -> None:
        self._now_ms = _BEGIN_MS
        self._real_since_s = time.monotonic() if and_real else None
        self.on_minute: Callable[[int], None] = lambda _: None

    def now_ms(self) -> int:
        if self._real_since_s is None:
            return self._now_ms
        return self._now_ms + round((time.monotonic() - self._real_since_s) * 1000)

    def wait(self, duration_ms: int) -> None:
        minute = self.now_ms() // MINUTE_MS
        self._now_ms += duration_ms
        for passed in range(minute + 1, self.now_ms() // MINUTE_MS + 1):
            self.on_minute(passed * MINUTE_MS)

    def leap(self, duration_ms: int) -> None:
        """Time in which nothing is measured."""
        self._now_ms += duration_ms
