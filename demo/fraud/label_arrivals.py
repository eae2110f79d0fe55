"""Where labels come among the payments, so that lines and payments can be told apart.

::

    records   0 ---- 1 -- 2 (redelivered) -- 3 -------- 4         numbers of records
    labels      L L                            L          L L
    job       P L L  P    P                  P L        P L L     lines of the source
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from events.fraud.codec import NO_OWN_FIELDS, PaymentDecoder
from events.fraud.label import Label
from events.fraud.payment_contract import PaymentContract
from features.fraud.replay_file import payment_time_ms
from features.shared.label_queue import LabelQueue
from simulator.record import SimulatedRecord


@dataclass(frozen=True, slots=True)
class LabelArrivals:
    """Where labels come.

    Attributes:
        before: numbers of the record that each label comes right before, rising; the number of
            records for those after the last.
    """

    before: Sequence[int]

    def first_line(self, record: int) -> int:
        """Number of the line of the record with a number, lines of labels counted."""
        return record + bisect_right(self.before, record)


def label_arrivals(
    records: Iterable[SimulatedRecord],
    labels: Sequence[Label],
    now_ms: int,
    contract: PaymentContract = NO_OWN_FIELDS,
) -> LabelArrivals:
    """Where `labels`, by reported time, come among `records`.

    Args:
        records: in order of arrival.
        labels: all of which are taken.
        contract: of the payments on the wire.
        now_ms: the time that counts as now in the check for event times in the future.
    """
    queue, decoder = LabelQueue(labels), PaymentDecoder(contract=contract)
    before: list[int] = []
    number = 0
    for number, record in enumerate(records, start=1):
        time_ms = payment_time_ms(decoder, record.raw, now_ms)
        due = () if time_ms is None else queue.due(time_ms)
        before += [number - 1 for _ in due]
    return LabelArrivals([*before, *(number for _ in queue.rest())])
