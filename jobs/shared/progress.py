"""How far a running job is, read from the cluster's REST interface."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

_TIMEOUT_S: Final = 2.0
_GROUP: Final = "kinesisanalytics"
"""The metric group that Managed Flink shows; all counters of a job's own are in it."""


@dataclass(frozen=True)
class WatchedOperators:
    """The operators of a job that tell how far it is, by what their names hold.

    Attributes:
        source: it puts out the records that have been read.
        result: it puts out one row for each event that is done with.
        counters: own counters by operator.
        attempt_of: the operator whose attempt is looked at, if any.
    """

    source: str
    result: str
    counters: Mapping[str, tuple[str, ...]]
    attempt_of: str | None = None


@dataclass(frozen=True)
class JobProgress:
    """A look at a running job.

    Attributes:
        state: Flink's word for it, e.g. ``RUNNING``.
        records_read: records that have left the source, labels among them.
        records_decided: events that are done with, such as payments that are decided.
        counters: the job's own counters by name; they begin at 0 when it restarts.
        phase: what the job reads, a history or the live source.
        attempt: how often the one task of `WatchedOperators.attempt_of` was started again, None
            where that is not looked at.
    """

    state: str
    records_read: int
    records_decided: int
    counters: Mapping[str, int] = field(default_factory=dict)
    phase: Literal["history", "live"] = "live"
    attempt: int | None = None


def read_progress(rest_url: str, job_id: str, watched: WatchedOperators) -> JobProgress | None:
    """The progress of a job, None while the cluster does not answer."""
    job_url = f"{rest_url}/jobs/{job_id}"
    try:
        job = _get(job_url)
        counters: dict[str, int] = {}
        for operator, names in watched.counters.items():
            metrics = {f"{operator}.{_GROUP}.{name}": name for name in names}
            found = _metrics(job_url, _vertex(job, operator), metrics)
            counters |= {metrics[metric]: count for metric, count in found.items()}
        rows_out = f"{watched.result}.numRecordsOut"
        done = _metrics(job_url, _vertex(job, watched.result), [rows_out])
        attempt = read_attempt(job_url, job, watched.attempt_of)
    except (URLError, ValueError, OSError):
        return None
    source = _vertex(job, watched.source)
    return JobProgress(
        state=str(job["state"]),
        records_read=0 if source is None else int(source["metrics"]["write-records"]),
        records_decided=done.get(rows_out, 0),
        counters=counters,
        attempt=attempt,
    )


def read_attempt(job_url: str, job: Any, operator: str | None) -> int | None:  # noqa: ANN401 - a JSON document
    """How often the one task of an operator was started again; None without that operator.

    Raises:
        OSError, ValueError: the cluster does not answer.
    """
    vertex = None if operator is None else _vertex(job, operator)
    if vertex is None:
        return None
    (subtask,) = _get(f"{job_url}/vertices/{vertex['id']}")["subtasks"]
    return int(subtask["attempt"])


def _metrics(
    job_url: str,
    vertex: Any,  # noqa: ANN401 - a JSON document
    wanted: Iterable[str],
) -> dict[str, int]:
    """Metrics of a vertex, added up over its subtasks; one that is not there yet is left out."""
    if vertex is None:
        return {}
    query = f"agg=sum&get={quote(','.join(wanted))}"
    found = _get(f"{job_url}/vertices/{vertex['id']}/subtasks/metrics?{query}")
    return {one["id"]: int(one["sum"]) for one in found}


def _vertex(job: Any, name: str) -> Any:  # noqa: ANN401 - a JSON document
    return next((vertex for vertex in job["vertices"] if name in vertex["name"]), None)


def _get(url: str) -> Any:  # noqa: ANN401 - a JSON document
    with urlopen(url, timeout=_TIMEOUT_S) as response:  # noqa: S310 - own cluster
        return json.load(response)
