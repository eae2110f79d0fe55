"""Takes a release from step to step and writes its record after each one.

killed anywhere: the record says which step comes next, and every step can be taken again
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from msgspec.structs import replace

from release.errors import CloudRefused, RollbackStuck, StepFailed
from release.health_step import check_health
from release.machine import UNDO, failed, is_undoing, passed
from release.ports import Ports
from release.prune_step import prune
from release.record import Release, ReleaseOutcome, Step
from release.site import locate, retention_ms
from release.snapshot_step import take_snapshots
from release.start_step import check_running, start_stopped
from release.undo_steps import (
    check_reverted,
    refresh_stack,
    restore_state,
    revert_configuration,
    stop_new,
)
from release.update_step import update_stack

_Take: TypeAlias = Callable[[Ports, Release], tuple[Release, str]]


def _prune(ports: Ports, release: Release) -> tuple[Release, str]:
    bucket = locate(ports).bucket
    return release, prune(ports, release, bucket) if bucket is not None else "no bucket"


_STEPS: Final[Mapping[Step, _Take]] = MappingProxyType(
    {
        Step.SNAPSHOT: take_snapshots,
        Step.UPDATE: update_stack,
        Step.START: start_stopped,
        Step.RUNNING: check_running,
        Step.HEALTHY: check_health,
        Step.PRUNE: _prune,
        Step.STOP: stop_new,
        Step.REVERT: revert_configuration,
        Step.RESTORE: restore_state,
        Step.REVERTED: check_reverted,
        Step.RECOVERED: check_health,
        Step.REFRESH: refresh_stack,
    }
)


def run(ports: Ports, release: Release, save: Callable[[Release], None]) -> Release:
    """The release when it has ended.

    Raises:
        RollbackStuck: a step back failed; the record stays unfinished, to be run again.
        CloudUnavailable: no answer; the record stays unfinished, to be run again.
    """
    while release.outcome is None:
        release, fault = _take(ports, release)
        save(release)
        if fault is not None and is_undoing(release) and release.outcome is None:
            _stop_if_stuck(release, fault)
    return release


def _stop_if_stuck(release: Release, fault: tuple[Step, str]) -> None:
    step, reason = fault
    has_turned_back = step not in UNDO
    if not has_turned_back and step is not Step.RECOVERED:
        raise RollbackStuck(f"release {release.id}: {step}: {reason}")


def _take(ports: Ports, release: Release) -> tuple[Release, tuple[Step, str] | None]:
    began_ms = ports.clock.now_ms()
    step = release.step
    ports.report.began(step)
    ports.assure()
    try:
        release, detail = _STEPS[step](ports, release)
    except (StepFailed, CloudRefused) as fault:
        now_ms = ports.clock.now_ms()
        ports.report.ended(step, "failed", str(fault), now_ms - began_ms)
        after = failed(release, str(fault), began_ms, now_ms)
        return after if is_undoing(release) else _unless_too_old(ports, after), (step, str(fault))
    now_ms = ports.clock.now_ms()
    ports.report.ended(step, "ok", detail, now_ms - began_ms)
    return passed(release, detail, began_ms, now_ms), None


def _unless_too_old(ports: Ports, release: Release) -> Release:
    """Going back by itself must not lose payments: only a person may decide that."""
    if release.step is not Step.STOP or release.kind == "rollback":
        return release
    age_ms = oldest_snapshot_age_ms(ports, release)
    if age_ms <= retention_ms(ports):
        return release
    reason = f"{release.failure}; not taken back: its snapshot is older than the streams reach back"
    return replace(release, outcome=ReleaseOutcome.FAILED, failure=reason)


def oldest_snapshot_age_ms(ports: Ports, release: Release) -> int:
    """How long ago the oldest of the release's snapshots was taken."""
    taken = [part.snapshot_taken_ms for part in release.parts if part.snapshot_taken_ms is not None]
    return ports.clock.now_ms() - min(taken, default=ports.clock.now_ms())
