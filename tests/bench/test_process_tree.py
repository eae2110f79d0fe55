"""A measured program is watched with all that it starts, and ends with its time."""

import os
import sys
from pathlib import Path

import pytest

from bench.process_tree import ProgramFailedError, run_watched

_BUSY = "import time\nwhile time.process_time() < 1: pass"
_STARTS_ANOTHER = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_BUSY!r}])"


def _run(tmp_path: Path, program: str, timeout_s: float = 60.0) -> list[tuple[float, float]]:
    command = [sys.executable, "-c", program]
    return run_watched(command, tmp_path / "log", os.environ, timeout_s).usage.looks


def test_the_time_of_what_a_program_starts_counts(tmp_path: Path) -> None:
    looks = _run(tmp_path, _STARTS_ANOTHER)
    assert looks[-1][1] > 0.5


def test_the_error_of_a_program_is_shown(tmp_path: Path) -> None:
    with pytest.raises(ProgramFailedError, match="no such thing"):
        _run(tmp_path, "raise SystemExit('no such thing')")


def test_a_program_that_does_not_end_is_killed(tmp_path: Path) -> None:
    with pytest.raises(ProgramFailedError, match="not done in 1 s"):
        _run(tmp_path, "import time; time.sleep(600)", timeout_s=1.0)
