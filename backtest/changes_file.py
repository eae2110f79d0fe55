"""All changed decisions as a file: CSV or JSON Lines."""

import json
from collections.abc import Iterator
from csv import DictWriter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from backtest.changes import DecisionChange


def write_changes(changes: Iterator[DecisionChange], path: Path) -> None:
    """Writes all changes: CSV where the name ends in ``.csv``, else JSON Lines.

    In a CSV, rules are separated by blanks and a missing score is empty.
    """
    with path.open("w", encoding="utf-8", newline="") as lines:
        if path.suffix == ".csv":
            names = list(DecisionChange.__dataclass_fields__)
            writer = DictWriter(lines, names)
            writer.writeheader()
            writer.writerows(_flat(change) for change in changes)
        else:
            lines.writelines(f"{json.dumps(asdict(change))}\n" for change in changes)


def _flat(change: DecisionChange) -> dict[str, Any]:
    joined = {
        "rules_before": " ".join(change.rules_before),
        "rules_after": " ".join(change.rules_after),
    }
    return {name: _safe(value) for name, value in (asdict(change) | joined).items()}


def _safe(value: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value
