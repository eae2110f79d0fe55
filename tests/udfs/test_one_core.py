"""Python threads that share the interpreter lock keep to one core, another for each process."""

import os
import socket
import subprocess
import sys
from threading import Barrier, Thread
from time import sleep
from unittest.mock import patch
from uuid import uuid4

import pytest

from udfs.shared.interpreter import OneCore

CORES = sorted(os.sched_getaffinity(0))
_KEEP = """
import os, sys
from udfs.shared.interpreter import OneCore
one_core = OneCore(sys.argv[1])
one_core.keep_to_it()
print(*sorted(os.sched_getaffinity(0)), flush=True)
sys.stdin.read()
"""

pytestmark = pytest.mark.skipif(len(CORES) == 1, reason="one core: there is none to choose")


def _in_a_thread(one_core: OneCore) -> set[int]:
    """The cores of a thread that keeps to the one."""
    found: list[set[int]] = []

    def keep() -> None:
        one_core.keep_to_it()
        found.append(os.sched_getaffinity(0))

    thread = Thread(target=keep)
    thread.start()
    thread.join()
    return found[0]


def test_all_threads_of_a_process_keep_to_the_same_core_and_others_do_not() -> None:
    one_core = OneCore(f"test-{uuid4()}")
    first, second = _in_a_thread(one_core), _in_a_thread(one_core)
    assert first == second == {CORES[-1]}
    assert sorted(os.sched_getaffinity(0)) == CORES


def test_threads_that_begin_at_the_same_time_find_the_same_core() -> None:
    one_core, found = OneCore(f"test-{uuid4()}"), []
    begin = Barrier(8)

    def keep() -> None:
        begin.wait()
        one_core.keep_to_it()
        found.append(os.sched_getaffinity(0))

    def slow(self: socket.socket, name: str) -> None:
        sleep(0.1)
        bind(self, name)

    bind = socket.socket.bind
    with patch.object(socket.socket, "bind", slow):
        threads = [Thread(target=keep) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [{CORES[-1]}] * 8


def test_a_thread_that_may_not_choose_its_core_runs_on_any() -> None:
    with patch("os.sched_setaffinity", side_effect=PermissionError):
        assert _in_a_thread(OneCore(f"test-{uuid4()}")) == set(CORES)


def test_each_process_has_a_core_of_its_own_and_one_too_many_runs_on_any() -> None:
    claims = f"test-{uuid4()}"
    command = [sys.executable, "-c", _KEEP, claims]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(len(CORES) + 1)
    ]
    found = [one.stdout.readline().split() for one in running if one.stdout is not None]
    for one in running:
        one.communicate()
    kept = sorted(int(cores[0]) for cores in found if len(cores) == 1)
    assert kept == CORES
    assert [str(core) for core in CORES] in found


def test_the_core_of_a_process_that_has_ended_is_free_again() -> None:
    claims = f"test-{uuid4()}"
    done = subprocess.run(
        [sys.executable, "-c", _KEEP, claims], input="", capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(CORES[-1])]
    assert _in_a_thread(OneCore(claims)) == {CORES[-1]}
