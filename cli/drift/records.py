"""What `revstream drift` reads: decisions, duplicates and labels, line by line."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from cli.inputs.recorded_lines import UNREADABLE, is_whole
from events.fraud.codec import LabelDecoder
from events.shared.feature_value import WrittenValue
from events.shared.model_ref import ModelRef
from events.shared.rejected import Fault
from events.shared.wire_types import EventTimeMs
from monitoring.drift.monitor import DriftMonitor
from reporting.printable import printable

Record = TypeVar("Record")


class RecordedDecision(Struct, frozen=True, gc=False):
    """The part of a decision that is compared; see `events.fraud.decision.Decision`."""

    decision_id: str
    event_time_ms: EventTimeMs
    late: bool
    score: float | None
    features: dict[str, WrittenValue]
    model: ModelRef
    currency: str | None = None
    country: str | None = None
    channel: str | None = None


class RecordedDuplicate(Struct, frozen=True, gc=False):
    """The part of a duplicate that is counted."""

    event_time_ms: EventTimeMs


def feed_decisions(monitor: DriftMonitor, lines: Iterable[bytes], path: Path) -> None:
    """Feeds every decision.

    Raises:
        ValueError: a line is no decision; the message names it and the field.
    """
    for decision in _records(RecordedDecision, "decision", lines, path):
        monitor.feed(decision)


def feed_duplicates(monitor: DriftMonitor, lines: Iterable[bytes], path: Path) -> None:
    """Feeds every duplicate; faults as of `feed_decisions`."""
    for duplicate in _records(RecordedDuplicate, "duplicate", lines, path):
        monitor.feed_duplicate(duplicate.event_time_ms)


def feed_labels(monitor: DriftMonitor, lines: Iterable[bytes], path: Path, now_ms: int) -> None:
    """Feeds every label.

    Raises:
        ValueError: a line is no label, or one of a later time than `now_ms`; see `feed_decisions`.
    """
    # Tokens are not looked at: whether a card number stands for a card is not the question here.
    decoder = LabelDecoder(card_numbers=True)
    for number, line in enumerate(lines, start=1):
        label = decoder.decode(line.rstrip(b"\r\n"), now_ms)
        if not isinstance(label, Fault):
            monitor.feed_label(label)
            continue
        raise ValueError(f"{path}, line {number}: not a label ({printable(label.detail)})")


def _records(kind: type[Record], name: str, lines: Iterable[bytes], path: Path) -> Iterable[Record]:
    """The records of a file; a last line that is still being written is left out."""
    decoder = msgspec.json.Decoder(kind)
    for number, line in enumerate(lines, start=1):
        if not line.endswith(b"\n") and not is_whole(line):
            return
        try:
            yield decoder.decode(line)
        except UNREADABLE as error:
            what = printable(str(error))
            raise ValueError(f"{path}, line {number}: not a {name} ({what})") from error
