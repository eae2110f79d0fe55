"""Processes that share work: results in their order, one clear error, nothing left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from trainset.processes import ProcessError, in_processes


def counted(begin: int, end: int) -> Iterator[int]:
    yield from range(begin, end)


def failing(number: int) -> Iterator[int]:
    yield number
    raise KeyError("merchant 7")


def killed(number: int) -> Iterator[int]:
    yield number
    os.kill(os.getpid(), signal.SIGKILL)


def test_each_gives_its_results_in_order() -> None:
    with in_processes(counted, [(0, 3), (10, 12)]) as (first, second):
        assert (list(first), list(second)) == ([0, 1, 2], [10, 11])
    assert multiprocessing.active_children() == []


def test_a_failure_says_what_it_was() -> None:
    with pytest.raises(ProcessError, match="KeyError: 'merchant 7'"):  # noqa: SIM117 - the error comes from inside
        with in_processes(failing, [(1,), (2,)]) as (first, _):
            list(first)
    assert multiprocessing.active_children() == []


def test_a_killed_process_is_missed() -> None:
    with in_processes(killed, [(1,)]) as (only,):
        assert next(only) == 1
        with pytest.raises(ProcessError, match="exit code -9"):
            next(only)


_INTERRUPTED = """
import os, signal
from itertools import count
from trainset.processes import in_processes
with in_processes(count, [(0,), (1,)]) as (first, second):
    print(next(first), next(second))
    os.killpg(os.getpgid(0), signal.SIGINT)
    list(first)
"""


def test_ctrl_c_ends_all_without_a_word_of_theirs() -> None:
    process = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        start_new_session=True,
    )
    # The pipes of the output are closed once no process has them any more.
    assert process.stdout == "0 1\n"
    assert process.stderr.count("KeyboardInterrupt") == 1
