"""What a program and all processes below it take, looked at a few times a second.

::

    python -m bench.engines.X --+-- java (MiniCluster)     CPU: added up over all
                                +-- java (TaskManager) ..  resident memory: the largest sum of all
"""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Final

import psutil

_LOOK_EVERY_S: Final = 0.2
_MIB: Final = 1 << 20


class ProgramFailedError(RuntimeError):
    """A measured program ended with an error."""


@dataclass
class Usage:
    """What a tree of processes has taken.

    Attributes:
        looks: times on the monotonic clock, and CPU seconds until then, of processes that have
            ended as well.
        machine: the same times, and CPU seconds of the whole machine.
        peak_rss_mib: most resident memory at once; pages that two share count twice.
    """

    looks: list[tuple[float, float]] = field(default_factory=list)
    machine: list[tuple[float, float]] = field(default_factory=list)
    peak_rss_mib: float = 0.0


@dataclass(frozen=True)
class Ran:
    """A program that has come to its end.

    Attributes:
        lines: of its standard output.
    """

    lines: list[str]
    usage: Usage


def run_watched(
    command: Sequence[str], log: Path, environment: Mapping[str, str], timeout_s: float
) -> Ran:
    """Run a program to its end, and watch it and all that it starts.

    Args:
        command: its command line.
        log: file for its standard error.
        environment: of the program.
        timeout_s: after which it is killed.

    Raises:
        ProgramFailedError: it ended with an error, or not in time.
    """
    with log.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 - this project's own programs
            list(command), stdout=subprocess.PIPE, stderr=errors, env=dict(environment), text=True
        )
    ended, usage = Event(), Usage()
    watcher = Thread(target=_watch, args=(psutil.Process(process.pid), ended.wait, usage))
    watcher.start()
    try:
        said, _ = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired as error:
        raise ProgramFailedError(f"{' '.join(command)}: not done in {timeout_s:.0f} s") from error
    finally:
        _kill(process)
        ended.set()
        watcher.join()
    if process.returncode:
        told = log.read_text(errors="replace")[-3000:]
        raise ProgramFailedError(f"{' '.join(command)}: exit code {process.returncode}\n{told}")
    return Ran(said.splitlines(), usage)


def _kill(process: subprocess.Popen[str]) -> None:
    """Kill a program that still runs, and what it has started."""
    if process.poll() is None:
        for one in psutil.Process(process.pid).children(recursive=True):
            one.kill()
        process.kill()
        process.wait()


def _watch(root: psutil.Process, wait: Callable[[float], bool], usage: Usage) -> None:
    cpu_s: dict[int, float] = {}
    while not wait(_LOOK_EVERY_S):
        rss_bytes = 0
        for process in _tree(root):
            try:
                with process.oneshot():
                    times = process.cpu_times()
                    rss_bytes += process.memory_info().rss
            except psutil.Error:
                continue
            cpu_s[process.pid] = times.user + times.system
        now_s = monotonic()
        usage.looks.append((now_s, sum(cpu_s.values())))
        usage.machine.append((now_s, _busy_s()))
        usage.peak_rss_mib = max(usage.peak_rss_mib, rss_bytes / _MIB)


def _busy_s() -> float:
    """CPU seconds of all processes of the machine since it was started."""
    times = psutil.cpu_times()
    return sum(times) - times.idle - times.iowait


def _tree(root: psutil.Process) -> list[psutil.Process]:
    try:
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []
