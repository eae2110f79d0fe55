"""How far a running job is, read from the cluster's REST interface."""

import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.error import URLError
from urllib.request import urlopen

_TIMEOUT_S: Final = 2.0


@dataclass(frozen=True)
class JobProgress:
    """A look at a running job.

    Attributes:
        state: Flink's word for it, e.g. ``RUNNING``.
        records_read: records that have left the source.
        records_decided: records that have reached the decision.
    """

    state: str
    records_read: int
    records_decided: int


def read_progress(rest_url: str, job_id: str) -> JobProgress | None:
    """The progress of a job, None while the cluster does not answer."""
    try:
        with urlopen(f"{rest_url}/jobs/{job_id}", timeout=_TIMEOUT_S) as response:  # noqa: S310 - own cluster
            job = json.load(response)
    except (URLError, ValueError, OSError):
        return None
    source = _vertex(job, "payments")
    decision = _vertex(job, "merchant-features")
    return JobProgress(
        state=str(job["state"]),
        records_read=_metric(source, "write-records"),
        records_decided=_metric(decision, "read-records"),
    )


def _vertex(job: Any, name: str) -> Any:  # noqa: ANN401 - a JSON document
    return next((vertex for vertex in job["vertices"] if name in vertex["name"]), None)


def _metric(vertex: Any, name: str) -> int:  # noqa: ANN401
    return 0 if vertex is None else int(vertex["metrics"][name])
