"""A file of payments and a file of labels as one file, each label where it would have arrived.

    payments.jsonl --+
                     +--> P{payment} P{payment} L{label} P{payment} ...     a record a line
    labels.jsonl   --+

Two readers would meet in no fixed order; in one file the order is certain, and so is every value.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import time_ns
from typing import Final

from msgspec import Struct

from events.fraud.codec import MAX_FUTURE_MS, LabelDecoder, PaymentDecoder
from events.fraud.label import Label
from features.fraud.replay_file import payment_time_ms
from features.shared.label_queue import LabelQueue
from jobs.fraud.settings import FraudSettings
from jobs.shared.locations import Inline, LocalPath

PAYMENT_MARK: Final = b"P"
LABEL_MARK: Final = b"L"


class LabelLine(Struct, frozen=True):
    """A line of a file of labels.

    Attributes:
        reported_time_ms: when its label became known; for a line that is no label, the time of
            the line before it.
        label_id: orders labels of one moment.
        line: the bytes.
    """

    reported_time_ms: int
    label_id: str
    line: bytes


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
    decoder = PaymentDecoder(max_future_ms=max_future_ms, card_numbers=card_numbers)
    label_decoder = LabelDecoder(max_future_ms, card_numbers=card_numbers)
    now_ms = time_ns() // 1_000_000
    queue = LabelQueue(label_lines(labels, label_decoder, now_ms))
    with payments.open("rb") as lines, target.open("wb") as output:
        for line in lines:
            time_ms = payment_time_ms(decoder, line, now_ms)
            for label in () if time_ms is None else queue.due(time_ms):
                output.write(LABEL_MARK + label.line + b"\n")
            output.write(PAYMENT_MARK + line.rstrip(b"\n") + b"\n")
        for label in queue.rest():
            output.write(LABEL_MARK + label.line + b"\n")


def label_lines(path: Path, decoder: LabelDecoder, now_ms: int) -> list[LabelLine]:
    """The lines of a file of labels by reported time; what is no label stays behind its line."""
    lines = _label_lines(path, decoder, now_ms)
    return sorted(lines, key=lambda one: (one.reported_time_ms, one.label_id))


def _label_lines(path: Path, decoder: LabelDecoder, now_ms: int) -> Iterator[LabelLine]:
    reported_ms, label_id = 0, ""
    with path.open("rb") as lines:
        for line in lines:
            raw = line.rstrip(b"\r\n")
            label = decoder.decode(raw, now_ms)
            if isinstance(label, Label):
                reported_ms, label_id = label.reported_time_ms, label.label_id
            yield LabelLine(reported_ms, label_id, raw)
