"""Simulated streams on disk: the records as JSON Lines, beside them the truth and the labels."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from simulator.record import SimulatedRecord


class Truth(Struct, frozen=True):
    """What is true of one payment; `pattern` is None for a genuine one."""

    transaction_id: str
    is_fraud: bool
    pattern: str | None


def write_records(records: Iterable[SimulatedRecord], path: Path) -> int:
    """Writes one record a line, in order of arrival; returns how many."""
    return write_lines((record.raw for record in records), path)


def write_structs(structs: Iterable[Struct], path: Path) -> int:
    """Writes one `Truth` or `Label` a line; returns how many."""
    return write_lines(map(msgspec.json.Encoder().encode, structs), path)


def write_lines(contents: Iterable[bytes], path: Path) -> int:
    """Writes one content a line, which holds no newline itself; returns how many."""
    count = 0
    with path.open("wb") as lines:
        for content in contents:
            lines.write(content + b"\n")
            count += 1
    return count


def write_truth(records: Iterable[SimulatedRecord], path: Path) -> int:
    """Writes one `Truth` a line for every distinct payment; returns how many."""
    return write_structs(
        (
            Truth(record.transaction_id or "", record.is_fraud is True, record.pattern)
            for record in records
            if record.kind in {"payment", "late"}
        ),
        path,
    )


def read_truth(path: Path) -> dict[str, Truth]:
    """The truths of a file that `write_truth` wrote, by transaction id.

    Raises:
        msgspec.DecodeError: where a line is not a `Truth`.
    """
    decoder = msgspec.json.Decoder(Truth)
    with path.open("rb") as lines:
        truths = (decoder.decode(line) for line in lines)
        return {truth.transaction_id: truth for truth in truths}
