"""`rollback`: goes back to an earlier release, on the same way as a deploy that failed.

        a ------ b ------ c            deploys in force
             ^        ^   snapshot before b, before c
rollback          -> b with the state from before c
rollback --to a   -> a with the state from before b

Payments since the snapshot are read again from the streams, as far as these reach back.
"""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from events.shared.time_units import HOUR_MS
from release.configuration import property_groups
from release.deploy import new_id, next_start_ms
from release.deployed_state import Kept, files_in_bucket, locks_of, misfits
from release.errors import Refused
from release.journal import Journal
from release.lease import Lease
from release.ledger import Ledger, in_force
from release.machine import has_begun, is_undoing
from release.ports import Bucket, Ports
from release.record import Part, Release, Step
from release.site import existing_bucket, retention_ms
from release.stepping import oldest_snapshot_age_ms, run
from release.unfinished import bring_to_end, take_back
from release.waiting import settled


@dataclass(frozen=True)
class Way:
    """How to go back.

    Attributes:
        to: id of the release to go back to; None is the one before.
        keep_newest_state: take the state along that the present version has.
        accept_loss: go back although the streams do not reach back to the snapshot.
        take_over: the lease is taken from whoever holds it.
        confirm: asked before anything is changed.
    """

    to: str | None
    keep_newest_state: bool
    accept_loss: bool
    take_over: bool
    confirm: Callable[[Release], bool]


def roll_back(ports: Ports, lease: Lease, by: str, way: Way) -> Release | None:
    """Go back; the release as it ended, None if `way.to` is in force already.

    Raises:
        Refused: nothing was changed.
        RollbackStuck, CloudUnavailable, LeaseLost: it is unfinished; run it again.
    """
    bucket = existing_bucket(ports)
    with lease.held(bucket, take_over=way.take_over):
        journal = Journal(ports, lease, bucket)
        unfinished = Ledger(bucket).unfinished()
        if unfinished is not None and has_begun(unfinished):
            return _ended(ports, unfinished, journal)
        if unfinished is not None:
            bring_to_end(ports, unfinished, journal, "")
        undone = _to_undo(Ledger(bucket).releases(), way.to)
        if undone is None:
            return None
        release = _begin(ports, bucket, undone, by, way)
        if not way.confirm(release):
            raise Refused("not confirmed: nothing was changed")
        Ledger(bucket).create(release)
        return run(ports, release, journal.save)


def _ended(ports: Ports, release: Release, journal: Journal) -> Release:
    if release.step is Step.UPDATE:
        ports.stack.unlock()
    if not is_undoing(release):
        release = take_back(ports, release, journal, "taken back by hand")
    ports.report.said(f"release {release.id} is unfinished: it is taken back")
    return run(ports, release, journal.save)


def _begin(ports: Ports, bucket: Bucket, undone: Release, by: str, way: Way) -> Release:
    now_ms = next_start_ms(ports, bucket)
    parts = [_part(ports, part) for part in undone.parts if part.ran and part.before is not None]
    if not parts:
        raise Refused(f"release {undone.id} was the first: there is nothing before it")
    key = parts[0].before.bundle_key if parts[0].before is not None else None
    release = Release(
        id=new_id(now_ms, "rollback"),
        kind="rollback",
        bundle_key=key,
        undoes=undone.id,
        by=by,
        started_ms=now_ms,
        step=Step.SNAPSHOT if way.keep_newest_state else Step.STOP,
        parts=tuple(parts),
    )
    if way.keep_newest_state:
        _check_can_keep_state(ports, release, bucket)
    elif not way.accept_loss:
        _check_reaches_back(ports, release)
    return release


def _to_undo(releases: list[Release], to: str | None) -> Release | None:
    """The release to take back; None if `to` is the newest one in force."""
    deploys = in_force(releases)
    if not deploys:
        raise Refused("no release is in force: there is nothing to go back from")
    if to is None:
        return deploys[-1]
    ids = [release.id for release in deploys]
    if to not in ids:
        raise Refused(f"{to}: no release in force; these are: {', '.join(ids)}")
    if to == ids[-1]:
        return None
    return deploys[ids.index(to) + 1]


def _part(ports: Ports, part: Part) -> Part:
    running = settled(ports, part.name).is_running
    return replace(part, was_running=running, changed=True, started_ms=None)


def _check_reaches_back(ports: Ports, release: Release) -> None:
    age_ms, reach_ms = oldest_snapshot_age_ms(ports, release), retention_ms(ports)
    if age_ms > reach_ms:
        raise Refused(
            f"the snapshot is {age_ms / HOUR_MS:.1f} h old and the streams reach back"
            f" {reach_ms / HOUR_MS:.0f} h: the payments in between would never be decided again"
            " and be missing from the features. --keep-newest-state takes the present state along;"
            " --accept-loss goes back all the same"
        )


def _check_can_keep_state(ports: Ports, release: Release, bucket: Bucket) -> None:
    releases = Ledger(bucket).releases()
    for part in release.parts:
        if not part.was_running or part.before is None or part.before.bundle_key is None:
            raise Refused(f"{part.name}: does not run: its newest state cannot be taken along")
        present, before = settled(ports, part.name), part.before
        locks = locks_of(present.bundle_key or "", releases, bucket)
        files = files_in_bucket(present.bundle_key or "", bucket)
        written = Kept(locks, property_groups(present.configuration), files)
        earlier = locks_of(part.before.bundle_key, releases, bucket)
        files = files_in_bucket(part.before.bundle_key, bucket)
        read = Kept(earlier, property_groups(before.configuration), files)
        lines = misfits(part.system, written, read, ports.going_back)
        if lines:
            raise Refused("the earlier code cannot read the present state:\n" + "\n".join(lines))
