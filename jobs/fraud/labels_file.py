"""A file of payments and a file of labels as one file, each label where it would have arrived."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from time import time_ns

from events.fraud.codec import LabelDecoder, PaymentDecoder
from events.fraud.label import Label
from events.shared.field_faults import MAX_FUTURE_MS
from features.fraud.replay_file import payment_time_ms
from jobs.fraud.settings import MARKS, FraudSettings
from jobs.shared.line_files import lines_of
from jobs.shared.locations import Inline, LocalPath
from jobs.shared.merged_file import PlaceOf, TimeOf, fact_lines, write_merged


def with_labels_inline(settings: FraudSettings, folder: Path) -> FraudSettings:
    """`settings` with a file of labels merged into the source, in `folder`."""
    payments, labels = settings.source_uri, settings.labels_uri
    if not isinstance(payments, LocalPath) or not isinstance(labels, LocalPath):
        return settings
    merged = folder / "payments-and-labels"
    merge_files(
        payments.path,
        labels.path,
        merged,
        max_future_ms=settings.time_max_future_ms,
        card_numbers=settings.accepts_card_numbers,
    )
    return replace(settings, source_uri=LocalPath(merged), labels_uri=Inline())


def merge_files(
    payments: Path,
    labels: Path,
    target: Path,
    *,
    max_future_ms: int = MAX_FUTURE_MS,
    card_numbers: bool = False,
) -> None:
    """Write the lines of `payments` in their order to `target`, those of `labels` among them.

    Args:
        payments: a file of payments.
        labels: a file of labels.
        target: the file to write.
        max_future_ms: see `PaymentDecoder`; labels do not wait for a record that is no payment.
        card_numbers: whether a card number may stand for a card.
    """
    decoder = LabelDecoder(max_future_ms, card_numbers=card_numbers)
    found = fact_lines(lines_of(labels), _reported(decoder, time_ns() // 1_000_000))
    time_of = payment_times(max_future_ms=max_future_ms, card_numbers=card_numbers)
    write_merged(payments, found, target, MARKS, time_of)


def payment_times(*, max_future_ms: int, card_numbers: bool) -> TimeOf:
    """Reads the event times of payments."""
    decoder = PaymentDecoder(max_future_ms=max_future_ms, card_numbers=card_numbers)
    return partial(payment_time_ms, decoder, now_ms=time_ns() // 1_000_000)


def _reported(decoder: LabelDecoder, now_ms: int) -> PlaceOf:
    def place(line: bytes) -> tuple[int, str] | None:
        label = decoder.decode(line, now_ms)
        return (label.reported_time_ms, label.label_id) if isinstance(label, Label) else None

    return place
