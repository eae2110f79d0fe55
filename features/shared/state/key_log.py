"""How the log of one key is written and read: the present kinds, and those of before for its hop.

::

    [ snapshot ] [ entry with slots ] [ entry ] [ label ] [ entry ]
                   slots: what the values of this entry and those after it are
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from features.shared.limits import HistoryLimits
from features.shared.state.images import (
    KeyEntry,
    KeySnapshot,
    LabelEntry,
    StoredEntry,
    StoredSnapshot,
)
from features.shared.state.log_element import LogKind
from features.shared.state.state_log import LogFormat


@dataclass(frozen=True, slots=True)
class OlderKinds:
    """Layouts that one hop's log was written in before.

    Attributes:
        entries: type of an entry by its kind; see `StoredEntry`.
        snapshots: likewise.
    """

    entries: Mapping[LogKind, type[StoredEntry]] = field(default_factory=dict)
    snapshots: Mapping[LogKind, type[StoredSnapshot]] = field(default_factory=dict)


NO_OLDER_KINDS: Final = OlderKinds()


class KeyLog:
    """Reads and writes the log elements of one hop.

    Args:
        name: of the Flink state that holds the logs.
        older: kinds that are read and not written.
        limits: of the history.
    """

    def __init__(self, name: str, older: OlderKinds, limits: HistoryLimits) -> None:
        self._limits = limits
        self.format: LogFormat[StoredEntry, StoredSnapshot] = LogFormat(
            name,
            {
                **older.entries,
                LogKind.KEY_ENTRY_V1: KeyEntry,
                LogKind.KEY_LABEL_V1: LabelEntry,
            },
            {**older.snapshots, LogKind.KEY_SNAPSHOT_V1: KeySnapshot},
            only_read={*older.entries, *older.snapshots},
        )
        self.write_entry = self.format.write_entry
        self.write_snapshot = self.format.write_snapshot

    def read(self, log: Iterable[bytes]) -> tuple[KeySnapshot | None, list[KeyEntry | LabelEntry]]:
        """The snapshot of `log`, if it begins with one, and its entries, in the present layout.

        Raises:
            StateFormatError: see `LogFormat.read`.
        """
        snapshot, entries = self.format.read(log)
        return (
            None if snapshot is None else snapshot.common(self._limits),
            [entry.common() for entry in entries],
        )
