"""When to look whether a key's state can be dropped."""

from typing import Final

from events.shared.time_units import DAY_MS

_LAST_TIMER_MS: Final = 2**63 - 2
"""The end of input brings watermark 2**63 - 1, so that this timer still fires."""


def next_look_ms(expires_at_ms: int) -> int:
    """Time of the timer for a state not needed after `expires_at_ms`: the next full day.

    Whole days, because registering the same timer again changes nothing in Flink: a key that is
    read again from its log does not gather timers.
    """
    return min((expires_at_ms // DAY_MS + 1) * DAY_MS, _LAST_TIMER_MS)
