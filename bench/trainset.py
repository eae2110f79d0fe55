"""Time and memory of building, reading and checking a training set, each in a process of its own.

``python -m bench.trainset [--payments N] [--before REVISION] [--json]``. The input is a seeded
Parquet file of half a year; a few merchants have most of the payments. It is built by the code of a
revision that replayed in one process, by one process of today's, and by one for each core; all must
write the same bytes. CPU time is given beside the time on the clock, which counts other work on the
machine too. The memory is that of the largest process.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tarfile import open as open_archive
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from events.shared.time_units import DAY_MS, MINUTE_MS

START_MS: Final = 1_700_000_000_000
DAYS: Final = 183
CARDS: Final = 5_000
MERCHANTS: Final = 10_000
FRAUD_RATE: Final = 0.008
DISORDERED: Final = 0.02
"""Share of payments that arrive up to ten minutes late, out of order."""

ONE_PROCESS: Final = "fe7d571"
"""The last revision that replayed payment by payment, in one process."""
BUILD: Final = "build it"

_HERE: Final = Path(__file__).parents[1]
_REVSTREAM: Final = "from cli.main import main; main()"
_READ: Final = (
    "import sys; from pathlib import Path; from trainset.storage import read_table;"
    "print(len(read_table(Path(sys.argv[1]))))"
)


@dataclass(frozen=True)
class Step:
    """What one process took.

    Attributes:
        seconds: on the clock.
        cpu_seconds: in user and system mode.
        peak_memory_mib: largest resident size.
    """

    name: str
    seconds: float
    cpu_seconds: float
    peak_memory_mib: int


def write_payments(path: Path, payments: int) -> None:
    """A Parquet file of payments in order of arrival, with a column that names the frauds."""
    choice = np.random.default_rng(20)
    times_ms = START_MS + np.sort(choice.integers(0, DAYS * DAY_MS, payments))
    away = choice.random(payments) < DISORDERED
    arrived_ms = times_ms + np.where(away, choice.integers(0, 10 * MINUTE_MS, payments), 0)
    cards = choice.choice(CARDS, payments, p=_falling(CARDS, 0.3))
    merchants = choice.choice(MERCHANTS, payments, p=_falling(MERCHANTS, 0.8))
    columns = {
        "transaction_id": [f"t-{number:08d}" for number in range(payments)],
        "card_id": pa.array([f"card-{number}" for number in range(CARDS)]).take(cards),
        "merchant_id": pa.array([f"shop-{number}" for number in range(MERCHANTS)]).take(merchants),
        "amount_minor": np.minimum(choice.lognormal(8, 1, payments), 1e9).astype(np.int64),
        "currency": pa.array(["EUR"]).take(np.zeros(payments, np.int64)),
        "country": pa.array(["DE", "FR", "IT"]).take(
            choice.choice(3, payments, p=[0.9, 0.07, 0.03])
        ),
        "channel": pa.array(["pos", "ecommerce"]).take(choice.integers(0, 2, payments)),
        "event_time_ms": times_ms,
        "latitude": choice.uniform(45, 54, payments),
        "longitude": choice.uniform(2, 14, payments),
        "is_fraud": choice.random(payments) < FRAUD_RATE,
    }
    pq.write_table(pa.table(columns).take(np.argsort(arrived_ms, kind="stable")), path)


def _falling(keys: int, exponent: float) -> NDArray[np.float64]:
    weights = np.arange(1, keys + 1, dtype=np.float64) ** -exponent
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def measured(name: str, program: str, arguments: Sequence[str], code: Path = _HERE) -> Step:
    """Runs a program of this project's, as it is in a folder, to its end."""
    begin = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 - this project's own programs
        [sys.executable, "-P", "-c", program, *arguments],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(code)},
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begin
    if status:
        raise RuntimeError(f"{name}: exit status {os.waitstatus_to_exitcode(status)}")
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return Step(name, round(seconds, 1), round(cpu_seconds, 1), usage.ru_maxrss // 1024)


def measure(payments: int, before: str, folder: Path) -> list[Step]:
    """Builds, reads and checks a training set of so many payments in `folder`.

    Raises:
        RuntimeError: the training sets that were built differ.
    """
    source, earlier = folder / "payments.parquet", folder / "earlier"
    write_payments(source, payments)
    archive = subprocess.run(  # noqa: S603 - this repository
        ["git", "-C", str(_HERE), "archive", before],  # noqa: S607 - whichever git there is
        check=True,
        capture_output=True,
    )
    with open_archive(fileobj=BytesIO(archive.stdout)) as files:
        files.extractall(earlier, filter="data")
    cores = str(len(os.sched_getaffinity(0)))
    build = ["trainset", "--input", str(source), "--order", "arrival", "--json", "--output"]
    sets = [folder / name for name in ("before", "one", "all")]
    check = ["parity", "--trainset", str(sets[2]), "--check-labels", "--json"]
    steps = [
        measured(f"{BUILD} of {before}", _REVSTREAM, [*build, str(sets[0])], earlier),
        measured(f"{BUILD}, 1 process", _REVSTREAM, [*build, str(sets[1]), "--processes", "1"]),
        measured(f"{BUILD}, {cores}", _REVSTREAM, [*build, str(sets[2]), "--processes", cores]),
        measured("read it into memory", _READ, [str(sets[2])]),
        measured("check its labels", _REVSTREAM, check),
    ]
    if len({_content(one) for one in sets}) > 1:
        raise RuntimeError("the training sets differ, the same bytes are expected of all")
    return steps


def _content(folder: Path) -> str:
    digest = sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def main() -> None:
    """Prints a table, or JSON with ``--json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=1_750_000)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--before", default=ONE_PROCESS, help="revision to compare with")
    options, _ = parser.parse_known_args()
    with TemporaryDirectory(prefix="revstream-bench-") as folder:
        steps = measure(options.payments, options.before, Path(folder))
    ratios = {step.name: round(steps[0].seconds / step.seconds, 2) for step in steps[1:3]}
    if options.json:
        found = {"payments": options.payments, "ratios": ratios}
        print(json.dumps({**found, "steps": [asdict(step) for step in steps]}))
        return
    print(f"{options.payments:,} payments of {CARDS:,} cards and {MERCHANTS:,} merchants")
    print(f"{'':32}{'seconds':>12}{'CPU seconds':>14}{'peak MiB':>12}")
    for step in steps:
        print(
            f"{step.name:32}{step.seconds:>12,.1f}{step.cpu_seconds:>14,.1f}"
            f"{step.peak_memory_mib:>12,}"
            + (f"{options.payments / step.seconds:>12,.0f}/s" if BUILD in step.name else "")
        )
    print("  ".join(f"{name}: {ratio} times as fast" for name, ratio in ratios.items()))


if __name__ == "__main__":
    main()
