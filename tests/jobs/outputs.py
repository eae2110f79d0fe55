"""Running the job in a test, and reading what it wrote."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from features.fraud.replay_file import FeatureRow
from jobs.fraud.job import FRAUD
from jobs.fraud.settings import load_settings
from jobs.shared.execution import run_local

Record = dict[str, Any]


@dataclass(frozen=True)
class Outputs:
    """The records of each result file of a run."""

    decisions: list[Record]
    rejected: list[Record]
    late: list[Record]
    duplicates: list[Record]
    features: list[Record]

    @property
    def by_transaction(self) -> dict[str, Record]:
        """Decisions by transaction id."""
        return {decision["transaction_id"]: decision for decision in self.decisions}


def read_outputs(folder: Path) -> Outputs:
    """The results in the folder of a file sink."""
    names = ("decisions", "rejected", "late", "duplicates", "features")
    return Outputs(*(read_json_lines(folder / f"{name}.jsonl") for name in names))


def read_json_lines(path: Path) -> list[Record]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def differing_rows(rows: Iterable[FeatureRow], decided: dict[str, Record]) -> list[FeatureRow]:
    """Rows of a replay of which a decision has another value.

    A decision has the features too that only its model reads.
    """
    differing = []
    for row in rows:
        found = decided[row.transaction_id]["features"]
        if row.features != {name: found[name] for name in row.features}:
            differing.append(row)
    return differing


def run_on_file(source: Path, folder: Path, **properties: str) -> Outputs:
    """Run the job over a file; `properties` are settings with `__` for the dot."""
    overrides = {name.replace("__", "."): value for name, value in properties.items()}
    run_local(
        FRAUD,
        load_settings(
            {}, {"source.uri": f"file:{source}", "sink.uri": f"file:{folder}"} | overrides
        ),
    )
    return read_outputs(folder)
