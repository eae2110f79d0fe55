"""What a release's commands say to people: a plan, a status, an end."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from cli.release.report import duration
from release.plan import ReleasePlan
from release.record import Release, ReleaseOutcome, Step
from release.status import ApplicationStatus, ReleaseStatus, Status

_SHOWN_RELEASES = 10


def plan_lines(plan: ReleasePlan) -> Iterator[str]:
    """What a deploy would do."""
    counts = Counter(change.kind for change in plan.changes)
    counted = ", ".join(f"{number} to {kind}" for kind, number in sorted(counts.items()))
    yield f"resources: {counted or 'nothing to change'}"
    for change in plan.changes:
        if change.kind != "create":
            properties = f"  {', '.join(change.properties)}" if change.properties else ""
            yield f"  {change.kind:<8} {change.type} {change.name}{properties}"
    for part in plan.parts:
        now = part.before.bundle_key if part.before is not None else None
        state = "" if part.was_running else "  (does not run)"
        yield f"{part.name}: {now or 'nothing'} -> {plan.bundle.key}{state if part.before else ''}"


def end_lines(release: Release, running: Sequence[str]) -> list[str]:
    """How a release ended and what runs now."""
    ends = {
        ReleaseOutcome.DONE: "done",
        ReleaseOutcome.ROLLED_BACK: "failed and was rolled back",
        ReleaseOutcome.ABANDONED: "was abandoned before it changed anything",
        ReleaseOutcome.FAILED: "failed",
        None: "is unfinished: run the same command again",
    }
    because = f": {release.failure}" if release.failure is not None else ""
    end = f"{release.kind} {release.id} {ends[release.outcome]}{because}"
    return [end, *_still_wrong(release), *_now(running)]


def _still_wrong(release: Release) -> Iterator[str]:
    for entry in release.steps:
        if entry.step is Step.RECOVERED and entry.detail.startswith("failed"):
            yield f"what runs now is not healthy: {entry.detail}"


def rollback_lines(release: Release, now_ms: int) -> Iterator[str]:
    """What a rollback would do."""
    for part in release.parts:
        key = part.before.bundle_key if part.before is not None else None
        if release.step is Step.SNAPSHOT:
            yield f"{part.name}: back to {key} with its present state"
            continue
        age = duration(now_ms - (part.snapshot_taken_ms or now_ms))
        yield f"{part.name}: back to {key} with the state of {part.snapshot}, {age} old"
        yield "  payments since then are read and decided again, with the same decision ids"


def _now(running: Sequence[str]) -> Iterator[str]:
    for line in running:
        yield f"now: {line}"


def status_lines(status: Status, now_ms: int) -> Iterator[str]:
    """The state of a stack."""
    yield f"environment {status.environment}"
    for application in status.applications:
        yield from _application(application, now_ms)
    if status.unfinished is not None:
        yield f"unfinished: {status.unfinished}: run deploy or rollback to end it"
    yield "releases, the newest first:" if status.releases else "no release yet"
    for release in status.releases[:_SHOWN_RELEASES]:
        yield _release(release)


def _application(application: ApplicationStatus, now_ms: int) -> Iterator[str]:
    yield f"{application.name}: {application.status}"
    if application.version is None or application.since_ms is None:
        return
    age = duration(now_ms - application.since_ms)
    yield f"  version {application.version}, {application.bundle_key}, for {age}"
    yield f"  health: {application.health}: {application.why}"
    if application.newest_snapshot is None or application.newest_snapshot_ms is None:
        yield "  no snapshot"
        return
    age = duration(now_ms - application.newest_snapshot_ms)
    newest = f"the newest {application.newest_snapshot}, {age} old"
    yield f"  {application.snapshots} snapshots, {newest}"


def _release(release: ReleaseStatus) -> str:
    at = datetime.fromtimestamp(release.started_ms / 1000, UTC)
    end = release.outcome or f"unfinished at {release.step},"
    because = f": {release.failure}" if release.failure is not None else ""
    return (
        f"  {release.id}  {at:%Y-%m-%d %H:%M} UTC  {release.kind:<8}  {release.bundle_key}"
        f"  {end} after {duration(release.took_ms)}{because}"
    )
