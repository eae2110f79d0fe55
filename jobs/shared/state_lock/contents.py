"""What our own code writes into the elements of a state: kinds, encodings, structs.

The logs of a system's keys are its own; the updates that wait for the store are alike everywhere.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from events.shared.feature_update import FeatureUpdate
from features.shared.log_element import LogKind
from features.shared.state_log import LogFormat
from jobs.shared.state_lock.layouts import layouts
from jobs.shared.state_lock.lock import Content, Kind, Role, StructLayout
from udfs.shared.store_stage import WAITING_UPDATES

Logs = Sequence[LogFormat[Any, Any]]

_FEATURE_UPDATES: Final = "feature-updates"


def content_by_state(logs: Logs) -> dict[str, str]:
    """Name of the content by that of the state; of other states Flink's serializers say all."""
    return {**{log.name: log.name for log in logs}, WAITING_UPDATES: _FEATURE_UPDATES}


def contents(logs: Logs) -> tuple[dict[str, Content], dict[str, StructLayout]]:
    """The contents of states by name, and the structs in them by name."""
    name = FeatureUpdate.__name__
    line = Kind(name=name, role="line", struct=name, written=True)
    described = {log.name: _log_content(log) for log in logs}
    described[_FEATURE_UPDATES] = Content("JSON lines", {name: line})
    stored = [of for log in logs for of in (*log.entries.values(), *log.snapshots.values())]
    return dict(sorted(described.items())), layouts(*stored, FeatureUpdate)


def _log_content(log: LogFormat[Any, Any]) -> Content:
    newest_snapshot = list(log.snapshots)[-1]
    newest_entries = {of: kind for kind, of in log.entries.items()}.values()
    written = {newest_snapshot, *newest_entries}
    kinds = _kinds(log.entries, "entry", written) | _kinds(log.snapshots, "snapshot", written)
    return Content("a byte of kind, then MessagePack", dict(sorted(kinds.items())))


def _kinds(
    structs: Mapping[LogKind, type[Struct]], role: Role, written: set[LogKind]
) -> dict[str, Kind]:
    return {
        f"0x{kind:02x}": Kind(
            name=kind.name,
            role=role,
            struct=of.__name__,
            written=kind in written,
            checksum="crc32" if kind.has_checksum else None,
        )
        for kind, of in structs.items()
    }
