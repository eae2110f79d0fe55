"""An application gets its memory from a history: read, saved, and then live from where it ends.

properties of the history -> start without state -> all is read -> snapshot -> stop
  -> properties of the live job -> start from the snapshot -> running

Where it was interrupted, the application's own properties and snapshots say: run again it goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from events.shared.time_units import MINUTE_MS
from infra.delivered_jobs import DELIVERED
from release.application import Application
from release.configuration import checkpoint_interval_ms, properties_update, property_groups
from release.errors import Refused, StepFailed
from release.lease import Lease
from release.ledger import Ledger
from release.measurements import HistoryRead
from release.ports import Ports
from release.site import locate
from release.snapshot_step import take_snapshot
from release.waiting import described, settled, until

SYSTEMS: Final = tuple(job.name for job in DELIVERED)
SNAPSHOT: Final = "history-first"


@dataclass(frozen=True)
class HistoryChoice:
    """What is read first.

    Attributes:
        uri: `s3://BUCKET/PREFIX`; the application's role must be allowed to list and read it.
        facts_inline: whether its lines say what they are: P or L, a payment or a label, of the
            fraud job; E or I, a shopping event or an item, of the recommendation job.
        overlap_ms: how long before its end the live stream is read from.
        discard_state: whether the state of an application that ran before may go.
    """

    uri: str
    facts_inline: bool
    overlap_ms: int
    discard_state: bool


def history_first(
    ports: Ports, lease: Lease, system: str, choice: HistoryChoice, *, take_over: bool
) -> str:
    """As `read_history_first`, for the application of `system`, with every release kept out.

    Raises:
        Refused: the stack has no such application yet, or an unfinished release.
    """
    site = locate(ports)
    if site.bucket is None or ports.applications.describe(site.names.get(system, "")) is None:
        raise Refused(f"{system}: nothing was released to this stack yet: deploy it first")
    with lease.held(site.bucket, take_over=take_over):
        if Ledger(site.bucket).unfinished() is not None:
            raise Refused("a release is unfinished: run `revstream release deploy` again first")
        return read_history_first(ports, system, site.names[system], choice)


def read_history_first(ports: Ports, system: str, name: str, choice: HistoryChoice) -> str:
    """Let the application `name` of `system` read a history and go on live; what was done.

    Raises:
        Refused: it has state, and that was not to be discarded. Nothing was changed.
        StepFailed: it does not run, or the history is not read in time. Run it again.
    """
    application = settled(ports, name)
    phase = _phase(application)
    if phase == "live" and application.is_running:
        return f"{name} has read a history and is live already"
    if phase not in ("history", "live"):
        _begin(ports, system, application, choice)
        phase = "history"
    if phase == "history":
        _read(ports, name)
        _to_live(ports, name, choice.overlap_ms)
    started = settled(ports, name)
    if started.is_stopped:
        ports.applications.start(name, SNAPSHOT, leave_unclaimed=True)
    _running(ports, name)
    return f"{name} has read the history and is live"


def _begin(ports: Ports, system: str, application: Application, choice: HistoryChoice) -> None:
    name = application.name
    if ports.applications.has_ever_started(name) and not choice.discard_state:
        raise Refused(
            f"{name}: has run before: what it remembers would go. If that is what you want:"
            " --discard-state"
        )
    if application.is_running:
        ports.applications.stop(name, force=True)
        settled(ports, name)
    ports.applications.delete_snapshot(name, SNAPSHOT)
    facts = next(job.facts_group for job in DELIVERED if job.name == system)
    _set(
        ports,
        name,
        {
            "job.phase": "history",
            "source.history": choice.uri,
            f"{facts}.history": "inline" if choice.facts_inline else "none",
        },
    )


def _read(ports: Ports, name: str) -> None:
    """Start it, wait until all is read, and save that."""
    snapshot = ports.applications.snapshot(name, SNAPSHOT)
    if settled(ports, name).is_stopped and (snapshot is None or not snapshot.is_ready):
        ports.applications.start(name, None)
    if settled(ports, name).is_stopped:
        if snapshot is None or not snapshot.is_ready:
            raise StepFailed(_does_not_run(ports, name))
        return
    ports.report.said(f"{name} reads the history")
    _whole(ports, name)
    take_snapshot(ports, name, SNAPSHOT)
    ports.applications.stop(name, force=True)
    settled(ports, name)


def _to_live(ports: Ports, name: str, overlap_ms: int) -> None:
    read = _whole(ports, name)
    live_from_ms = max(0, round(read.newest_ms) - overlap_ms)
    _set(ports, name, {"job.phase": "live", "source.live_from_ms": str(live_from_ms)})
    ports.report.said(f"{name}: {read.records:,.0f} records read, live from {live_from_ms} on")


def _whole(ports: Ports, name: str) -> HistoryRead:
    """What was measured once all was read, since the properties were given."""
    since_ms = described(ports, name).updated_ms

    def look() -> HistoryRead | None:
        application = described(ports, name)
        if application.is_settled and not application.is_running and not _is_saved(ports, name):
            raise StepFailed(_does_not_run(ports, name))
        steady_minutes = _until_a_checkpoint_min(application.configuration)
        found = ports.metrics.history(name, since_ms, steady_minutes)
        return found if found is not None and found.is_whole else None

    return until(
        ports, look, ports.limits.history_ms, lambda: f"{name}: the history is not read yet"
    )


def _until_a_checkpoint_min(configuration: Mapping[str, Any]) -> int:
    """Minutes after which a checkpoint holds what was read: one is under way, and one follows.

    A job that restarted from one before that would read the end of the history again, after a
    snapshot of it had been taken.
    """
    return 1 + ceil(2 * checkpoint_interval_ms(configuration) / MINUTE_MS)


def _is_saved(ports: Ports, name: str) -> bool:
    snapshot = ports.applications.snapshot(name, SNAPSHOT)
    return snapshot is not None and snapshot.is_ready


def _running(ports: Ports, name: str) -> None:
    if not settled(ports, name).is_running:
        raise StepFailed(_does_not_run(ports, name))


def _does_not_run(ports: Ports, name: str) -> str:
    application = described(ports, name)
    message = ports.applications.failure_after(name, application.updated_ms)
    said = f": the service says: {message}" if message is not None else ""
    return f"{name}: is {application.status} instead of running{said}"


def _phase(application: Application) -> str | None:
    return property_groups(application.configuration).get("job", {}).get("phase")


def _set(ports: Ports, name: str, values: dict[str, str]) -> None:
    """Give the application some properties besides those that it has."""
    application = described(ports, name)
    found = property_groups(application.configuration)
    groups = {group: dict(properties) for group, properties in found.items()}
    for property_name, value in values.items():
        group, _, key = property_name.partition(".")
        groups.setdefault(group, {})[key] = value
    update = properties_update(application.configuration, groups)
    if update:
        request = {"ApplicationConfigurationUpdate": update}
        ports.applications.update(name, application.version, request)
        settled(ports, name)
