"""What an update changes or would change, gathered from the engine's events."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Literal

from pulumi.automation import EngineEvent, OpType

Kind = Literal["create", "update", "replace", "delete", "same"]
Phase = Literal["started", "done", "failed"]

_KINDS: Final[dict[OpType, Kind]] = {
    OpType.CREATE: "create",
    OpType.IMPORT: "create",
    OpType.UPDATE: "update",
    OpType.REPLACE: "replace",
    OpType.CREATE_REPLACEMENT: "replace",
    OpType.DELETE_REPLACED: "replace",
    OpType.DELETE: "delete",
    OpType.SAME: "same",
}
_NAME: Final = "::"


@dataclass(frozen=True, kw_only=True)
class ResourceChange:
    """One resource that changes.

    Attributes:
        urn: Pulumi's own address of it.
        type: such as `aws-native:kinesis:Stream`.
        name: in the program.
        kind: what happens to it.
        properties: paths of the inputs that differ; empty when it is made or deleted.
    """

    urn: str
    type: str
    name: str
    kind: Kind
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ChangeSummary:
    """All that changes.

    Attributes:
        counts: how many resources by what happens to them.
        changes: those that do not stay the same, in the order of the engine.
    """

    counts: dict[Kind, int]
    changes: tuple[ResourceChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether everything stays as it is."""
        return not self.changes


@dataclass(frozen=True, kw_only=True)
class StackEvent:
    """A step of an update, for whoever watches.

    Attributes:
        phase: whether it begins, is done or has failed.
        change: what it is about.
    """

    phase: Phase
    change: ResourceChange


@dataclass
class ChangeRecord:
    """Takes events in; tells what they say as a whole."""

    _changes: dict[str, ResourceChange] = field(default_factory=dict)
    _same: set[str] = field(default_factory=set)
    _errors: list[str] = field(default_factory=list)

    def add(self, event: EngineEvent) -> StackEvent | None:
        """Take `event` in; the step that it is about, if it is about one."""
        diagnostic = event.diagnostic_event
        if diagnostic is not None and diagnostic.severity == "error":
            self._errors.append(diagnostic.message.strip())
        phase: Phase
        if event.resource_pre_event is not None:
            phase, metadata = "started", event.resource_pre_event.metadata
        elif event.res_outputs_event is not None:
            phase, metadata = "done", event.res_outputs_event.metadata
        elif event.res_op_failed_event is not None:
            phase, metadata = "failed", event.res_op_failed_event.metadata
        else:
            return None
        kind = _KINDS.get(metadata.op)
        if kind is None:
            return None
        paths = metadata.detailed_diff or metadata.diffs or ()
        change = ResourceChange(
            urn=metadata.urn,
            type=metadata.type,
            name=metadata.urn.rsplit(_NAME, 1)[-1],
            kind=kind,
            properties=tuple(sorted(paths)) if kind in ("update", "replace") else (),
        )
        if kind == "same":
            self._same.add(change.urn)
            return None
        known = self._changes.setdefault(change.urn, change)
        if len(change.properties) > len(known.properties):
            self._changes[change.urn] = change
        return StackEvent(phase=phase, change=change)

    @property
    def errors(self) -> tuple[str, ...]:
        """The engine's own messages about what went wrong."""
        return tuple(self._errors)

    def summary(self) -> ChangeSummary:
        """What changed, or would."""
        counts: Counter[Kind] = Counter(change.kind for change in self._changes.values())
        counts["same"] = len(self._same - set(self._changes))
        return ChangeSummary(counts=dict(counts), changes=tuple(self._changes.values()))
