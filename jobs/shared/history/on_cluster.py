"""A job on a cluster that reads a history, by the cluster's REST interface: waited for, stopped.

running job --gauge says that all is read--> stop with savepoint --> where live goes on from
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from events.shared.history_gauges import HISTORY_PROGRESS
from jobs.shared.history.counts import ReadAndCounted
from jobs.shared.history.read import newest_ms, of_history, watched_history
from jobs.shared.progress import JobProgress, WatchedOperators, read_attempt, read_progress

_REST_TIMEOUT_S: Final = 10.0
_POLL_S: Final = 1.0
_STEADY_S: Final = 5.0
"""A source of several parts, restarted after a failure, fails once more as it starts."""
_STOP_TIMEOUT_S: Final = 600.0
"""A job that has lost a machine restarts for minutes, and gives no savepoint meanwhile."""
_SAVEPOINT_TIMEOUT_S: Final = 1800.0
_GOES_ON: Final = frozenset(
    {"INITIALIZING", "CREATED", "RUNNING", "RESTARTING", "FAILING", "RECONCILING"}
)


class HistoryNotReadError(RuntimeError):
    """The history was not read to its end; the message says why."""


@dataclass(frozen=True)
class HistoryEnd:
    """What a job that read a history has left.

    Attributes:
        savepoint: to start the live job from.
        seen: the look at the history that showed that all was read.
    """

    savepoint: str
    seen: JobProgress

    @property
    def newest_ms(self) -> int:
        """Newest event time of the history, in milliseconds since 1970."""
        return newest_ms(self.seen)

    @property
    def records(self) -> int:
        """Records that were read, labels among them."""
        return self.seen.records_read


def finish_history(
    rest_url: str,
    savepoints: str,
    operators: WatchedOperators,
    on_progress: Callable[[JobProgress], None],
) -> HistoryEnd:
    """Wait until the one job that reads a history has read it, and stop it with a savepoint.

    Args:
        rest_url: the JobManager's REST address.
        savepoints: folder for the savepoint, as the cluster sees it.
        operators: of the job that are looked at.
        on_progress: is told each look.

    Raises:
        HistoryNotReadError: there is no such job, it ends by itself, or does not stop.
    """
    job_id = _job_id(rest_url)
    deadline_s = None
    while True:
        seen = _whole(rest_url, job_id, operators, on_progress)
        # A job that restarts meanwhile reads again what no checkpoint had: all is asked anew.
        savepoint, refused = _stopped(rest_url, job_id, savepoints)
        if savepoint is not None:
            _check_attempt(rest_url, job_id, seen, savepoint)
            return HistoryEnd(savepoint, of_history(seen))
        deadline_s = deadline_s or monotonic() + _STOP_TIMEOUT_S
        if monotonic() > deadline_s:
            raise HistoryNotReadError(f"job {job_id} does not stop with a savepoint: {refused}")
        sleep(2 * _POLL_S)


def _whole(
    rest_url: str,
    job_id: str,
    operators: WatchedOperators,
    on_progress: Callable[[JobProgress], None],
) -> JobProgress:
    """The look that shows that all is read and counted, by an attempt that has not just begun."""
    watched, is_whole = watched_history(operators), ReadAndCounted(_STEADY_S)
    while True:
        seen = read_progress(rest_url, job_id, watched)
        if seen is not None:
            on_progress(of_history(seen))
            if seen.state not in _GOES_ON:
                raise HistoryNotReadError(f"job {job_id} is {seen.state}: the history is not read")
            if is_whole(seen):
                return seen
        sleep(_POLL_S)


def _check_attempt(rest_url: str, job_id: str, seen: JobProgress, savepoint: str) -> None:
    """Refuse the savepoint of another attempt than the one that had read all."""
    job_url = f"{rest_url}/jobs/{job_id}"
    attempt = read_attempt(job_url, _get(job_url), HISTORY_PROGRESS)
    if attempt != seen.attempt:
        raise HistoryNotReadError(
            f"job {job_id} restarted as it was stopped, and its savepoint {savepoint} may lack the"
            " end of the history: start it again from there with job.phase=history"
        )


def _job_id(rest_url: str) -> str:
    """The running job that reads a history."""
    running = [job["jid"] for job in _get(f"{rest_url}/jobs/overview")["jobs"] if _goes_on(job)]
    found = [job_id for job_id in running if _reads_history(_get(f"{rest_url}/jobs/{job_id}"))]
    if len(found) != 1:
        raise HistoryNotReadError(
            f"{rest_url}: {len(found)} running jobs read a history, 1 is expected"
        )
    return str(found[0])


def _goes_on(job: Any) -> bool:  # noqa: ANN401 - a JSON document
    return job["state"] in _GOES_ON


def _reads_history(job: Any) -> bool:  # noqa: ANN401 - a JSON document
    return any(HISTORY_PROGRESS in vertex["name"] for vertex in job["vertices"])


def _stopped(rest_url: str, job_id: str, savepoints: str) -> tuple[str | None, str]:
    """Stop the job: where its savepoint is, or None and why it did not."""
    body = {"targetDirectory": savepoints, "drain": False}
    trigger = _post(f"{rest_url}/jobs/{job_id}/stop", body)["request-id"]
    operation = _completed(f"{rest_url}/jobs/{job_id}/savepoints/{trigger}")
    if "location" in operation:
        return str(operation["location"]), ""
    return None, str(operation.get("failure-cause", {}).get("class", "no reason is given"))


def _completed(url: str) -> Any:  # noqa: ANN401 - a JSON document
    deadline_s = monotonic() + _SAVEPOINT_TIMEOUT_S
    while monotonic() < deadline_s:
        answer = _get(url)
        if answer["status"]["id"] == "COMPLETED":
            return answer["operation"]
        sleep(_POLL_S)
    raise HistoryNotReadError(f"the savepoint is not complete after {_SAVEPOINT_TIMEOUT_S:.0f} s")


def _get(url: str) -> Any:  # noqa: ANN401 - a JSON document
    return _answer(Request(url))  # noqa: S310 - the cluster's own


def _post(url: str, body: dict[str, Any]) -> Any:  # noqa: ANN401 - a JSON document
    headers = {"Content-Type": "application/json"}
    return _answer(Request(url, data=json.dumps(body).encode(), headers=headers))  # noqa: S310 - the cluster's own


def _answer(request: Request) -> Any:  # noqa: ANN401 - a JSON document
    try:
        with urlopen(request, timeout=_REST_TIMEOUT_S) as response:  # noqa: S310 - the cluster's own
            return json.load(response)
    except HTTPError as error:
        raise HistoryNotReadError(f"{request.full_url}: HTTP {error.code}") from None
    except (URLError, ValueError, OSError) as error:
        raise HistoryNotReadError(f"the cluster does not answer: {error}") from None
