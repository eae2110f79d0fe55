"""What is kept of a release: enough to finish it, to take it back and to tell of it.

releases/20260105T101500Z-1a2b3c4d.json      one object a release, rewritten after every step
"""

from enum import StrEnum
from typing import Any, Final, Literal

import msgspec

FORMAT: Final = 1


class Step(StrEnum):
    """Where a release is; the value is the word that people read."""

    SNAPSHOT = "snapshot"
    UPDATE = "update"
    START = "start"
    RUNNING = "running"
    HEALTHY = "healthy"
    PRUNE = "prune"
    STOP = "stop"
    REVERT = "revert"
    RESTORE = "restore"
    REVERTED = "reverted"
    RECOVERED = "recovered"
    REFRESH = "refresh"


class ReleaseOutcome(StrEnum):
    """How a release ended.

    DONE: it runs as wanted.  ROLLED_BACK: what ran before runs again.  ABANDONED: interrupted
    before it changed anything.  FAILED: it failed with nothing to go back to.
    """

    DONE = "done"
    ROLLED_BACK = "rolled-back"
    ABANDONED = "abandoned"
    FAILED = "failed"


class StepTime(msgspec.Struct, frozen=True):
    """One step as it went; times in milliseconds since the epoch."""

    step: Step
    started_ms: int
    ended_ms: int
    detail: str


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A version of an application that can be gone back to.

    Attributes:
        version: the service's number of it.
        bundle_key: key of its code in the code bucket.
        runtime: such as FLINK-1_20.
        configuration: as the service describes it, in full.
    """

    version: int
    bundle_key: str | None
    runtime: str
    configuration: dict[str, Any]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One application in a release.

    Attributes:
        system: such as `fraud`.
        name: of the application.
        before: what it was before the release; None if it did not exist.
        ran: whether it had ever run before, so that it has state to lose.
        was_running: whether it ran when the release began.
        snapshot: from which its state comes back; None if there is none.
        snapshot_taken_ms: when that was taken.
        operations_ms: when, by the service's clock, the newest operation before the release began.
        changed: whether the release has given it another version.
        started_ms: when it was first seen running after the update.
    """

    system: str
    name: str
    before: Target | None = None
    ran: bool = False
    was_running: bool = False
    snapshot: str | None = None
    snapshot_taken_ms: int | None = None
    operations_ms: int = 0
    changed: bool = False
    started_ms: int | None = None


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """One release.

    Attributes:
        format: of this record.
        id: sorts by time.
        kind: `deploy` brings a bundle, `rollback` goes back to an earlier one.
        bundle_key: of the code that it brings.
        state_lock: the state that this code keeps, by system.
        undoes: the release that a rollback takes back.
        by: who runs it.
        started_ms: when it began.
        step: the next or the current one.
        steps: those that have ended.
        parts: its applications.
        failure: why it is taken back.
        outcome: None while it is unfinished.
    """

    format: int = FORMAT
    id: str
    kind: Literal["deploy", "rollback"] = "deploy"
    bundle_key: str | None
    state_lock: dict[str, dict[str, Any]] = {}
    undoes: str | None = None
    by: str
    started_ms: int
    step: Step
    steps: tuple[StepTime, ...] = ()
    parts: tuple[Part, ...]
    failure: str | None = None
    outcome: ReleaseOutcome | None = None

    def with_parts(self, parts: list[Part]) -> "Release":
        """The same release with other parts."""
        return msgspec.structs.replace(self, parts=tuple(parts))
