"""How many decisions came in each second of the last hour, by action."""

from array import array
from collections.abc import Mapping
from typing import Final, get_args

from events.fraud.decision import Action

SPAN_S: Final = 3_600
"""So far back it is known."""

ACTIONS: Final[tuple[Action, ...]] = get_args(Action)


class Rates:
    """Counts by second, in a ring.

    Args:
        began_s: the first second that counts.
    """

    def __init__(self, began_s: int) -> None:
        self._began_s = self._newest_s = began_s
        self._counts = {action: array("L", bytes(8 * SPAN_S)) for action in ACTIONS}

    def add(self, second: int, action: Action) -> None:
        """A decision came; one of more than an hour ago is passed over."""
        self._go_on_to(second)
        if second > self._newest_s - SPAN_S:
            self._counts[action][second % SPAN_S] += 1

    def per_s(self, now_s: int, seconds: int, step_s: int) -> Mapping[Action, list[float | None]]:
        """Decisions a second by action, in steps up to the last whole second.

        Args:
            now_s: now; what came in this second is left out.
            seconds: how far back, at most `SPAN_S`, a multiple of `step_s`.
            step_s: length of a step.

        Returns:
            Means of the steps, the oldest first; None of steps before the first second.
        """
        self._go_on_to(now_s)
        ends = range(now_s - seconds + step_s, now_s + 1, step_s)
        return {
            action: [self._mean(counts, end, step_s) for end in ends]
            for action, counts in self._counts.items()
        }

    def _mean(self, counts: "array[int]", end_s: int, step_s: int) -> float | None:
        begin_s = max(end_s - step_s, self._began_s)
        if begin_s >= end_s:
            return None
        return sum(counts[second % SPAN_S] for second in range(begin_s, end_s)) / (end_s - begin_s)

    def _go_on_to(self, second: int) -> None:
        for passed in range(max(self._newest_s, second - SPAN_S) + 1, second + 1):
            for counts in self._counts.values():
                counts[passed % SPAN_S] = 0
        self._newest_s = max(self._newest_s, second)
