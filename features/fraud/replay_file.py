"""Payments in JSON Lines, and labels, to feature rows: what `revstream replay` does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from events.fraud.codec import PaymentDecoder
from events.fraud.label import Label
from events.fraud.payment_contract import PaymentContract
from events.shared.feature_value import WrittenValue
from events.shared.rejected import Fault
from features.fraud.payment_plan import payment_plan
from features.fraud.replayer import Replayer
from features.shared.definitions.model import Definitions
from features.shared.label_queue import LabelQueue
from features.shared.limits import HistoryLimits

_ENDS_OF_LINE: Final = b"\r\n"


class FeatureRow(Struct, frozen=True):
    """The features of one payment, as of its arrival.

    Attributes:
        late: the payment was late and has only the features of the payment itself.
        features: value by name; None where a feature is missing.
    """

    transaction_id: str
    card_id: str
    merchant_id: str
    event_time_ms: int
    late: bool
    features: dict[str, WrittenValue]


@dataclass(slots=True)
class ReplayCounts:
    """Where the records went; `accepted` to `rejected` add up to `records`."""

    records: int = 0
    accepted: int = 0
    late: int = 0
    duplicates: int = 0
    rejected: int = 0
    labels: int = 0


def replay_lines(  # noqa: PLR0913 - what came in, and how it is to be read
    lines: Iterable[bytes],
    now_ms: int,
    counts: ReplayCounts,
    limits: HistoryLimits | None = None,
    labels: Sequence[Label] = (),
    *,
    card_numbers: bool = False,
    definitions: Definitions | None = None,
) -> Iterator[FeatureRow]:
    """Feature rows of the accepted and the late payments, in their order of arrival.

    Args:
        lines: one record each.
        now_ms: the time that counts as now in the check for event times in the future.
        counts: is counted up while the rows are taken.
        limits: how much history a key keeps.
        labels: by reported time; each counts for the payments after the time it was reported.
        card_numbers: whether a card number may stand for a card.
        definitions: own fields, how amounts are compared and what is computed; None for the
            shipped ones with the features of the catalogue alone.
    """
    decoder, replayer = _reader(definitions, limits or HistoryLimits(), card_numbers=card_numbers)
    plan = replayer.plan
    queue = LabelQueue(labels)
    for line in lines:
        counts.records += 1
        payment = decoder.decode(line.rstrip(_ENDS_OF_LINE), now_ms)
        if isinstance(payment, Fault):
            counts.rejected += 1
            continue
        counts.labels += _feed_due(replayer, queue, payment.event_time_ms)
        replayed = replayer.feed(payment)
        if replayed.kind == "duplicate":
            counts.duplicates += 1
            continue
        if replayed.kind == "dead_letter":
            counts.rejected += 1
            continue
        late = replayed.kind == "late"
        counts.late += late
        counts.accepted += not late
        yield FeatureRow(
            payment.transaction_id,
            payment.card_id,
            payment.merchant_id,
            payment.event_time_ms,
            late,
            dict(zip(plan.late_names if late else plan.names, replayed.values, strict=True)),
        )


def _reader(
    definitions: Definitions | None, limits: HistoryLimits, *, card_numbers: bool
) -> tuple[PaymentDecoder, Replayer]:
    if definitions is None:
        return PaymentDecoder(card_numbers=card_numbers), Replayer(limits)
    written = [feature.name for feature in definitions.features if feature.written]
    plan = payment_plan(definitions, limits, written)
    # The replayer compares amounts: what has no rate is rejected, but its time moves the watermark.
    contract = PaymentContract(fields=definitions.fields)
    return PaymentDecoder(card_numbers=card_numbers, contract=contract), Replayer(limits, plan=plan)


def _feed_due(replayer: Replayer, queue: LabelQueue[Label], time_ms: int) -> int:
    """Feeds the labels due with a record of that time, and returns how many there were."""
    due = list(queue.due(time_ms))
    for label in due:
        replayer.feed_label(label)
    return len(due)


def payment_time_ms(decoder: PaymentDecoder, record: bytes, now_ms: int) -> int | None:
    """The event time of a payment; None for what is none, which moves no watermark."""
    payment = decoder.decode(record.rstrip(_ENDS_OF_LINE), now_ms)
    return None if isinstance(payment, Fault) else payment.event_time_ms
