"""What the service says of an application and of its snapshots."""

from typing import Any, Final

import msgspec

from release.record import Target

RUNNING: Final = "RUNNING"
READY: Final = "READY"
"""Exists and does not run."""

_IN_TRANSITION: Final = frozenset(
    {
        "STARTING",
        "STOPPING",
        "UPDATING",
        "AUTOSCALING",
        "FORCE_STOPPING",
        "ROLLING_BACK",
        "MAINTENANCE",
        "DELETING",
    }
)


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """One application as it is now.

    Attributes:
        name: of the application.
        status: the service's word, such as RUNNING.
        version: counts every update, a rollback too.
        bundle_key: key of its code; None without code in a bucket.
        code_bucket: where its code is.
        runtime: such as FLINK-1_20.
        rolled_back_from: the version that the service or somebody took back last.
        rolled_back_to: the version that came in its place.
        configuration: as described, in full.
        updated_ms: when its configuration last changed.
    """

    name: str
    status: str
    version: int
    bundle_key: str | None
    code_bucket: str | None
    runtime: str
    rolled_back_from: int | None
    rolled_back_to: int | None
    configuration: dict[str, Any]
    updated_ms: int

    @property
    def is_settled(self) -> bool:
        """Whether the service is done with it for now."""
        return self.status not in _IN_TRANSITION

    @property
    def is_running(self) -> bool:
        """Whether it reads its streams."""
        return self.status == RUNNING

    @property
    def is_stopped(self) -> bool:
        """Whether it waits to be started."""
        return self.status == READY

    def was_taken_back(self, since_version: int) -> bool:
        """Whether an update after `since_version` was taken back to it, or further."""
        if self.rolled_back_from is None or self.rolled_back_from <= since_version:
            return False
        return self.rolled_back_to is None or self.rolled_back_to <= since_version

    def as_target(self) -> Target:
        """This version, to come back to."""
        return Target(
            version=self.version,
            bundle_key=self.bundle_key,
            runtime=self.runtime,
            configuration=self.configuration,
        )


class Snapshot(msgspec.Struct, frozen=True):
    """One snapshot of an application's state; `taken_ms` in milliseconds since the epoch."""

    name: str
    status: str
    taken_ms: int

    @property
    def is_ready(self) -> bool:
        """Whether state can be restored from it."""
        return self.status == READY


def newest_ready(snapshots: list[Snapshot]) -> Snapshot | None:
    """The youngest one that can be restored from."""
    ready = [snapshot for snapshot in snapshots if snapshot.is_ready]
    return max(ready, key=lambda snapshot: (snapshot.taken_ms, snapshot.name), default=None)
