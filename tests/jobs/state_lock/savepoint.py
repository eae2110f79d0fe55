"""What is in a savepoint, read by Flink's own classes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from pyflink.java_gateway import get_gateway

from jobs.shared.state_lock.lock import Serializer, State
from jobs.shared.state_lock.serializers import described

_KINDS: Final[dict[str, Literal["keyed", "timers", "operator"]]] = {
    "KEY_VALUE": "keyed",
    "PRIORITY_QUEUE": "timers",
    "OPERATOR": "operator",
}


@dataclass
class SavedOperator:
    """One operator of a savepoint.

    Attributes:
        max_parallelism: number of key groups.
        key: what its state is keyed by.
        states: by name.
    """

    max_parallelism: int
    key: Serializer | None = None
    states: dict[str, State] = field(default_factory=dict)


def read_savepoint(uri: str, *, of_files: bool = False) -> dict[str, SavedOperator]:
    """The operators of the savepoint at `uri` (``file:``) by their id.

    Args:
        uri: of its folder.
        of_files: whether the job reads files, whose source has a coordinator with a state.
    """
    jvm = get_gateway().jvm
    metadata = Path(uri.removeprefix("file:")) / "_metadata"
    stream = jvm.java.io.DataInputStream(jvm.java.io.FileInputStream(str(metadata)))
    loaded = jvm.org.apache.flink.runtime.checkpoint.Checkpoints.loadCheckpointMetadata(
        stream, _loader(), uri
    )
    operators = {}
    for operator in loaded.getOperatorStates().toArray():
        saved = operators[str(operator.getOperatorID().toHexString())] = SavedOperator(
            int(operator.getMaxParallelism())
        )
        assert of_files or operator.getCoordinatorState() is None
        for subtask in operator.getStates().toArray():
            _read_subtask(subtask, saved)
    return operators


def _read_subtask(subtask: Any, saved: SavedOperator) -> None:  # noqa: ANN401
    """Take in what one subtask of an operator has saved."""
    assert subtask.getRawOperatorState().size() == 0
    assert subtask.getRawKeyedState().size() == 0
    state = get_gateway().jvm.org.apache.flink.runtime.state
    for handle in subtask.getManagedOperatorState().toArray():
        read = _read(handle, state.OperatorBackendSerializationProxy(_loader()))
        assert len(read.getBroadcastStateMetaInfoSnapshots()) == 0
        saved.states |= _states(read.getOperatorStateMetaInfoSnapshots())
    for handle in subtask.getManagedKeyedState().toArray():
        read = _read(handle, state.KeyedBackendSerializationProxy(_loader()))
        saved.key = described(read.getKeySerializerSnapshot())
        saved.states |= _states(read.getStateMetaInfoSnapshots())


def _read(handle: Any, proxy: Any) -> Any:  # noqa: ANN401
    stream = handle.openInputStream()
    proxy.read(get_gateway().jvm.org.apache.flink.core.memory.DataInputViewStreamWrapper(stream))
    stream.close()
    return proxy


def _states(infos: Any) -> dict[str, State]:  # noqa: ANN401
    return {state.name: state for state in _each_state(infos)}


def _each_state(infos: Any) -> Iterator[State]:  # noqa: ANN401
    for info in infos:
        backend = str(info.getBackendStateType())
        options = dict(info.getOptionsImmutable())
        serializers = dict(info.getSerializerSnapshotsImmutable())
        namespace = serializers.get("NAMESPACE_SERIALIZER")
        yield State(
            name=str(info.getName()),
            kind=_KINDS[backend],
            form=next(iter(options.values()), backend),
            serializer=described(serializers["VALUE_SERIALIZER"]),
            namespace=None if namespace is None else described(namespace),
        )


def _loader() -> Any:  # noqa: ANN401
    return get_gateway().jvm.Thread.currentThread().getContextClassLoader()
