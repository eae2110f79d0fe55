"""Which state the code that runs keeps, and whether new code can take it over.

The lock of the code that runs is in its release record, else in the archive in the code bucket.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias
from zipfile import BadZipFile, ZipFile

import msgspec

from release.ports import Bucket, Comparison
from release.record import Release

Locks: TypeAlias = Mapping[str, Mapping[str, Any]]
"""The state lock by system."""

_MANIFEST: Final = "manifest.json"


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


def misfits(names: Sequence[str], deployed: Locks, new: Locks, compare: Comparison) -> list[str]:
    """A line for each part of the state of the systems `names` that the new code cannot read."""
    lines: list[str] = []
    for name in names:
        if name not in deployed or name not in new:
            lines.append(f"{name}: has no state lock in the {_where(name, deployed)} bundle")
            continue
        lines.extend(f"{name}: {line}" for line in compare(deployed[name], new[name]))
    return lines


def _where(name: str, deployed: Locks) -> str:
    return "new" if name in deployed else "deployed"
