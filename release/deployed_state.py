"""Which state the code that runs keeps, and whether other code can take it over.

The lock of the code that runs is in its release record, else in the archive in the code bucket.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias
from zipfile import BadZipFile, ZipFile

import msgspec

from features.fraud.bundled_definitions import DECIDED_BY
from features.recommendations.bundled_definitions import WORKS_BY
from release.configuration import Properties
from release.ports import Bucket, Comparison, KeptState
from release.record import Release

Locks: TypeAlias = Mapping[str, Mapping[str, Any]]
"""The state lock by system."""

_MANIFEST: Final = "manifest.json"
_PACKAGES: Final = "dep/"


@dataclass(frozen=True)
class Kept:
    """What says which state an application keeps.

    Attributes:
        locks: of the bundle that it runs.
        properties: its property groups.
        files: of the bundle, see `KeptState`.
    """

    locks: Locks
    properties: Properties
    files: Mapping[str, bytes] = field(default_factory=dict)

    def of(self, system: str) -> KeptState:
        """The state of one system."""
        return KeptState(self.locks[system], self.properties, self.files)


class _Manifest(msgspec.Struct):
    state_lock: dict[str, dict[str, Any]]


def locks_of(bundle_key: str, releases: Sequence[Release], bucket: Bucket) -> Locks:
    """The state locks of a bundle that was released.

    Raises:
        ValueError: neither a record nor the archive has them.
    """
    for release in reversed(releases):
        if release.bundle_key == bundle_key and release.state_lock:
            return release.state_lock
    archive = bucket.open(bundle_key)
    if archive is None:
        raise ValueError(f"{bucket.name}/{bundle_key}: the code that runs is not there")
    try:
        with ZipFile(archive) as members:
            manifest = msgspec.json.decode(members.read(_MANIFEST), type=_Manifest)
    except (BadZipFile, KeyError, msgspec.DecodeError) as error:
        raise ValueError(f"{bucket.name}/{bundle_key}: no manifest in it: {error}") from None
    return manifest.state_lock


def misfits(system: str, written: Kept, read: Kept, compare: Comparison) -> list[str]:
    """A line for each part of the state of `system` that what reads it cannot take over.

    Args:
        system: such as `fraud`.
        written: locks and property groups of what wrote the state.
        read: the same of what shall read it.
        compare: see `Comparison`.
    """
    for name, kept in (("that wrote it", written), ("that shall read it", read)):
        if system not in kept.locks:
            return [f"{system}: the bundle {name} has no state lock of it"]
    return [f"{system}: {line}" for line in compare(written.of(system), read.of(system))]


def files_in_bucket(bundle_key: str, bucket: Bucket) -> dict[str, bytes]:
    """What the code of a bundle that was released decides by; nothing where it is not there."""
    archive = bucket.open(bundle_key)
    return {} if archive is None else _files_of(archive)


def files_on_disk(archive: Path) -> dict[str, bytes]:
    """What the code of a bundle on this machine decides by; nothing where it is not there."""
    if not archive.is_file():
        return {}
    with archive.open("rb") as opened:
        return _files_of(opened)


def _files_of(archive: BinaryIO) -> dict[str, bytes]:
    try:
        with ZipFile(archive) as members:
            paths = {name.removeprefix(_PACKAGES): name for name in members.namelist()}
            return {
                path: members.read(name)
                for path, name in paths.items()
                if any(fnmatch(path, pattern) for pattern in (*DECIDED_BY, *WORKS_BY))
            }
    except BadZipFile:
        return {}
