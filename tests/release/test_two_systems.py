"""A release of a stack with both systems: one bundle, each job with its own state."""

import pytest

from events.shared.time_units import HOUR_MS
from infra.stack_config import ApplicationConfig
from release.errors import Refused
from release.history_first import SNAPSHOT, HistoryChoice, history_first
from release.record import ReleaseOutcome
from tests.infra.emulator.server import EmulatedAws
from tests.release.flink_service import Job
from tests.release.world import World, with_values

SYSTEMS = ("fraud", "recommendations")


@pytest.fixture
def world(aws: EmulatedAws) -> World:
    """A stack with both, whose jobs run."""
    made = World(aws, SYSTEMS, in_memory=True)
    made.deploy(made.bundle("v1"))
    return made


def _restored(world: World) -> dict[str, str | None]:
    """From which snapshot each application was started last."""
    return {
        call["ApplicationName"]: call["RunConfiguration"]["ApplicationRestoreConfiguration"].get(
            "SnapshotName"
        )
        for call in world.flink.named("StartApplication")
    }


def _names(world: World) -> list[str]:
    return [world.stack.name_of(system) for system in SYSTEMS]


def test_each_job_is_saved_before_both_run_the_new_code(world: World) -> None:
    release = world.deploy(world.bundle("v2"))
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert [part.system for part in release.parts] == [*SYSTEMS]
    saved = [call["ApplicationName"] for call in world.flink.named("CreateApplicationSnapshot")]
    assert saved == _names(world)
    assert world.runs("v2")
    assert world.flink.broken_promises == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_where_one_job_does_not_work_both_go_back_each_to_its_own_state(
    world: World, system: str
) -> None:
    world.flink.only = world.stack.name_of(system)
    release = world.deploy(world.bundle("v2", Job.RESTARTS))
    assert release is not None
    assert release.outcome is ReleaseOutcome.ROLLED_BACK
    assert f"{world.flink.only}: the job restarted" in str(release.failure)
    assert world.runs("v1")
    assert _restored(world) == {part.name: part.snapshot for part in release.parts}


def test_a_rollback_takes_both_back(world: World) -> None:
    second = world.deploy(world.bundle("v2"))
    assert second is not None
    world.roll_back()
    assert world.runs("v1")
    assert _restored(world) == {part.name: part.snapshot for part in second.parts}


def test_a_system_that_is_switched_on_begins_without_state_and_the_other_keeps_its_own(
    aws: EmulatedAws,
) -> None:
    world = World(aws, in_memory=True)
    world.deploy(world.bundle("v1"))
    world.stack.systems = SYSTEMS
    world.stack.values = with_values(world.stack.values, recommendations=ApplicationConfig())
    release = world.deploy(world.bundle("v2"))
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert world.runs("v2")
    fraud, recommendations = release.parts
    assert (fraud.ran, recommendations.ran) == (True, False)
    assert fraud.snapshot is not None
    assert recommendations.snapshot is None


def test_what_the_new_code_of_either_cannot_read_refuses_the_release(world: World) -> None:
    with pytest.raises(Refused) as refused:
        world.deploy(world.bundle("v2", layout=0))
    for system in SYSTEMS:
        assert f"{system}: layout 1 is not read by layout 0" in str(refused.value)
    assert world.runs("v1")


def test_the_recommendation_job_alone_reads_a_history_first(world: World) -> None:
    ports, lease = world.process()
    choice = HistoryChoice(
        "s3://past/events/", facts_inline=True, overlap_ms=HOUR_MS, discard_state=True
    )
    done = history_first(ports, lease, "recommendations", choice, take_over=False)
    fraud, recommendations = _names(world)
    assert done == f"{recommendations} has read the history and is live"
    assert _restored(world)[recommendations] == SNAPSHOT
    assert world.properties(recommendations)["items"] == {"history": "inline"}
    assert world.properties(recommendations)["job"]["phase"] == "live"
    assert "job" not in world.properties(fraud)
    assert world.runs("v1")
