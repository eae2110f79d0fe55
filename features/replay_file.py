"""Payments in JSON Lines, and labels, to feature rows: what `revstream replay` does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec import Struct

from events.codec import MAX_FUTURE_MS, PaymentDecoder
from events.decision import FeatureValue
from events.label import Label
from events.payment import EARLIEST_EVENT_TIME_MS
from events.rejected import Fault
from features.catalogue import FEATURE_NAMES
from features.label_queue import LabelQueue
from features.limits import HistoryLimits
from features.replayer import Replayer

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
    features: dict[str, FeatureValue]


@dataclass(slots=True)
class ReplayCounts:
    """Where the records went; `accepted` to `rejected` add up to `records`."""

    records: int = 0
    accepted: int = 0
    late: int = 0
    duplicates: int = 0
    rejected: int = 0
    labels: int = 0


def replay_lines(
    lines: Iterable[bytes],
    now_ms: int,
    counts: ReplayCounts,
    limits: HistoryLimits | None = None,
    labels: Sequence[Label] = (),
) -> Iterator[FeatureRow]:
    """Feature rows of the accepted and the late payments, in their order of arrival.

    Args:
        lines: one record each.
        now_ms: the time that counts as now in the check for event times in the future.
        counts: is counted up while the rows are taken.
        limits: how much history a key keeps.
        labels: by reported time; each counts for the payments after the time it was reported.
    """
    decoder = PaymentDecoder()
    replayer = Replayer(limits)
    queue = LabelQueue(labels)
    for line in lines:
        counts.records += 1
        payment = decoder.decode(line.rstrip(_ENDS_OF_LINE), now_ms)
        if isinstance(payment, Fault):
            counts.rejected += 1
            time_ms = plausible_time_ms(line, now_ms)
            if time_ms is not None:
                counts.labels += _feed_due(replayer, queue, time_ms)
                replayer.observe_time(time_ms)
            continue
        counts.labels += _feed_due(replayer, queue, payment.event_time_ms)
        replayed = replayer.feed(payment)
        if replayed.kind == "duplicate":
            counts.duplicates += 1
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
            dict(zip(FEATURE_NAMES, replayed.values, strict=False)),
        )


def _feed_due(replayer: Replayer, queue: LabelQueue[Label], time_ms: int) -> int:
    """Feeds the labels due with a record of that time, and returns how many there were."""
    due = list(queue.due(time_ms))
    for label in due:
        replayer.feed_label(label)
    return len(due)


def plausible_time_ms(record: bytes, now_ms: int) -> int | None:
    """The event time that a rejected record still moves the watermark by, None without one.

    The job reads it in the JVM before it knows whether the record is a payment: an integer, or a
    text that is one, neither before the earliest time of a payment nor in the future.
    """
    try:
        time_ms = int(msgspec.json.decode(record)["event_time_ms"])
    except (msgspec.MsgspecError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    plausible = EARLIEST_EVENT_TIME_MS <= time_ms <= now_ms + MAX_FUTURE_MS
    return time_ms if plausible else None
