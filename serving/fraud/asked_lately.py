"""What was asked about lately, and what that means for a job that has not had it yet.

::

    asked about --> the job's clock once it has had that    for as long as it may be on its way
                --> far ahead of the job: told, not counted it may be a test, or never be sent
                --> has the job told anything since?        not for a minute: it is silent
"""

from collections import deque
from typing import Final

from features.shared.watermark import NOTHING_SEEN_MS

SILENT_AFTER_MS: Final = 60_000
"""How long after a payment was asked about the job has told of one, at the latest, if it runs."""

FAR_AHEAD_MS: Final = 7 * 86_400_000
"""How far a payment may be ahead of the job's clock, and of the time that has passed since it told.

Longer than payments are usually allowed to be late. One of today beside a replayed year is further
ahead: were it counted, each payment of that year would be late until it is known that nobody sends
it.
"""


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
        self._job_ms, self._told_ms = NOTHING_SEEN_MS, 0
        self._far_ahead: tuple[int, int] | None = None

    def heard(self, watermark_ms: int, told_ms: int) -> None:
        """The job told its watermark at `told_ms`."""
        if told_ms >= self._told_ms:
            self._job_ms, self._told_ms = watermark_ms, told_ms

    def note(self, event_time_ms: int, now_ms: int) -> None:
        """A payment is asked about at `now_ms`."""
        if self._is_far_ahead(event_time_ms, now_ms):
            self._far_ahead = now_ms, event_time_ms
        else:
            self._count(event_time_ms, now_ms)
        if self._unheard_since_ms is None:
            self._unheard_since_ms = now_ms

    def _is_far_ahead(self, event_time_ms: int, now_ms: int) -> bool:
        if self._job_ms == NOTHING_SEEN_MS:
            return False
        since_ms = max(0, now_ms - self._told_ms)
        return self._then_ms(event_time_ms) > self._job_ms + since_ms + FAR_AHEAD_MS

    def _then_ms(self, event_time_ms: int) -> int:
        """Watermark of a job that has had a payment."""
        return event_time_ms - self._out_of_orderness_ms - 1

    def _count(self, event_time_ms: int, now_ms: int) -> None:
        while self._newest and self._newest[-1][1] <= event_time_ms:
            self._newest.pop()
        self._newest.append((now_ms, event_time_ms))

    def watermark_ms(self, now_ms: int) -> int:
        """Watermark of a job that has had all of them but those that are far ahead."""
        while self._newest and now_ms - self._newest[0][0] > self._kept_ms:
            self._newest.popleft()
        if not self._newest:
            return NOTHING_SEEN_MS
        return self._then_ms(self._newest[0][1])

    def has_far_ahead(self, now_ms: int) -> bool:
        """Whether one that is far ahead may be on its way: all else is late once it is there."""
        if self._far_ahead is None:
            return False
        at_ms, event_time_ms = self._far_ahead
        if now_ms - at_ms > self._kept_ms or self._job_ms >= self._then_ms(event_time_ms):
            self._far_ahead = None
        return self._far_ahead is not None

    def is_silent(self, told_ms: int, now_ms: int) -> bool:
        """Whether a job that told its clock at `told_ms` should have told more by now."""
        if self._unheard_since_ms is not None and told_ms >= self._unheard_since_ms:
            self._unheard_since_ms = None
        since_ms = self._unheard_since_ms
        return since_ms is not None and now_ms - since_ms > SILENT_AFTER_MS
