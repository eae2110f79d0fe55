"""What the job put out, read back from its files."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from events.fraud.decision import Decision
from events.shared.rejected import RecordKind, Rejected


@dataclass(frozen=True, slots=True)
class Outputs:
    """The outputs of one run.

    Attributes:
        decisions: in the order in which they were written.
        rejected: number of rejected records by cause, labels left out.
        late: number of late payments copied beside their decision.
        duplicates: number of duplicates.
        labels_rejected: number of rejected labels.
        feature_updates: number of feature updates, None where they were not counted.
    """

    decisions: list[Decision]
    rejected: Counter[str]
    late: int
    duplicates: int
    labels_rejected: int
    feature_updates: int | None


def read_outputs(folder: Path) -> Outputs:
    """The outputs in the folder of a file sink."""
    decision = msgspec.json.Decoder(Decision)
    letter = msgspec.json.Decoder(Rejected)
    letters = [letter.decode(line) for line in _lines(folder / "rejected.jsonl")]
    return Outputs(
        decisions=[decision.decode(line) for line in _lines(folder / "decisions.jsonl")],
        rejected=causes(letters),
        late=sum(1 for _ in _lines(folder / "late.jsonl")),
        duplicates=sum(1 for _ in _lines(folder / "duplicates.jsonl")),
        labels_rejected=causes(letters, "label").total(),
        feature_updates=sum(1 for _ in _lines(folder / "features.jsonl")),
    )


def causes(letters: Iterable[Rejected], record: RecordKind = "payment") -> Counter[str]:
    """Number of rejected records of a kind by cause; one that came in parts counts once."""
    return Counter(
        letter.cause for letter in letters if letter.part == 1 and letter.record == record
    )


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as lines:
        yield from lines
