"""Which state the code that runs keeps, and whether other code can take it over.

The lock of the code that runs is in its release record, else in the archive in the code bucket.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias
from zipfile import BadZipFile, ZipFile

import msgspec

from release.configuration import Properties
from release.ports import Bucket, Comparison, KeptState
from release.record import Release

Locks: TypeAlias = Mapping[str, Mapping[str, Any]]
"""The state lock by system."""

Kept: TypeAlias = tuple[Locks, Properties]
"""The state locks of a bundle, and the property groups of the application that runs it."""

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


def misfits(system: str, written: Kept, read: Kept, compare: Comparison) -> list[str]:
    """A line for each part of the state of `system` that what reads it cannot take over.

    Args:
        system: such as `fraud`.
        written: locks and property groups of what wrote the state.
        read: the same of what shall read it.
        compare: see `Comparison`.
    """
    for name, (locks, _) in (("that wrote it", written), ("that shall read it", read)):
        if system not in locks:
            return [f"{system}: the bundle {name} has no state lock of it"]
    states = [KeptState(locks[system], properties) for locks, properties in (written, read)]
    return [f"{system}: {line}" for line in compare(states[0], states[1])]
