"""Serializers by what Flink itself keeps of them in a savepoint, and compares at a restore."""

from hashlib import sha256
from typing import Any, Final

from pyflink.java_gateway import get_gateway

from jobs.shared.state_lock.lock import Serializer

_DIGITS: Final = 16
_FIRST_BUFFER_BYTES: Final = 256


def described(snapshot: Any) -> Serializer:  # noqa: ANN401 - a TypeSerializerSnapshot
    """The serializer that Flink made `snapshot` of."""
    jvm = get_gateway().jvm
    written = jvm.org.apache.flink.core.memory.DataOutputSerializer(_FIRST_BUFFER_BYTES)
    types = jvm.org.apache.flink.api.common.typeutils
    types.TypeSerializerSnapshot.writeVersionedSnapshot(written, snapshot)
    digest = sha256(bytes(written.getCopyOfBuffer())).hexdigest()[:_DIGITS]
    return Serializer(_name(snapshot), digest)


def describe(serializer: Any) -> Serializer:  # noqa: ANN401 - a TypeSerializer
    """As `described`, of a serializer that is in use."""
    return described(serializer.snapshotConfiguration())


def _name(snapshot: Any) -> str:  # noqa: ANN401
    """`ListSerializer<StringSerializer>`: class names without package, with those inside."""
    full = str(snapshot.getClass().getName())
    name = full.rpartition(".")[2].partition("$")[0].removesuffix("Snapshot")
    composite = "org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot"
    if not get_gateway().jvm.Class.forName(composite).isInstance(snapshot):
        return name
    parts = [_name(part) for part in snapshot.getNestedSerializerSnapshots()]
    return f"{name}<{', '.join(parts)}>" if parts else name
