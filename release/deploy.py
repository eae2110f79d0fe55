"""`deploy`: brings a bundle to a stack, after whatever was interrupted has been ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import replace as with_values
from datetime import UTC, datetime

from msgspec.structs import replace

from events.shared.time_units import MINUTE_MS
from infra.bundle.manifest import BundleRef
from release.errors import Refused
from release.journal import Journal
from release.lease import Lease
from release.ledger import Ledger
from release.plan import ReleasePlan, make_plan
from release.ports import Bucket, Ports
from release.record import Part, Release, ReleaseOutcome, Step
from release.site import Site, locate
from release.stepping import run
from release.unfinished import abandon, settle_unfinished


@dataclass(frozen=True)
class Choices:
    """What a person may decide.

    Attributes:
        without_fresh_snapshot: an application that does not run may be updated; its newest
            snapshot is what it starts from.
        accept_state_loss: the new code may lose what the state locks say that it would.
        abandon_unfinished: an unfinished release is left as it is.
        take_over: the lease is taken from whoever holds it.
        confirm: asked before anything is changed.
    """

    without_fresh_snapshot: bool
    accept_state_loss: bool
    abandon_unfinished: bool
    take_over: bool
    confirm: Callable[[ReleasePlan], bool]


def deploy(
    ports: Ports, lease: Lease, bundle: BundleRef, by: str, choices: Choices
) -> Release | None:
    """Bring `bundle` to the stack; the release as it ended, None if there was nothing to do.

    Raises:
        Refused: nothing was changed.
        RollbackStuck, CloudUnavailable, LeaseLost: it is unfinished; run it again.
    """
    bucket = locate(ports).bucket
    with lease.held(bucket, take_over=choices.take_over):
        journal = Journal(ports, lease, bucket)
        unfinished = Ledger(bucket).unfinished() if bucket is not None else None
        left: tuple[Part, ...] = ()
        if unfinished is not None and choices.abandon_unfinished:
            left = abandon(unfinished, journal).parts
        elif unfinished is not None:
            earlier = settle_unfinished(ports, unfinished, bundle, journal)
            if _is_the_answer(earlier, bundle):
                return _continued(ports, bundle, earlier, journal, choices)
        site = locate(ports)
        plan = _accepted(ports, make_plan(ports, site, bundle), choices)
        if plan.is_idle:
            return None
        release = _begin(ports, site, _with_state_of(left, plan), by)
        return run(ports, release, journal.save)


def _is_the_answer(earlier: Release, bundle: BundleRef) -> bool:
    """Whether the interrupted release is the one that is asked for."""
    same = earlier.kind == "deploy" and earlier.bundle_key == bundle.key
    return same and earlier.outcome is not ReleaseOutcome.ABANDONED


def _continued(
    ports: Ports, bundle: BundleRef, release: Release, journal: Journal, choices: Choices
) -> Release:
    if release.outcome is not None:
        return release
    plan = make_plan(ports, locate(ports), bundle)
    _accepted(ports, with_values(plan, parts=release.parts), choices)
    return run(ports, release, journal.save)


def _accepted(ports: Ports, plan: ReleasePlan, choices: Choices) -> ReleasePlan:
    if plan.refusals:
        raise Refused("\n".join(plan.refusals))
    if plan.losses and not choices.accept_state_loss:
        raise Refused("\n".join(plan.losses))
    if plan.is_idle:
        return plan
    stopped = [part for part in plan.parts if part.ran and not part.was_running]
    for part in stopped:
        ports.report.said(_about_stopped(part, ports.clock.now_ms()))
    lost = [part.name for part in stopped if part.snapshot is None]
    if lost:
        raise Refused(
            f"{', '.join(lost)} ran before and there is no snapshot to start from: a release would"
            " start without state. If that is what you want, start it by hand first"
        )
    if stopped and not choices.without_fresh_snapshot:
        raise Refused(
            "no fresh snapshot can be taken of what does not run; to go on with the one above:"
            " --without-fresh-snapshot"
        )
    if not choices.confirm(plan):
        raise Refused("not confirmed: nothing was changed")
    return plan


def _about_stopped(part: Part, now_ms: int) -> str:
    if part.snapshot is None or part.snapshot_taken_ms is None:
        return f"{part.name} does not run, and there is no snapshot of it"
    age_min = (now_ms - part.snapshot_taken_ms) / MINUTE_MS
    return f"{part.name} does not run; its newest snapshot {part.snapshot} is {age_min:.0f} min old"


def _with_state_of(left: Sequence[Part], plan: ReleasePlan) -> ReleasePlan:
    """A release that was left on its way back had its state from before in its snapshot."""
    earlier = {part.name: part for part in left if part.snapshot is not None}
    parts = [
        replace(
            part,
            snapshot=earlier[part.name].snapshot,
            snapshot_taken_ms=earlier[part.name].snapshot_taken_ms,
        )
        if part.name in earlier and not part.was_running
        else part
        for part in plan.parts
    ]
    return with_values(plan, parts=tuple(parts))


def _begin(ports: Ports, site: Site, plan: ReleasePlan, by: str) -> Release:
    now_ms = next_start_ms(ports, site.bucket)
    release = Release(
        id=new_id(now_ms, plan.bundle.manifest.sha256),
        bundle_key=plan.bundle.key,
        state_lock=plan.bundle.manifest.state_lock,
        by=by,
        started_ms=now_ms,
        step=Step.SNAPSHOT,
        parts=plan.parts,
    )
    if site.bucket is not None:
        Ledger(site.bucket).create(release)
    return release


def next_start_ms(ports: Ports, bucket: Bucket | None) -> int:
    """Now, or after the newest release if another machine's clock was ahead: ids only go up."""
    earlier = [each.started_ms for each in Ledger(bucket).releases()] if bucket is not None else []
    return max([ports.clock.now_ms(), *(started_ms + 1 for started_ms in earlier)])


def new_id(now_ms: int, sha256: str) -> str:
    """Sorts by time and names the code.

    >>> new_id(1_767_608_100_000, "1a2b3c4d5e6f")
    '20260105T101500.000Z-1a2b3c4d'
    """
    at = datetime.fromtimestamp(now_ms / 1000, UTC)
    return f"{at:%Y%m%dT%H%M%S}.{now_ms % 1000:03}Z-{sha256[:8]}"
