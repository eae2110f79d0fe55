"""The whole check: `python -m tests.definitions --files 500 --values 2000000 --seed 1`.

First random files over random streams, then files that change in the middle of theirs.
"""

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tests.definitions.cases import random_case
from tests.definitions.changes import compare_change, random_change
from tests.definitions.comparison import Comparison, compare
from tests.definitions.engine import engine_of
from tests.definitions.reduction import reduced, reduced_change, shown

PAYMENTS: Final = 150
"""Of one stream: few enough that looking at all of them for each of them takes no time."""

_SECONDS_BETWEEN_LINES: Final = 10


@dataclass
class Tally:
    """What came of one half of the check.

    Attributes:
        files: how many were run.
        values: how many values were compared.
        missing: how many of them were missing.
        incomplete: how many were said to be so, their window not having been seen whole.
        begun_anew: how many decayed totals had begun anew, see `began_anew`.
        failed_seeds: of the files with a difference.
    """

    files: int = 0
    values: int = 0
    missing: int = 0
    incomplete: int = 0
    begun_anew: int = 0
    failed_seeds: list[int] = field(default_factory=list)

    def add(self, seed: int, found: Comparison) -> None:
        """Count a file in."""
        self.files += 1
        self.values += found.values
        self.missing += found.missing
        self.incomplete += found.incomplete
        self.begun_anew += found.begun_anew
        if found.mismatches:
            self.failed_seeds.append(seed)


@dataclass(frozen=True)
class Goal:
    """How much is enough: that many files and that many values."""

    files: int
    values: int

    def reached(self, tally: Tally) -> bool:
        """Whether it is."""
        return tally.files >= self.files and tally.values >= self.values


def main() -> int:
    """Run it; 1 where anything differs."""
    parser = ArgumentParser(prog="python -m tests.definitions", description=__doc__)
    parser.add_argument("--files", type=int, default=500, help="fewest files")
    parser.add_argument("--values", type=int, default=2_000_000, help="fewest values")
    parser.add_argument("--changes", type=int, default=200, help="files that change")
    parser.add_argument("--seed", type=int, default=0, help="of the first file")
    parser.add_argument("--payments", type=int, default=PAYMENTS, help="payments of a stream")
    parser.add_argument("--json", action="store_true", help="the result as JSON")
    asked = parser.parse_args()
    began_s = time.monotonic()

    files = run(of_file, asked, Goal(asked.files, asked.values))
    changes = run(of_change, asked, Goal(asked.changes, 0))
    result = {"files": vars(files), "changes": vars(changes)}
    seconds = round(time.monotonic() - began_s, 1)
    lines = [f"{what} {name}: {value}" for what in result for name, value in result[what].items()]
    written = json.dumps({**result, "seconds": seconds}) if asked.json else "\n".join(lines)
    sys.stdout.write(f"{written}\n")
    return 1 if files.failed_seeds or changes.failed_seeds else 0


def run(of_seed: Callable[[int, int], Comparison], asked: Namespace, goal: Goal) -> Tally:
    """One file after the other, with a line now and then."""
    tally = Tally()
    told_s = time.monotonic()
    while not goal.reached(tally):
        seed = asked.seed + tally.files
        tally.add(seed, of_seed(seed, asked.payments))
        if time.monotonic() - told_s > _SECONDS_BETWEEN_LINES:
            told_s = time.monotonic()
            sys.stderr.write(
                f"{tally.files:,} files, {tally.values:,} values,"
                f" {len(tally.failed_seeds)} files differ\n"
            )
    return tally


def of_file(seed: int, payments: int) -> Comparison:
    """The random file of a seed, and if it differs the smallest case that does."""
    case = random_case(seed, payments)
    found = compare(case, engine_of)
    if found.mismatches:
        small = reduced(case, lambda smaller: bool(compare(smaller, engine_of).mismatches))
        tell(seed, shown(small), compare(small, engine_of))
    return found


def of_change(seed: int, payments: int) -> Comparison:
    """The random change of a seed, and if it differs the smallest that does."""
    change = random_change(seed, payments)
    found = compare_change(change)
    if found.mismatches:
        small = reduced_change(change, lambda smaller: bool(compare_change(smaller).mismatches))
        later = "".join(f"\nthen:\n{text}" for text in small.later)
        tell(seed, f"{shown(small.case)}{later}", compare_change(small))
    return found


def tell(seed: int, case: str, found: Comparison) -> None:
    """Say what differs."""
    differences = "\n".join(map(str, found.mismatches))
    sys.stderr.write(f"--- seed {seed}\n{case}\n{differences}\n")


if __name__ == "__main__":
    sys.exit(main())
