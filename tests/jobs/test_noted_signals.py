"""A signal to end is raised where the run says so, and nowhere else."""

import os
import signal
from threading import Thread

import pytest

from jobs.shared.noted_signals import NotedSignals


def _interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_an_interrupt_waits_until_it_is_asked_for() -> None:
    with NotedSignals() as signals:
        _interrupt()
        reached = True
        with pytest.raises(KeyboardInterrupt):
            signals.raise_noted()
    assert reached


def test_an_interrupt_that_nobody_asked_for_is_raised_at_the_end() -> None:
    with pytest.raises(KeyboardInterrupt), NotedSignals():
        _interrupt()


def test_an_error_is_not_replaced_by_an_interrupt() -> None:
    def fail() -> None:
        _interrupt()
        raise ValueError("first")

    with pytest.raises(ValueError, match="first"), NotedSignals():
        fail()


def test_afterwards_signals_are_taken_as_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with NotedSignals():
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before


def test_another_thread_changes_no_handler() -> None:
    entered = []
    before = signal.getsignal(signal.SIGINT)

    def enter() -> None:
        with NotedSignals():
            entered.append(signal.getsignal(signal.SIGINT) == before)

    thread = Thread(target=enter)
    thread.start()
    thread.join()
    assert entered == [True]
