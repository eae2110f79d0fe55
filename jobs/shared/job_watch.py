"""Following a local job until it ends or is told to."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from time import monotonic, sleep
from typing import Any, Final

from py4j.protocol import Py4JError, Py4JJavaError

from jobs.shared.noted_signals import NotedSignals
from jobs.shared.progress import JobProgress, WatchedOperators, read_progress

_POLL_S: Final = 0.25
_CANCEL_TIMEOUT_S: Final = 15.0
_JVM_GONE: Final = "its JVM has gone: it was killed, or the machine had no memory left"


class JobFailedError(RuntimeError):
    """The job ended otherwise than finished."""


@dataclass(frozen=True)
class JobEnd:
    """How a job ended that did not fail.

    Attributes:
        stopped: whether it was told to, rather than at the end of its input.
        last: the last look at it, None if there was none.
        savepoint: that it was stopped with, None if with none.
        history: the last look at the job that had read its history before, if there was one.
    """

    stopped: bool
    last: JobProgress | None
    savepoint: str | None = None
    history: JobProgress | None = None


@dataclass(frozen=True)
class StopAt:
    """When a job is stopped with a savepoint.

    Attributes:
        reached: whether a look at it shows that it is time.
        savepoints: folder for the savepoint.
    """

    reached: Callable[[JobProgress], bool]
    savepoints: str


@dataclass(frozen=True)
class Watch:
    """Who follows a local job, and who may end it.

    Attributes:
        rest_url: address of the cluster's REST interface.
        operators: those that tell how far the job is.
        on_progress: called a few times a second with how far the job is.
        stop: cancels the job once set.
        signals: to end, noted since before the job was started.
        stop_at: when it is stopped with a savepoint; by default never.
    """

    rest_url: str
    operators: WatchedOperators
    on_progress: Callable[[JobProgress], None] | None
    stop: Event
    signals: NotedSignals
    stop_at: StopAt | None = None

    def follow(self, client: Any) -> JobEnd:  # noqa: ANN401 - a PyFlink JobClient
        """Wait for the end of a job; one that is interrupted is cancelled first.

        Raises:
            JobFailedError: it failed and its restarts were used up, or its JVM is gone.
        """
        # Asked for before the end: with its job the MiniCluster goes, and answers nothing more.
        outcome = client.get_job_execution_result()
        try:
            end = self._wait(client, outcome)
        except KeyboardInterrupt:
            client.cancel()
            _wait_for_the_cancelled(outcome)
            raise
        except Py4JError as error:
            raise self._failed(error) from error
        if end.stopped:
            return end
        try:
            outcome.result()
        except Exception as error:
            raise self._failed(error) from error
        return end

    def _failed(self, error: Exception) -> JobFailedError:
        """What an error means, unless a signal to end met the JVM as well: to the whole group."""
        self.signals.raise_noted()
        return JobFailedError(f"the job failed: {root_cause(error)}")

    def _wait(self, client: Any, outcome: Any) -> JobEnd:  # noqa: ANN401 - of PyFlink
        job_id = str(client.get_job_id())
        stopped, last, savepoint = False, None, None
        while not outcome.done():
            if self.stop.is_set() and not stopped:
                client.cancel()
                stopped = True
            if savepoint is None:  # A job that is stopping loses its counters.
                last = self._look(job_id) or last
                if not stopped:
                    savepoint = self._savepoint(client, last)
            self.signals.raise_noted()
            sleep(_POLL_S)
        return JobEnd(stopped, last, savepoint)

    def _savepoint(self, client: Any, last: JobProgress | None) -> str | None:  # noqa: ANN401 - of PyFlink
        """The savepoint that the job was stopped with; None if it is not time, or did not succeed.

        It does not while the job restarts; at the next look it is tried again.
        """
        if self.stop_at is None or last is None or not self.stop_at.reached(last):
            return None
        try:
            return str(client.stop_with_savepoint(False, self.stop_at.savepoints).result())  # noqa: FBT003 - of PyFlink
        except Py4JJavaError:
            return None

    def _look(self, job_id: str) -> JobProgress | None:
        progress = read_progress(self.rest_url, job_id, self.operators)
        if progress is not None and self.on_progress is not None:
            self.on_progress(progress)
        return progress


def _wait_for_the_cancelled(outcome: Any) -> None:  # noqa: ANN401 - of PyFlink
    deadline_s = monotonic() + _CANCEL_TIMEOUT_S
    while not outcome.done() and monotonic() < deadline_s:
        sleep(_POLL_S)


def root_cause(error: Exception) -> str:
    """First line of the innermost cause of an error that came out of the JVM."""
    cause = getattr(error, "java_exception", None)
    if cause is None:
        return _JVM_GONE if isinstance(error, Py4JError) else str(error)
    while cause.getCause() is not None:
        cause = cause.getCause()
    return str(cause.toString()).partition("\n")[0]
