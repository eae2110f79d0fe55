"""What a release needs of the world, as Protocols: the clouds' side is in release/aws."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol, TypeAlias

from infra.stack_config import StackConfig
from infra.stack_outputs import StackOutputs
from release.application import Application, Snapshot
from release.limits import Limits
from release.measurements import HistoryRead, Measurements


@dataclass(frozen=True)
class KeptState:
    """What state an application keeps: its code has operators that a property switches off.

    Attributes:
        lock: state lock of its code.
        properties: its property groups; none of them stand for the whole lock.
        files: contents by path of what its code decides by: definitions, rules, models' manifests.
    """

    lock: Mapping[str, Any]
    properties: Mapping[str, Mapping[str, str]]
    files: Mapping[str, bytes] = field(default_factory=dict)


Comparison: TypeAlias = Callable[[KeptState, KeptState], Sequence[str]]
"""From what wrote a state and what shall read it: a line for each thing that does not fit, with
the reason and the way out."""


class Applications(Protocol):
    """The service that runs applications.

    Every method raises CloudRefused if the service says no, CloudUnavailable without an answer.
    """

    def describe(self, name: str) -> Application | None:
        """The application as it is; None if there is none."""

    def update(self, name: str, version: int, update: Mapping[str, Any]) -> None:
        """Give `version` of it another configuration; a newer version refuses."""

    def start(self, name: str, snapshot: str | None, *, leave_unclaimed: bool = False) -> None:
        """Start it with the state of `snapshot`; None starts without state.

        It may leave unclaimed what its code has no operator for, only where that is asked for.
        """

    def stop(self, name: str, *, force: bool) -> None:
        """Stop it, with a snapshot unless forced."""

    def create_snapshot(self, name: str, snapshot: str) -> None:
        """Begin to take a snapshot."""

    def snapshot(self, name: str, snapshot: str) -> Snapshot | None:
        """One snapshot; None if there is none of that name."""

    def snapshots(self, name: str) -> list[Snapshot]:
        """All of them."""

    def delete_snapshot(self, name: str, snapshot: str) -> None:
        """Delete one; none of that name is no fault."""

    def newest_operation_ms(self, name: str) -> int:
        """When the newest operation on it began, by the service's clock; 0 before the first."""

    def failure_after(self, name: str, operations_ms: int) -> str | None:
        """What the service says of an operation that failed after that; None if none did."""

    def has_ever_started(self, name: str) -> bool:
        """Whether a start of it has ever succeeded."""


class Metrics(Protocol):
    """The service that measures applications and streams."""

    def measure(
        self, application: str, consumers: Mapping[str, str], since_ms: int, *, fresh: bool
    ) -> Measurements:
        """What was measured since then.

        Args:
            application: name of it.
            consumers: the fan-out consumer by stream that it reads, empty where it polls.
            since_ms: only full minutes after that count.
            fresh: whether its job was submitted then, so that its counters began at 0.
        """

    def history(self, application: str, since_ms: int, steady_minutes: int) -> HistoryRead | None:
        """How far its job has read a history since then; None if it has not said yet.

        It is whole once one and the same attempt has said so for that many minutes.
        """


class PreconditionFailed(Exception):  # noqa: N818 - S3's name for it
    """Somebody else has written the object."""


class Bucket(Protocol):
    """The code bucket: bundles, release records and the lease."""

    @property
    def name(self) -> str:
        """Of the bucket."""

    def read(self, key: str) -> tuple[bytes, str] | None:
        """Contents and tag of an object; None if there is none."""

    def write(self, key: str, contents: bytes, *, tag: str | None = None, new: bool = False) -> str:
        """Write an object, only over `tag` or only if `new`; its tag.

        Raises:
            PreconditionFailed: it has another tag, or exists.
        """

    def keys(self, prefix: str) -> list[str]:
        """Keys of all objects that begin so."""

    def delete(self, key: str) -> None:
        """Delete an object; none is no fault."""

    def open(self, key: str) -> BinaryIO | None:
        """An object to read parts of, without loading it; None if there is none."""


class PlannedChange(Protocol):
    """What an update would do to one resource; `kind` such as create, update or replace."""

    @property
    def urn(self) -> str: ...  # noqa: D102
    @property
    def type(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def properties(self) -> tuple[str, ...]: ...  # noqa: D102


class ChangeSummary(Protocol):
    """What an update would do."""

    @property
    def changes(self) -> Sequence[PlannedChange]: ...  # noqa: D102


class Stack(Protocol):
    """The environment as code; its methods raise StepFailed with the engine's message."""

    def config(self) -> StackConfig:
        """The stack's values."""

    def outputs(self) -> StackOutputs | None:
        """What it made; None if it was never brought up."""

    def properties(self) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
        """The property groups that each system's job would be given, by system.

        Stand-ins stand for what AWS decides on.
        """

    def preview(self, on_event: Callable[[], None]) -> ChangeSummary:
        """What an update would do."""

    def up(self, on_event: Callable[[], None], restore: Mapping[str, str]) -> None:
        """Update it.

        Args:
            on_event: called as it goes.
            restore: from which snapshot to start an application that does not run.
        """

    def unlock(self) -> None:
        """Let go of what an update has left locked whose process is dead."""

    def refresh(self) -> None:
        """Note what is true of its resources."""

    def destroy(self, on_event: Callable[[], None]) -> None:
        """Delete everything in it."""


class Clock(Protocol):
    """Time that passes; a test's clock does so without waiting."""

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""

    def wait(self, duration_ms: int) -> None:
        """Return after that time."""


class Report(Protocol):
    """Where people see how it goes."""

    def began(self, step: str) -> None:
        """A step begins."""

    def progressed(self, step: str, text: str) -> None:
        """What a step waits for now."""

    def ended(self, step: str, result: str, text: str, elapsed_ms: int) -> None:
        """A step has ended: `result` is ok, failed or refused."""

    def said(self, text: str) -> None:
        """Something to know besides."""


@dataclass(frozen=True)
class Ports:
    """Everything that the steps touch.

    Attributes:
        going_forward: whether newer code reads the state of the code that runs.
        going_back: whether earlier code does.
        foreseen: what becomes of each feature under newer code, for people.
        assure: to be called before a step: makes sure of the lease, raises LeaseLost.
        heartbeat: to be called while waiting: prolongs the lease when that is due.
    """

    applications: Applications
    metrics: Metrics
    stack: Stack
    clock: Clock
    report: Report
    limits: Limits
    going_forward: Comparison
    going_back: Comparison
    foreseen: Comparison
    assure: Callable[[], None]
    heartbeat: Callable[[], None]
    open_bucket: Callable[[str], Bucket]
