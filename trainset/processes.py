"""Work shared by several processes, each of which gives its results one by one.

::

    this process  <--pipe-- results of the first share, in their order
                  <--pipe-- results of the second share ...

A process that is ahead waits until its next result is taken, so that none piles up.
"""

import gc
import os
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final, TypeVar

Result = TypeVar("Result")

_CONTEXT: Final = get_context("spawn")
"""Not forked: a lock that another thread holds here would stay held there."""


def usable_cores() -> int:
    """Number of cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class ProcessError(RuntimeError):
    """A process failed, or ended before its work was done."""


@dataclass(frozen=True, slots=True)
class _Ended:
    """What a process says at last.

    Attributes:
        fault: why it cannot go on; empty where all is done.
        trace: where that was.
    """

    fault: str = ""
    trace: str = ""


@contextmanager
def in_processes(
    work: Callable[..., Iterable[Result]], shares: Sequence[tuple[Any, ...]]
) -> Iterator[list[Iterator[Result]]]:
    """Runs `work` in a process for each share, and gives the results of each.

    All of them have ended when the context is left, however that happens.

    Args:
        work: a function of a module.
        shares: arguments of each process; they and the results are pickled.

    Raises:
        ProcessError: from the results, where a process failed.
    """
    running: list[tuple[BaseProcess, Connection]] = []
    try:
        with _interruptions_held():
            # Not at once, so that those begun are ended where another cannot begin.
            for share in shares:
                running.append(_started(work, share))  # noqa: PERF401 - see above
        yield [_results(process, connection) for process, connection in running]
    finally:
        for process, connection in running:
            connection.close()
            process.terminate()
        for process, _ in running:
            process.join()


def _started(
    work: Callable[..., Iterable[Any]], share: tuple[Any, ...]
) -> tuple[BaseProcess, Connection]:
    here, there = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_serve, args=(there, work, share), daemon=True)
    process.start()
    there.close()
    return process, here


@contextmanager
def _interruptions_held() -> Iterator[None]:
    """Processes begun here never hear Ctrl-C, which goes to all that a terminal runs.

    The one that began them ends them.
    """
    resource_tracker.ensure_running()  # it would let interruptions through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(there: Connection, work: Callable[..., Iterable[Any]], share: tuple[Any, ...]) -> None:
    """Runs in the process."""
    gc.disable()
    try:
        for result in work(*share):
            there.send(result)
        there.send(_Ended())
    except BrokenPipeError:
        return  # whoever waited for it is gone
    except Exception as error:  # noqa: BLE001 - told to whoever waits for it
        there.send(_Ended(f"{type(error).__name__}: {error}", traceback.format_exc()))


def _results(process: BaseProcess, connection: Connection) -> Iterator[Any]:
    while not isinstance(received := _received(process, connection), _Ended):
        yield received
    if received.fault:
        error = ProcessError(f"in a process of this command: {received.fault}")
        error.add_note(received.trace)
        raise error


def _received(process: BaseProcess, connection: Connection) -> object:
    try:
        return connection.recv()
    except EOFError:
        process.join()
        raise ProcessError(
            f"a process of this command ended with exit code {process.exitcode} before its work was"
            " done (-9: killed, perhaps for want of memory); --processes takes fewer of them"
        ) from None
