"""How the job's checkpoints do, read from Flink's REST interface."""

from asyncio import to_thread
from typing import Any, Final
from urllib.request import urlopen

import msgspec
from msgspec import Struct

_TIMEOUT_S: Final = 1.0
_MOST_BYTES: Final = 1 << 20


class Checkpoints(Struct, frozen=True, kw_only=True):
    """A job of the cluster and its checkpoints.

    Attributes:
        job: its name.
        state: Flink's word for it, such as `RUNNING`.
        completed: checkpoints since it started.
        failed: of the newest that Flink remembers, ten unless it is told otherwise.
        newest_ms: when the newest was complete; None before the first.
        took_ms: how long that took.
        size_bytes: of its state.
    """

    job: str
    state: str
    completed: int
    failed: int
    newest_ms: int | None = None
    took_ms: int | None = None
    size_bytes: int | None = None


class FlinkRest:
    """A cluster.

    Args:
        url: of its REST interface, such as `http://localhost:8081`.

    Raises:
        ValueError: it is no URL of HTTP.
    """

    def __init__(self, url: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError("Flink's address: expected http://HOST:PORT or https://HOST:PORT")
        self._url = url.rstrip("/")

    async def checkpoints(self) -> Checkpoints | None:
        """Those of the newest job, one that runs before others; None where nothing answers."""
        return await to_thread(self._read)

    def _read(self) -> Checkpoints | None:
        try:
            jobs = self._get("/jobs/overview")["jobs"]
            if not jobs:
                return None
            job = max(jobs, key=lambda one: (one["state"] == "RUNNING", one["start-time"]))
            return checkpoints_in(job, self._get(f"/jobs/{job['jid']}/checkpoints"))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _get(self, path: str) -> Any:  # noqa: ANN401 - a JSON document
        with urlopen(self._url + path, timeout=_TIMEOUT_S) as response:  # noqa: S310 - checked
            return msgspec.json.decode(response.read(_MOST_BYTES))


def checkpoints_in(job: Any, told: Any) -> Checkpoints:  # noqa: ANN401 - JSON documents
    """What Flink tells of a job and of its checkpoints.

    Flink's own count of failed ones has those, too, that never began because not all tasks ran
    yet, as at each start. They are no fault, and are not among those that it remembers.

    Raises:
        KeyError, TypeError: it is told in another form.
    """
    newest = (told["latest"] or {}).get("completed") or {}
    return Checkpoints(
        job=str(job["name"]),
        state=str(job["state"]),
        completed=int(told["counts"]["completed"]),
        failed=sum(one["status"] == "FAILED" for one in told["history"]),
        newest_ms=newest.get("latest_ack_timestamp"),
        took_ms=newest.get("end_to_end_duration"),
        size_bytes=newest.get("state_size"),
    )
