"""The locks under version control."""

from pathlib import Path

from jobs.shared.state_lock.lock import StateLock, read_lock

_JOBS = Path(__file__).resolve().parents[3] / "jobs"
COMMITTED = _JOBS / "fraud" / "state-lock.json"
OF_RECOMMENDATIONS = _JOBS / "recommendations" / "state-lock.json"


def committed(path: Path = COMMITTED) -> StateLock:
    """What is under version control."""
    return read_lock(path)
