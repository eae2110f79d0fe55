"""Whether a new version of a job takes over all state of the deployed one.

    deployed lock --+
                    +--> [] : every state is found and read
    new lock -------+    or what is lost, why, and the way out

Added operators, states, kinds and optional fields are compatible; so is removing what keeps no
state. A serializer that Flink keeps something else of counts as changed: Flink could migrate some,
but nothing here proves that it would.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from jobs.shared.state_lock.content_compatibility import content_changes
from jobs.shared.state_lock.lock import Content, Operator, Serializer, State, StateLock
from jobs.shared.state_lock.loss import Incompatibility, kept_by, meaning

_REFUSED = (
    "Flink does not start from a snapshot that holds state of an operator which is gone; told to"
    " go on without it, it drops"
)


def incompatibilities(deployed: StateLock, new: StateLock) -> list[Incompatibility]:
    """What of the state of `deployed` a job of `new` would lose or could not read."""
    return [
        *_job_changes(deployed, new),
        *_operator_changes(deployed, new),
        *content_changes(deployed, new),
    ]


def rollback_risks(deployed: StateLock, new: StateLock) -> list[Incompatibility]:
    """What keeps `deployed` from going on with a snapshot that `new` has written."""
    way_out = (
        "go back to the snapshot from before the release; what came since is read and decided again"
    )
    changes = incompatibilities(_as_written(new), deployed)
    return [Incompatibility(f"going back: {one.what}", one.why, way_out) for one in changes]


def _as_written(lock: StateLock) -> StateLock:
    """`lock` without the kinds that it reads only because older versions wrote them."""
    contents = {
        name: Content(
            content.encoding, {key: kind for key, kind in content.kinds.items() if kind.written}
        )
        for name, content in lock.contents.items()
    }
    return replace(lock, contents=contents)


def _job_changes(deployed: StateLock, new: StateLock) -> Iterator[Incompatibility]:
    if deployed.job != new.job:
        yield Incompatibility(
            f"job: {deployed.job} -> {new.job}",
            "another job has other state",
            f"compare with a lock of {deployed.job}",
        )
    before, after = deployed.max_parallelism, new.max_parallelism
    if before != after:
        yield Incompatibility(
            f"max parallelism: {before} -> {after}",
            "state lies in as many key groups, and Flink does not start from another number",
            f"keep job.max_parallelism at {before}",
        )
    if deployed.python_execution_mode != new.python_execution_mode:
        mode = deployed.python_execution_mode
        yield Incompatibility(
            f"Python execution mode: {mode} -> {new.python_execution_mode}",
            "in process mode Flink puts `python-state-` before the name of every state of a Python"
            " operator: the job starts, finds none of it and begins with empty histories",
            f"keep job.execution_mode at {mode}",
        )


def _operator_changes(deployed: StateLock, new: StateLock) -> Iterator[Incompatibility]:
    after = {operator.uid: operator for operator in new.operators}
    for operator in deployed.operators:
        if operator.uid in after:
            yield from _state_changes(operator, after[operator.uid])
        else:
            yield _gone(operator, _successor(operator, deployed, new))


def _successor(operator: Operator, deployed: StateLock, new: StateLock) -> str | None:
    """The uid of the operator that looks like the lost one renamed."""
    known = {one.uid for one in deployed.operators}
    for one in new.operators:
        if one.uid not in known and one.kind == operator.kind and one.states == operator.states:
            return one.uid
    return None


def _gone(operator: Operator, successor: str | None) -> Incompatibility:
    change = "is gone" if successor is None else f"has become {successor}"
    back = f"give the operator the uid {operator.uid} again"
    if operator.named_by == "planner":
        back = (
            "the planner numbers the operators of a query in their order: restore the plan, and"
            " give an operator with state a uid of its own (jobs.shared.in_jvm.set_planned_uid)"
        )
    elif operator.unless_none:
        back += f", and keep {' and '.join(operator.unless_none)} set"
    return Incompatibility(
        f"operator {operator.uid} ({operator.kind}) {change}",
        f"{_REFUSED} {kept_by(operator)}",
        back,
    )


def _state_changes(before: Operator, after: Operator) -> Iterator[Incompatibility]:
    if before.key != after.key:
        yield Incompatibility(
            f"operator {before.uid}: key: {_shown(before.key)} -> {_shown(after.key)}",
            "state is found by the bytes of its key: Flink fails at the restore, or does not find"
            f" {kept_by(before)}",
            "keep the key and its type, or give the operator a new uid and fill its state anew",
        )
    states = {state.name: state for state in after.states}
    for state in before.states:
        where = f"operator {before.uid}: state {state.name}"
        if state.name in states:
            yield from _changes_of(where, state, states[state.name])
        else:
            yield Incompatibility(
                f"{where} is gone",
                f"Flink finds a state by its name: the job starts, and {meaning(state)} is lost"
                " without a word",
                f"keep the name {state.name}, or read the old state as well and carry it over",
            )


def _changes_of(where: str, before: State, after: State) -> Iterator[Incompatibility]:
    changes = (
        ("kind", f"{before.kind} {before.form}", f"{after.kind} {after.form}"),
        ("serializer", _shown(before.serializer), _shown(after.serializer)),
        ("namespace", _shown(before.namespace), _shown(after.namespace)),
    )
    for aspect, old, new in changes:
        if old != new:
            yield Incompatibility(
                f"{where}: {aspect}: {old} -> {new}",
                f"the bytes of {meaning(before)} are not those that the new version reads: Flink"
                " fails at the restore or at the first read",
                "keep the type; a new type needs a state of a new name, filled from the old one",
            )
    if before.content != after.content:
        yield Incompatibility(
            f"{where}: content: {before.content} -> {after.content}",
            f"what Flink carries over unseen, {meaning(before)}, is written in another form",
            "keep a reader of the old form, under a new kind or version",
        )


def _shown(serializer: Serializer | None) -> str:
    return "none" if serializer is None else f"{serializer.type} ({serializer.sha256})"
