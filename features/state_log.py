"""The append log that a key's state is stored as: an optional snapshot, then one entry a change.

::

    [ snapshot ] [ entry ] [ entry ] [ entry ]        each: 1 byte kind, then MessagePack
      kind 0x12    0x11      0x11      0x11

The kind byte names the layout. Rule of evolution: a layout that has shipped never changes. A new
one gets a kind of its own and becomes the one that is written; the readers of all older kinds
stay, and so do their golden bytes in the tests. A kind without a reader is an error, never skipped.
"""

from collections.abc import Iterable
from typing import Final, Generic, Protocol, TypeVar

import msgspec

Entry = TypeVar("Entry", bound=msgspec.Struct)
Snapshot = TypeVar("Snapshot", bound=msgspec.Struct)

CARD_ENTRY_V1: Final = 0x11
CARD_SNAPSHOT_V1: Final = 0x12
MERCHANT_ENTRY_V1: Final = 0x21
MERCHANT_SNAPSHOT_V1: Final = 0x22

_FEWEST_TO_COMPACT: Final = 32


class StateFormatError(ValueError):
    """An element of a state log cannot be read; the message says why."""


class LogFormat(Generic[Entry, Snapshot]):
    """Writes and reads the log elements of one sort of state.

    Args:
        entry_kind: kind byte of an entry.
        entry: type of an entry.
        snapshot_kind: kind byte of a snapshot.
        snapshot: type of a snapshot.
    """

    def __init__(
        self, entry_kind: int, entry: type[Entry], snapshot_kind: int, snapshot: type[Snapshot]
    ) -> None:
        self._entry_kind = bytes((entry_kind,))
        self._snapshot_kind = bytes((snapshot_kind,))
        self._encode = msgspec.msgpack.Encoder().encode
        self._entry_decoder = msgspec.msgpack.Decoder(entry)
        self._snapshot_decoder = msgspec.msgpack.Decoder(snapshot)

    def write_entry(self, entry: Entry) -> bytes:
        """The log element for `entry`."""
        return self._entry_kind + self._encode(entry)

    def write_snapshot(self, snapshot: Snapshot) -> bytes:
        """The log element for `snapshot`."""
        return self._snapshot_kind + self._encode(snapshot)

    def read(self, log: Iterable[bytes]) -> tuple[Snapshot | None, list[Entry]]:
        """The snapshot of `log`, if it begins with one, and its entries in order.

        Raises:
            StateFormatError: an element is of an unknown kind, damaged, or a snapshot that is not
                the first element.
        """
        snapshot = None
        entries = []
        for index, element in enumerate(log):
            kind, body = element[:1], memoryview(element)[1:]
            try:
                if kind == self._entry_kind:
                    entries.append(self._entry_decoder.decode(body))
                elif kind == self._snapshot_kind and index == 0:
                    snapshot = self._snapshot_decoder.decode(body)
                else:
                    raise StateFormatError(self._unreadable(index, kind))
            except msgspec.MsgspecError as error:
                raise StateFormatError(
                    f"state log element {index}: damaged, kind 0x{kind.hex()}: {error}"
                ) from error
        return snapshot, entries

    def _unreadable(self, index: int, kind: bytes) -> str:
        entry, snapshot = self._entry_kind.hex(), self._snapshot_kind.hex()
        return (
            f"state log element {index}: kind 0x{kind.hex() or '--'} cannot stand here; an entry"
            f" (0x{entry}), or as the first element a snapshot (0x{snapshot}), is expected;"
            " a newer release may have written it"
        )


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
