"""The append log that a key's state is stored as: an optional snapshot, then one entry a change.

::

    [ snapshot ] [ entry ] [ entry ] [ entry ]        each: kind, MessagePack, checksum
      kind 0x33    0x31      0x32      0x31                 1 byte            4 bytes

The kind byte names the layout. Rule of evolution: a layout that has shipped never changes. A new
one gets a kind of its own and becomes the one that is written; the readers of all older kinds
stay, and so do their golden bytes in the tests. A kind without a reader is an error, never skipped.

The checksum is the CRC-32 of kind and body, so that damage is found and not computed with. Kinds
before it have none: of their damage only what breaks the MessagePack or its types is found.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, Generic, Protocol, TypeVar

import msgspec

from features.shared.state.log_element import DamageError, LogKind, body_of, element_of

Entry = TypeVar("Entry", bound=msgspec.Struct)
Snapshot = TypeVar("Snapshot", bound=msgspec.Struct)
Struct = TypeVar("Struct", bound=msgspec.Struct)

_FEWEST_TO_COMPACT: Final = 32


class StateFormatError(ValueError):
    """An element of a state log cannot be read; the message says why."""


class LogFormat(Generic[Entry, Snapshot]):
    """Writes and reads the log elements of one sort of state.

    Args:
        name: of the Flink state that holds the logs; it is part of every savepoint.
        entries: type of an entry by its kind; of those of one type the last one is written.
        snapshots: type of a snapshot by its kind; the last one is written.
        only_read: kinds of both that are no longer written.

    Attributes:
        written: the kinds that are written.
    """

    def __init__(
        self,
        name: str,
        entries: Mapping[LogKind, type[Entry]],
        snapshots: Mapping[LogKind, type[Snapshot]],
        only_read: Collection[LogKind] = (),
    ) -> None:
        self.name, self.entries, self.snapshots = name, entries, snapshots
        self._kinds = {of: kind for kind, of in entries.items() if kind not in only_read}
        self._snapshot_kind = list(snapshots)[-1]
        self.written = frozenset((*self._kinds.values(), self._snapshot_kind))
        self._encode = msgspec.msgpack.Encoder().encode
        self._entry_decoders = _decoders(entries)
        self._snapshot_decoders = _decoders(snapshots)

    def write_entry(self, entry: Entry) -> bytes:
        """The log element for `entry`."""
        return element_of(self._kinds[type(entry)], self._encode(entry))

    def write_snapshot(self, snapshot: Snapshot) -> bytes:
        """The log element for `snapshot`."""
        return element_of(self._snapshot_kind, self._encode(snapshot))

    def read(self, log: Iterable[bytes]) -> tuple[Snapshot | None, list[Entry]]:
        """The snapshot of `log`, if it begins with one, and its entries in order.

        Raises:
            StateFormatError: an element is of an unknown kind, damaged, or a snapshot that is not
                the first element.
        """
        snapshot = None
        entries = []
        for index, element in enumerate(log):
            kind = element[:1]
            try:
                if kind in self._entry_decoders:
                    entries.append(self._entry_decoders[kind].decode(body_of(element)))
                elif kind in self._snapshot_decoders and index == 0:
                    snapshot = self._snapshot_decoders[kind].decode(body_of(element))
                else:
                    raise StateFormatError(self._unreadable(index, kind))
            except (DamageError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                raise StateFormatError(
                    f"state log element {index}: damaged, kind 0x{kind.hex()}: {error}"
                ) from error
        return snapshot, entries

    def _unreadable(self, index: int, kind: bytes) -> str:
        entries = _listed(self._entry_decoders)
        snapshots = _listed(self._snapshot_decoders)
        return (
            f"state log element {index}: kind 0x{kind.hex() or '--'} cannot stand here; an entry"
            f" ({entries}), or as the first element a snapshot ({snapshots}), is expected;"
            " a newer release may have written it"
        )


def _decoders(
    kinds: Mapping[LogKind, type[Struct]],
) -> dict[bytes, msgspec.msgpack.Decoder[Struct]]:
    return {bytes((kind,)): msgspec.msgpack.Decoder(of) for kind, of in kinds.items()}


def _listed(kinds: Iterable[bytes]) -> str:
    return ", ".join(f"0x{kind.hex()}" for kind in kinds)


class Sized(Protocol):
    """A state that knows its size."""

    def retained(self) -> int:
        """Number of items a snapshot writes."""


def worth_compacting(log_length: int, state: Sized) -> bool:
    """Whether `log_length` entries have grown enough that a snapshot is worth its size.

    A snapshot then writes at most four items for each entry before it, so that rewriting stays in
    proportion to appending, and reading never takes more than a quarter beyond the state.
    """
    return log_length > _FEWEST_TO_COMPACT and log_length > state.retained() // 4
