"""Payments a second of the commands that go over a whole history: trainset, replay, backtest."""

import os
import sys
from pathlib import Path
from time import monotonic
from typing import Any, Final

from bench.process_tree import run_watched
from bench.saturation import TIMEOUT_S, say
from bench.trainset import write_payments

_REVSTREAM: Final = "from cli.main import main; main()"


def measure(payments: int, folder: Path) -> dict[str, Any]:
    """Rate, CPU and memory of each command, from its start to its end.

    Args:
        payments: in the history, half a year of 5,000 cards.
        folder: for the history and what is made of it.

    Raises:
        ProgramFailedError: a command failed.
    """
    history, trainset = folder / "history.parquet", folder / "trainset"
    write_payments(history, payments)
    read = ("--input", str(history), "--order", "arrival")
    return {
        "payments": payments,
        "trainset": _command(folder, payments, "trainset", *read, "--output", str(trainset)),
        "replay": _command(
            folder, payments, "replay", *read, "--output", str(folder / "features.jsonl")
        ),
        "backtest": _command(folder, payments, "backtest", "--trainset", str(trainset)),
    }


def _command(folder: Path, payments: int, *arguments: str) -> dict[str, float]:
    name = arguments[0]
    say(f"revstream {name}, {payments:,} payments")
    command = [sys.executable, "-c", _REVSTREAM, *arguments, "--json"]
    began_s = monotonic()
    usage = run_watched(command, folder / f"{name}.log", os.environ, TIMEOUT_S).usage
    seconds = monotonic() - began_s
    cpu_s = usage.looks[-1][1]
    return {
        "per_s": round(payments / seconds, 1),
        "cpu_us_per_payment": round(cpu_s / payments * 1e6, 1),
        "peak_rss_mib": round(usage.peak_rss_mib, 1),
    }
