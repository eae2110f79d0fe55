"""An application reads a history, is saved, and goes on live from it, interrupted or not."""

from dataclasses import replace
from typing import Any

import pytest

from events.shared.time_units import HOUR_MS
from release.errors import Refused, StepFailed
from release.history_first import SNAPSHOT, HistoryChoice, history_first
from tests.release.flink_service import END_OF_HISTORY_MS
from tests.release.mortal import Killed
from tests.release.world import World

CHOICE = HistoryChoice(
    "s3://history/payments/", facts_inline=True, overlap_ms=HOUR_MS, discard_state=True
)


@pytest.fixture
def deployed(world: World) -> World:
    """A stack whose job was started without any memory, as the first deploy does."""
    world.deploy(world.bundle("v1"))
    return world


def _read(world: World, dies_after: int | None = None, *, take_over: bool = False) -> str:
    ports, lease = world.process(dies_after)
    return history_first(ports, lease, "fraud", CHOICE, take_over=take_over)


def _restored(call: dict[str, Any]) -> tuple[str | None, bool]:
    run = call["RunConfiguration"]
    snapshot = run["ApplicationRestoreConfiguration"].get("SnapshotName")
    return snapshot, run.get("FlinkRunConfiguration", {}).get("AllowNonRestoredState", False)


def _check(world: World) -> None:
    """It is live, from the snapshot that was taken once all was read, and knows its seam."""
    starts = [_restored(call) for call in world.flink.named("StartApplication")]
    assert starts[-1] == (SNAPSHOT, True)
    assert (None, False) in starts
    properties = world.properties()
    assert properties["job"]["phase"] == "live"
    assert properties["source"]["history"] == CHOICE.uri
    assert properties["source"]["live_from_ms"] == str(END_OF_HISTORY_MS - HOUR_MS)
    assert world.runs("v1")
    assert world.flink.minutes_of_history >= 3


def test_the_live_job_starts_from_what_the_history_left(deployed: World) -> None:
    assert _read(deployed) == f"{deployed.name} has read the history and is live"
    _check(deployed)


def test_what_the_application_remembers_goes_only_if_asked_for(deployed: World) -> None:
    ports, lease = deployed.process()
    kept = replace(CHOICE, discard_state=False)
    with pytest.raises(Refused, match="has run before: what it remembers would go"):
        history_first(ports, lease, "fraud", kept, take_over=False)
    assert deployed.runs("v1")
    assert "phase" not in deployed.properties().get("job", {})


@pytest.mark.parametrize("changes", range(2, 10))
def test_a_kill_after_any_change_is_gone_on_from(deployed: World, changes: int) -> None:
    with pytest.raises(Killed):
        _read(deployed, changes)
    _read(deployed, take_over=True)
    _check(deployed)


def test_once_it_is_live_nothing_is_done(deployed: World) -> None:
    _read(deployed)
    calls = len(deployed.flink.named("StartApplication"))
    assert _read(deployed) == f"{deployed.name} has read a history and is live already"
    assert len(deployed.flink.named("StartApplication")) == calls


def test_a_history_that_takes_too_long_is_said_and_gone_on_with(
    deployed: World,
) -> None:
    deployed.flink.history_takes_minutes = 10_000
    with pytest.raises(StepFailed, match="the history is not read yet after"):
        _read(deployed)
    deployed.flink.history_takes_minutes = 3
    _read(deployed)
    _check(deployed)


def test_nothing_is_done_to_a_stack_that_nothing_was_released_to(world: World) -> None:
    with pytest.raises(Refused, match="nothing was released to this stack yet"):
        _read(world)


def test_the_next_deploy_keeps_the_memory(deployed: World) -> None:
    _read(deployed)
    deployed.deploy(deployed.bundle("v2"))
    assert deployed.runs("v2")
    snapshots = [call["SnapshotName"] for call in deployed.flink.named("CreateApplicationSnapshot")]
    assert snapshots[0] == SNAPSHOT
    assert snapshots[1].startswith("deploy-")
