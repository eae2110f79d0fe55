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

from events.codec import LabelDecoder
from events.label import Label
from features.label_queue import LabelQueue
from features.replay_file import plausible_time_ms
from jobs.locations import Inline, LocalPath
from jobs.settings import FraudSettings

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
    merge_files(payments.path, labels.path, merged)
    return replace(settings, source_uri=LocalPath(merged), labels_uri=Inline())


def merge_files(payments: Path, labels: Path, target: Path) -> None:
    """Write the lines of `payments` in their order to `target`, those of `labels` among them."""
    now_ms = time_ns() // 1_000_000
    queue = LabelQueue(label_lines(labels, now_ms))
    with payments.open("rb") as lines, target.open("wb") as output:
        for line in lines:
            time_ms = plausible_time_ms(line, now_ms)
            for label in () if time_ms is None else queue.due(time_ms):
                output.write(LABEL_MARK + label.line + b"\n")
            output.write(PAYMENT_MARK + line.rstrip(b"\n") + b"\n")
        for label in queue.rest():
            output.write(LABEL_MARK + label.line + b"\n")


def label_lines(path: Path, now_ms: int) -> list[LabelLine]:
    """The lines of a file of labels by reported time; what is no label stays behind its line."""
    return sorted(_label_lines(path, now_ms), key=lambda one: (one.reported_time_ms, one.label_id))


def _label_lines(path: Path, now_ms: int) -> Iterator[LabelLine]:
    decoder, reported_ms, label_id = LabelDecoder(), 0, ""
    with path.open("rb") as lines:
        for line in lines:
            raw = line.rstrip(b"\r\n")
            label = decoder.decode(raw, now_ms)
            if isinstance(label, Label):
                reported_ms, label_id = label.reported_time_ms, label.label_id
            yield LabelLine(reported_ms, label_id, raw)
