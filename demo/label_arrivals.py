"""Where labels come among the payments, so that lines and decided records can be told apart.

::

    records   0 ---- 1 -- 2 (redelivered) -- 3 -------- 4         numbers of records
    labels      L L                            L          L L
    job       P L L  P    P                  P L        P L L     lines of the source
              P L L  P                       P L        P L L     what reaches the decision
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from events.label import Label
from features.label_queue import LabelQueue
from features.replay_file import plausible_time_ms
from jobs.progress import JobProgress
from simulator.record import SimulatedRecord


@dataclass(frozen=True, slots=True)
class LabelArrivals:
    """Where labels come.

    Attributes:
        before: number of the record that each label comes right before, rising; the number of
            records for those after the last.
        decided_before: numbers of the records decided before each label, in the same order,
            labels counted as records as well.
    """

    before: Sequence[int]
    decided_before: Sequence[int]

    def first_line(self, record: int) -> int:
        """Number of the line of the record with a number, lines of labels counted."""
        return record + bisect_right(self.before, record)

    def payments_only(self, progress: JobProgress) -> JobProgress:
        """`progress` without the labels that have reached the decision, which get none."""
        reached = progress.records_decided
        return replace(
            progress, records_decided=reached - bisect_left(self.decided_before, reached)
        )


def label_arrivals(
    records: Iterable[SimulatedRecord],
    labels: Sequence[Label],
    places: Iterable[int],
    now_ms: int,
) -> LabelArrivals:
    """Where `labels`, by reported time, come among `records`.

    Args:
        records: in order of arrival.
        labels: all of which are taken.
        places: numbers of the records that are decided: first arrivals of payments.
        now_ms: times later than that are not plausible.
    """
    queue = LabelQueue(labels)
    before: list[int] = []
    number = 0
    for number, record in enumerate(records, start=1):
        time_ms = plausible_time_ms(record.raw, now_ms) or 0
        before += [number - 1 for _ in queue.due(time_ms)]
    before += [number for _ in queue.rest()]
    decided = sorted(places)
    return LabelArrivals(
        before, [bisect_left(decided, record) + label for label, record in enumerate(before)]
    )
