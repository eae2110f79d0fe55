"""Hostile records through the decoder, the JVM's expressions and the whole job, as many as asked.

python -m tests.fuzz --cases 1000000 --seed 7
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from tests.fuzz.hostile_records import hostile_records
from tests.fuzz.places import accounts, decoded, is_seen_rightly, keyed, run_through_job

_CASES_A_JOB: Final = 100_000
_SHOWN: Final = 20
_SHOWN_BYTES: Final = 400


def main() -> None:
    """Run the cases; exits with 1 where a place treats a record otherwise than the decoder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    started_s, done, wrong = perf_counter(), 0, 0
    while done < options.cases:
        count = min(_CASES_A_JOB, options.cases - done)
        wrong += _wrong_among(list(hostile_records(options.seed + done, count)))
        done += count
        elapsed_s = perf_counter() - started_s
        _say(f"{done:,} of {options.cases:,} cases, {wrong} wrong, {elapsed_s:,.0f} s")
    sys.exit(1 if wrong else 0)


def _wrong_among(lines: list[bytes]) -> int:
    outcomes = decoded(lines)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "keys").mkdir()
        seen = keyed(lines, Path(folder) / "keys")
        found = run_through_job(lines, Path(folder))
    wrong = [
        f"{line[:_SHOWN_BYTES]!r} is {outcome!r}, Flink sees {keyed_as!r}"
        for line, outcome, keyed_as in zip(lines, outcomes, seen, strict=True)
        if not is_seen_rightly(keyed_as, outcome)
    ]
    expected = accounts(lines, outcomes)
    wrong += _differences("payments", expected.payments, found.payments)
    wrong += _differences("rejected", expected.rejected, found.rejected)
    for line in wrong[:_SHOWN]:
        _say(line)
    return len(wrong)


def _differences(what: str, expected: Counter[Any], found: Counter[Any]) -> list[str]:
    lacking, more = expected - found, found - expected
    return [
        *(f"{what}: the job lacks {repr(each)[:_SHOWN_BYTES]}" for each in lacking),
        *(f"{what}: the job has {repr(each)[:_SHOWN_BYTES]}" for each in more),
    ]


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main()
