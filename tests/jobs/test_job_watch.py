"""Following a job whose JVM goes away meanwhile."""

import signal
from threading import Event
from types import FrameType
from typing import NoReturn

import pytest
from py4j.protocol import Py4JNetworkError

from jobs.fraud.job import FRAUD
from jobs.shared.job_watch import JobFailedError, Watch
from jobs.shared.noted_signals import NotedSignals
from machine.ports import LOCALHOST


class _Gone:
    """A client of PyFlink's, and the outcome of its job, whose JVM answers nothing."""

    def get_job_id(self) -> str:
        return "job"

    def get_job_execution_result(self) -> "_Gone":
        return self

    def done(self) -> NoReturn:
        raise Py4JNetworkError("Answer from Java side is empty")


def test_a_job_whose_jvm_is_gone_has_failed() -> None:
    with NotedSignals() as signals:
        watch = Watch(f"http://{LOCALHOST}:1", FRAUD.watched, None, Event(), signals)
        with pytest.raises(JobFailedError, match=r"^the job failed: its JVM has gone: [^\n]*$"):
            watch.follow(_Gone())


def test_a_signal_that_ended_the_jvm_too_is_what_ended_the_job(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class _ToldToEndError(KeyboardInterrupt):
        pass

    def told(_number: int, _frame: FrameType | None) -> None:
        raise _ToldToEndError

    before = signal.signal(signal.SIGTERM, told)
    monkeypatch.setattr(_Gone, "cancel", lambda _: None, raising=False)
    try:
        with NotedSignals() as signals:
            watch = Watch(f"http://{LOCALHOST}:1", FRAUD.watched, None, Event(), signals)
            signal.raise_signal(signal.SIGTERM)
            with pytest.raises(_ToldToEndError):
                watch.follow(_Gone())
    finally:
        signal.signal(signal.SIGTERM, before)
