"""The lock under version control."""

from pathlib import Path

from jobs.shared.state_lock.lock import StateLock, read_lock

COMMITTED = Path(__file__).resolve().parents[3] / "jobs" / "fraud" / "state-lock.json"


def committed() -> StateLock:
    """What is under version control."""
    return read_lock(COMMITTED)
