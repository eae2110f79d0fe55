"""A child process ends with its parent, whatever way the parent ends."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from servers.leash import Leash, ServerError

PARENT = """
import os, sys, time
from pathlib import Path
from servers.leash import Leash
leash = Leash(["sleep", "600"], Path(sys.argv[1]), Path("."), os.environ)
print(leash.pid, flush=True)
time.sleep(600)
"""


def wait_for_end(pid_file: int) -> bool:
    """Whether the process behind a pidfd ends within a generous time."""
    return bool(select.select([pid_file], [], [], 30)[0])


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_parent_takes_its_child_along(tmp_path: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.send_signal(how)
    try:
        assert wait_for_end(child)
    finally:
        os.close(child)


def test_the_children_of_the_child_are_killed_too(tmp_path: Path) -> None:
    script = "sleep 600 & echo $!; wait"
    leash = Leash(["sh", "-c", script], tmp_path / "log", tmp_path, os.environ)
    while not leash.log_tail().endswith("\n"):
        leash.check_alive()
    grandchild = os.pidfd_open(int(leash.log_tail()))
    leash.kill()
    try:
        assert wait_for_end(grandchild)
    finally:
        os.close(grandchild)


def test_a_child_that_ends_on_its_own_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    command = ["sh", "-c", "echo no such setting; exit 3"]
    leash = Leash(command, tmp_path / "server.log", tmp_path, os.environ)
    child = os.pidfd_open(leash.pid)
    try:
        assert wait_for_end(child)
        with pytest.raises(ServerError, match="server ended with code 3:\nno such setting"):
            leash.check_alive()
    finally:
        os.close(child)
        leash.kill()
