"""The state lock of a job: all that a savepoint of it holds, as a file under version control.

operator (uid) --- keyed state --- content: our own bytes --- kinds --- structs
               +-- timers          (a state log, JSON lines)
               +-- operator state, such as a position in a stream
"""

from pathlib import Path
from typing import Final, Literal

from msgspec import DecodeError, Struct, ValidationError, field, json

LOCK_FORMAT: Final = 1

Role = Literal["entry", "snapshot", "image", "line"]


class StateLockError(ValueError):
    """A lock file cannot be used; the message names the file and says why."""


class Serializer(Struct, frozen=True):
    """How Flink writes a key, a namespace or a value.

    Attributes:
        type: its class, with those it is made of.
        sha256: first 16 digits of the SHA-256 of what Flink keeps of it in a savepoint, by which
            it recognises the serializer at a restore.
    """

    type: str
    sha256: str


class State(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One state of an operator.

    Attributes:
        name: Flink finds it by this name.
        kind: by key; timers, which are by key too; or of the operator as a whole.
        form: LIST, VALUE or MAP of a keyed state, how it is dealt out for one of an operator.
        serializer: of an element.
        namespace: of a keyed state.
        content: what the elements hold beyond what Flink knows of them: a name in
            `StateLock.contents`, or the serializer and version of a connector.
    """

    name: str
    kind: Literal["keyed", "timers", "operator"]
    form: str
    serializer: Serializer
    namespace: Serializer | None = None
    content: str | None = None


class Operator(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An operator that keeps state.

    Attributes:
        uid: Flink finds its state by this name.
        operator_id: what Flink makes of the uid, and names in its messages.
        name: as shown.
        kind: its class, and that of what it runs.
        named_by: who gave the uid: the job, or the planner of table queries by counting.
        unless_none: it is left out where any of these settings is `none`.
        key: what its state is keyed by.
        states: by name.
    """

    uid: str
    operator_id: str
    name: str
    kind: str
    named_by: Literal["job", "planner"] = "job"
    unless_none: tuple[str, ...] = ()
    key: Serializer | None = None
    states: tuple[State, ...]


class Kind(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One kind of element of a content.

    Attributes:
        name: for people.
        role: an entry or a snapshot of a log, or a line.
        struct: its fields, a name in `StateLock.structs`.
        written: whether the job still writes it, or only reads it.
        checksum: of kind and bytes, in four bytes at the end; None where there is none.
    """

    name: str
    role: Role
    struct: str
    written: bool
    checksum: Literal["crc32"] | None = None


class Content(Struct, frozen=True):
    """What the elements of a state hold.

    Attributes:
        encoding: how bytes are made of it.
        kinds: by the byte or name that tells them apart.
    """

    encoding: str
    kinds: dict[str, Kind]


class StructLayout(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The fields of a stored struct.

    Attributes:
        by: whether a field is found by its position or by its name.
        tag: what the struct is recognised by among others.
        fields: type by name in their order; `@NAME` is a struct.
        optional: fields that an element may lack.
    """

    by: Literal["position", "name"]
    tag: str | None = None
    fields: dict[str, str]
    optional: tuple[str, ...] = ()


class AcceptedLoss(Struct, frozen=True):
    """A change that was made although it loses state.

    Attributes:
        reason: why that was right.
        losses: what the comparison said.
    """

    reason: str
    losses: tuple[str, ...]


class StateLock(Struct, frozen=True, kw_only=True):
    """All state of a job.

    Attributes:
        format: of this file, 1.
        job: the system, such as `fraud`.
        max_parallelism: number of key groups.
        python_execution_mode: `thread` or `process`; in process mode Flink gives the states of
            Python operators other names.
        operators: those with state, by uid.
        stateless: kind by uid of the others that have one; of no meaning for a restore.
        contents: by name.
        structs: by name.
        accepted: losses, oldest first.
    """

    format: int
    job: str
    max_parallelism: int
    python_execution_mode: str
    operators: tuple[Operator, ...]
    stateless: dict[str, str]
    contents: dict[str, Content]
    structs: dict[str, StructLayout]
    accepted: tuple[AcceptedLoss, ...] = field(default=())


def read_lock(path: Path) -> StateLock:
    """The lock in `path`.

    Raises:
        StateLockError: there is none, or it cannot be read.
    """
    try:
        lock = json.decode(path.read_bytes(), type=StateLock)
    except FileNotFoundError:
        raise StateLockError(f"{path}: no such file") from None
    except (ValidationError, DecodeError, OSError) as error:
        raise StateLockError(f"{path}: not a state lock: {error}") from None
    if lock.format != LOCK_FORMAT:
        raise StateLockError(f"{path}: format: {lock.format}, {LOCK_FORMAT} is expected")
    return lock


def write_lock(lock: StateLock, path: Path) -> None:
    """Write `lock`, always in the same form, so that a difference of the file is one of state."""
    path.write_bytes(json.format(json.encode(lock), indent=2) + b"\n")
