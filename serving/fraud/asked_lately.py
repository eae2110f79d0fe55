"""What was asked about lately, and what that means for a job that has not had it yet.

::

    asked about --> the job's clock once it has had that    for as long as it may be on its way
                --> has the job told anything since?        not for a minute: it is silent
"""

from collections import deque
from typing import Final

from features.shared.watermark import NOTHING_SEEN_MS

SILENT_AFTER_MS: Final = 60_000
"""How long after a payment was asked about the job has told of one, at the latest, if it runs."""


class AskedLately:
    """Payments that were asked about, as far as others depend on them.

    Args:
        out_of_orderness_ms: bound of the job's watermark.
        kept_ms: how long a payment may be on its way. What has not come by then does not come: it
            was not sent, and moves no clock.
    """

    def __init__(self, out_of_orderness_ms: int, kept_ms: int) -> None:
        self._out_of_orderness_ms, self._kept_ms = out_of_orderness_ms, kept_ms
        # When it was asked about and its event time: only those that are newer than all after them.
        self._newest: deque[tuple[int, int]] = deque()
        self._unheard_since_ms: int | None = None

    def note(self, event_time_ms: int, now_ms: int) -> None:
        """A payment is asked about at `now_ms`."""
        while self._newest and self._newest[-1][1] <= event_time_ms:
            self._newest.pop()
        self._newest.append((now_ms, event_time_ms))
        if self._unheard_since_ms is None:
            self._unheard_since_ms = now_ms

    def watermark_ms(self, now_ms: int) -> int:
        """Watermark of a job that has had all of them."""
        while self._newest and now_ms - self._newest[0][0] > self._kept_ms:
            self._newest.popleft()
        if not self._newest:
            return NOTHING_SEEN_MS
        return self._newest[0][1] - self._out_of_orderness_ms - 1

    def is_silent(self, told_ms: int, now_ms: int) -> bool:
        """Whether a job that told its clock at `told_ms` should have told more by now."""
        if self._unheard_since_ms is not None and told_ms >= self._unheard_since_ms:
            self._unheard_since_ms = None
        since_ms = self._unheard_since_ms
        return since_ms is not None and now_ms - since_ms > SILENT_AFTER_MS
