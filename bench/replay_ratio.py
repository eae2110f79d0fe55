"""The shipped features by the plan of their definitions, beside the code of before by hand.

``python -m bench.replay_ratio [--before REVISION] [--rounds N] [--json]``. The code of the revision
is taken from the repository's history. Both run one seeded stream through the whole replayer in
turns, each in a process of its own; CPU time a payment is the least of the rounds, and the values
must be the same to the last digit.
"""

import argparse
import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tarfile import open as open_archive
from tempfile import TemporaryDirectory
from typing import Any, Final

HAND_WRITTEN: Final = "2691a7a"
"""The last revision whose histories of cards and merchants were written by hand."""
ROUNDS: Final = 5

_HERE: Final = Path(__file__).parents[1]
_LOOP: Final = _HERE / "bench" / "replay_loop.py"


def measure(revision: str, rounds: int) -> dict[str, Any]:
    """CPU time a payment of both, their ratio, and whether they gave the same values."""
    with TemporaryDirectory() as folder:
        before = Path(folder)
        archive = _told(["git", "-C", str(_HERE), "archive", revision, "events", "features"])
        with open_archive(fileobj=BytesIO(archive)) as files:
            files.extractall(before, filter="data")
        found = [(_loop(before), _loop(_HERE)) for _ in range(rounds)]
    before_us = min(one["cpu_us"] for one, _ in found)
    now_us = min(one["cpu_us"] for _, one in found)
    return {
        "before": revision,
        "before_us": round(before_us, 2),
        "now_us": round(now_us, 2),
        "ratio": round(now_us / before_us, 3),
        "same_values": len({one["values"] for pair in found for one in pair}) == 1,
    }


def _loop(code: Path) -> dict[str, Any]:
    environment = {**os.environ, "PYTHONPATH": str(code)}
    printed = _told([sys.executable, "-P", str(_LOOP)], environment)
    result: dict[str, Any] = json.loads(printed)
    return result


def _told(command: list[str], environment: dict[str, str] | None = None) -> bytes:
    done = subprocess.run(command, check=True, capture_output=True, env=environment)  # noqa: S603
    return done.stdout


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", default=HAND_WRITTEN, help="revision to compare with")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")
    asked = parser.parse_args()
    result = measure(asked.before, asked.rounds)
    lines = "\n".join(f"{name}: {value}" for name, value in result.items())
    print(json.dumps(result) if asked.json else lines)


if __name__ == "__main__":
    main()
