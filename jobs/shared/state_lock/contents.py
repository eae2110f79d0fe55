"""What our own code writes into the elements of a state: kinds, encodings, structs.

The logs of a system's keys are its own; the updates that wait for the store are alike everywhere.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from events.shared.feature_update import FeatureUpdate
from features.shared.state.log_element import LogKind
from features.shared.state.part_kinds import PART_IMAGES
from features.shared.state.state_log import LogFormat
from jobs.shared.state_lock.layouts import layouts
from jobs.shared.state_lock.lock import Content, Kind, Role, StructLayout
from udfs.shared.waiting_updates import WAITING_BY_KEY, WAITING_UPDATES

Logs = Sequence[LogFormat[Any, Any]]

_FEATURE_UPDATES: Final = "feature-updates"
_IMAGES: Final = "images-in-snapshots"
"""What snapshots hold of each part of a history, by its kind."""


def content_by_state(logs: Logs) -> dict[str, str]:
    """Name of the content by that of the state; of other states Flink's serializers say all."""
    updates = dict.fromkeys((WAITING_BY_KEY, WAITING_UPDATES), _FEATURE_UPDATES)
    return {log.name: log.name for log in logs} | updates


def contents(logs: Logs) -> tuple[dict[str, Content], dict[str, StructLayout]]:
    """The contents of states by name, and the structs in them by name."""
    name = FeatureUpdate.__name__
    line = Kind(name=name, role="line", struct=name, written=True)
    described = {log.name: _log_content(log) for log in logs}
    described[_IMAGES] = Content(
        "MessagePack",
        {
            kind: Kind(name=kind, role="image", struct=of.__name__, written=True)
            for kind, of in PART_IMAGES.items()
        },
    )
    described[_FEATURE_UPDATES] = Content("JSON lines", {name: line})
    stored = [of for log in logs for of in (*log.entries.values(), *log.snapshots.values())]
    return dict(sorted(described.items())), layouts(*stored, *PART_IMAGES.values(), FeatureUpdate)


def _log_content(log: LogFormat[Any, Any]) -> Content:
    written = log.written
    kinds = _kinds(log.entries, "entry", written) | _kinds(log.snapshots, "snapshot", written)
    return Content("a byte of kind, then MessagePack", dict(sorted(kinds.items())))


def _kinds(
    structs: Mapping[LogKind, type[Struct]], role: Role, written: Collection[LogKind]
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
