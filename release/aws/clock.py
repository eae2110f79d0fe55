"""The clock on the wall."""

import time


class WallClock:
    """See release.ports.Clock."""

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        return time.time_ns() // 1_000_000

    def wait(self, duration_ms: int) -> None:
        """Return after that time."""
        time.sleep(duration_ms / 1000)
