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
from jobs.shared.history.read import is_read, newest_ms, of_history, watched_history
from jobs.shared.progress import JobProgress, WatchedOperators, read_progress

_REST_TIMEOUT_S: Final = 10.0
_POLL_S: Final = 1.0
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
        newest_ms: newest event time of the history, in milliseconds since 1970.
        records: that were read.
    """

    savepoint: str
    newest_ms: int
    records: int


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
    watched = watched_history(operators)
    while True:
        seen = read_progress(rest_url, job_id, watched)
        if seen is not None:
            on_progress(of_history(seen))
            if seen.state not in _GOES_ON:
                raise HistoryNotReadError(f"job {job_id} is {seen.state}: the history is not read")
            if is_read(seen):
                break
        sleep(_POLL_S)
    savepoint = _stopped(rest_url, job_id, savepoints)
    return HistoryEnd(savepoint, newest_ms(seen), of_history(seen).records_read)


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


def _stopped(rest_url: str, job_id: str, savepoints: str) -> str:
    """Stop the job, and return where its savepoint is; while it restarts, it is asked again."""
    stop_url = f"{rest_url}/jobs/{job_id}/stop"
    refused = ""
    for _ in range(5):
        trigger = _post(stop_url, {"targetDirectory": savepoints, "drain": False})["request-id"]
        operation = _completed(f"{rest_url}/jobs/{job_id}/savepoints/{trigger}")
        if "location" in operation:
            return str(operation["location"])
        refused = str(operation.get("failure-cause", {}).get("class", "no reason is given"))
        sleep(2 * _POLL_S)
    raise HistoryNotReadError(f"job {job_id} does not stop with a savepoint: {refused}")


def _completed(url: str, timeout_s: float = 1800.0) -> Any:  # noqa: ANN401 - a JSON document
    deadline_s = monotonic() + timeout_s
    while monotonic() < deadline_s:
        answer = _get(url)
        if answer["status"]["id"] == "COMPLETED":
            return answer["operation"]
        sleep(_POLL_S)
    raise HistoryNotReadError(f"the savepoint is not complete after {timeout_s:.0f} s")


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
