"""Step `prune`: deletes snapshots and bundles that nothing will be restored from any more.

The service never deletes a snapshot and refuses new ones above a quota.
"""

from collections.abc import Sequence

from release.configuration import restored_snapshot
from release.ledger import Ledger
from release.ports import Bucket, Ports
from release.record import Release, ReleaseOutcome
from release.waiting import described

_BUNDLES = "bundles/"


def prune(ports: Ports, release: Release, bucket: Bucket) -> str:
    """Delete what no kept record names; the newest snapshots stay in any case."""
    ledger = Ledger(bucket)
    forgotten, kept = _divided(ledger.releases(), ports.limits.kept_releases)
    kept = [*kept, release]
    snapshots = sum(_prune_snapshots(ports, part.name, kept) for part in release.parts)
    bundles = _prune_bundles(ports, kept, bucket)
    for old in forgotten:
        ledger.delete(old)
    return f"deleted: {snapshots} of the snapshots, {bundles} of the bundles"


def _divided(releases: list[Release], kept: int) -> tuple[list[Release], list[Release]]:
    """Those before the `kept` newest that were done, and the others."""
    done = [index for index, each in enumerate(releases) if each.outcome is ReleaseOutcome.DONE]
    first = done[-kept] if len(done) > kept else 0
    return releases[:first], releases[first:]


def _prune_snapshots(ports: Ports, name: str, kept: Sequence[Release]) -> int:
    named = {part.snapshot for each in kept for part in each.parts}
    named.add(restored_snapshot(described(ports, name).configuration))
    ready = [each for each in ports.applications.snapshots(name) if each.is_ready]
    ready.sort(key=lambda snapshot: (snapshot.taken_ms, snapshot.name))
    old = [each for each in ready[: -ports.limits.kept_snapshots] if each.name not in named]
    for snapshot in old:
        ports.applications.delete_snapshot(name, snapshot.name)
        ports.heartbeat()
    return len(old)


def _prune_bundles(ports: Ports, kept: Sequence[Release], bucket: Bucket) -> int:
    named = {each.bundle_key for each in kept}
    for each in kept:
        named |= {part.before.bundle_key for part in each.parts if part.before is not None}
        named |= {described(ports, part.name).bundle_key for part in each.parts}
    old = [key for key in bucket.keys(_BUNDLES) if key not in named]
    for key in old:
        bucket.delete(key)
    return len(old)
