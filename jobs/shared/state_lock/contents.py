"""What our own code writes into the elements of a state: kinds, encodings, structs."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from events.shared.feature_update import FeatureUpdate
from features.fraud.card import CARD_LOG
from features.fraud.merchant import MERCHANT_LOG
from features.shared.log_element import LogKind
from features.shared.state_log import LogFormat
from jobs.shared.state_lock.layouts import layouts
from jobs.shared.state_lock.lock import Content, Kind, Role, StructLayout
from udfs.shared.store_stage import WAITING_UPDATES

STATE_LOGS: Final[tuple[LogFormat[Any, Any], ...]] = (CARD_LOG, MERCHANT_LOG)
_FEATURE_UPDATES: Final = "feature-updates"

CONTENT_OF_STATE: Final = {
    **{log.name: log.name for log in STATE_LOGS},
    WAITING_UPDATES: _FEATURE_UPDATES,
}
"""Name of the content by that of the state; of other states Flink's serializers say all."""


def contents() -> tuple[dict[str, Content], dict[str, StructLayout]]:
    """The contents of states by name, and the structs in them by name."""
    name = FeatureUpdate.__name__
    line = Kind(name=name, role="line", struct=name, written=True)
    described = {log.name: _log_content(log) for log in STATE_LOGS}
    described[_FEATURE_UPDATES] = Content("JSON lines", {name: line})
    stored = [of for log in STATE_LOGS for of in (*log.entries.values(), *log.snapshots.values())]
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
