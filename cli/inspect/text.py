"""What `revstream inspect` says of an input of any kind of record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal

from datasets.history import RowCounts
from datasets.own.faults import FaultyRowsError
from events.shared.money.minor_units import minor_unit_digits
from features.shared.definitions.model import Feature


def lost_features(unfed: Mapping[str, str], features: Iterable[Feature]) -> dict[str, str]:
    """The features that the data cannot feed, each with the fields that are why."""
    lost = {}
    for feature in features:
        lacking = [name for name in feature.fields if name in unfed]
        if lacking:
            lost[feature.name] = ", ".join(f"{name}: {unfed[name]}" for name in lacking)
    return lost


def span_text(first_ms: int, last_ms: int) -> str:
    """From the earliest to the latest time."""
    first, last = (
        datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
        for time_ms in (first_ms, last_ms)
    )
    return f"{first} to {last} UTC"


def row_counts(counts: RowCounts | None) -> dict[str, int]:
    """Where the rows went, for JSON."""
    if counts is None:
        return {}
    return {"faulty": counts.faulty, "left_out": counts.left_out, "rows": counts.rows}


def row_lines(counts: RowCounts | None, many: str) -> list[str]:
    """Where the rows went, unless all of them are what they should be."""
    if counts is None or counts.rows == counts.taken:
        return []
    left_out = f"{counts.faulty:,} faulty, {counts.left_out:,} left out"
    return [f"rows       {counts.rows:,}: {counts.taken:,} {many}, {left_out}"]


def amounts_text(currency: str, smallest: int, median: int, largest: int) -> str:
    """Amounts in minor units, in the currency's own."""
    low, middle, high = (
        f"{Decimal(minor).scaleb(-minor_unit_digits(currency)):,f}"
        for minor in (smallest, median, largest)
    )
    return f"{currency} {low} to {high}, median {middle}"


def counts_text(counts: Mapping[str, int]) -> str:
    """Names with their numbers."""
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def gap_lines(unfed: Mapping[str, str], lost: Mapping[str, str], left_out: str) -> Iterator[str]:
    """The fields without values, and the features that need them.

    Args:
        unfed: by field, why it has none.
        lost: by feature, the fields.
        left_out: what becomes of these features.
    """
    yield "The data says nothing in these fields:"
    yield from (f"  {name}: {why}" for name, why in unfed.items())
    yield ""
    yield f"{left_out} ({len(lost)}):"
    yield from (f"  {name}  ({why})" for name, why in lost.items())


def note_lines(notes: Sequence[str]) -> Iterator[str]:
    """What was assumed."""
    yield "Assumed:"
    yield from (f"  {note}" for note in notes)


def faults_json(error: FaultyRowsError) -> dict[str, object]:
    """The faults of an input."""
    return {
        "rows": error.rows,
        "faulty_rows": error.faults.rows,
        "faults_by_kind": dict(error.faults.by_kind.most_common()),
        "first_faults": [asdict(fault) for fault in error.faults.in_order()],
    }
