"""A release is killed after any one of its changes, and run again: it always comes to its end.

The kill comes after every single change that any of the runs makes; a kill before a change leaves
the world as the kill after the change before it did.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from release.errors import Refused
from release.record import Release, ReleaseOutcome
from tests.infra.emulator.server import EmulatedAws
from tests.release.flink_service import Job
from tests.release.mortal import Killed
from tests.release.simulated_clock import MINUTE_MS
from tests.release.world import LIMITS, World


@dataclass(frozen=True)
class Scenario:
    """What is run, and which code may run at the end of it all.

    Attributes:
        kills_from: the first change that it is killed after; an update begins like any other.
    """

    name: str
    prepare: Callable[[World], object]
    act: Callable[[World, int | None], Release | None]
    ends_with: tuple[str, ...]
    kills_from: str = ""


def _nothing(_: World) -> None:
    pass


def _v1(world: World) -> None:
    world.deploy(world.bundle("v1"))


def _v1_and_v2(world: World) -> None:
    _v1(world)
    world.deploy(world.bundle("v2"))


def _deploy(name: str, job: Job = Job.WORKS) -> Callable[[World, int | None], Release | None]:
    return lambda world, dies_after: world.deploy(world.bundle(name, job), dies_after)


def _deploy_rejected(world: World, dies_after: int | None) -> Release | None:
    world.stack.rejected = "InvalidArgumentException: no"
    return world.deploy(world.bundle("v2"), dies_after)


def _deploy_left_stopped(world: World, dies_after: int | None) -> Release | None:
    world.stack.starts = False
    world.flink.stops_in_next_update = not world.flink.named("UpdateApplication")
    return world.deploy(world.bundle("v2"), dies_after)


UPDATING = "_bring_application"

SCENARIOS = [
    Scenario("first deploy", _nothing, _deploy("v1"), ("v1",)),
    Scenario("update", _v1, _deploy("v2"), ("v2",)),
    Scenario("update left stopped", _v1, _deploy_left_stopped, ("v2",), UPDATING),
    Scenario("rejected update", _v1, _deploy_rejected, ("v1",), "_bring_bucket"),
    Scenario("unhealthy", _v1, _deploy("v2", Job.RESTARTS), ("v1",), UPDATING),
    Scenario("stops", _v1, _deploy("v2", Job.STOPS), ("v1",), UPDATING),
    Scenario(
        "taken back by the service", _v1, _deploy("v2", Job.TAKEN_BACK), ("v1", "v2"), UPDATING
    ),
    Scenario("rollback", _v1_and_v2, lambda world, dies: world.roll_back(dies_after=dies), ("v1",)),
    Scenario(
        "rollback with the newest state",
        _v1_and_v2,
        lambda world, dies: world.roll_back(dies_after=dies, keep_newest_state=True),
        ("v1",),
    ),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_whatever_kills_a_release_running_it_again_ends_it(
    aws: EmulatedAws, scenario: Scenario
) -> None:
    world = World(aws, in_memory=True)
    scenario.prepare(world)
    scenario.act(world, None)
    changes = world.life.changes
    first = next(index for index, change in enumerate(changes) if scenario.kills_from in change)
    for dies_after in range(first + 1, len(changes) + 1):
        _check_killed(World(aws, in_memory=True), scenario, dies_after)


def _check_killed(world: World, scenario: Scenario, dies_after: int) -> None:
    scenario.prepare(world)
    with pytest.raises(Killed):
        scenario.act(world, dies_after)
    where = f"{scenario.name} killed after {world.life.changes[-1]} ({dies_after})"
    world.clock.leap(LIMITS.lease_ms + MINUTE_MS)
    _run_again(world, scenario)
    assert world.ledger.unfinished() is None, where
    assert any(world.runs(name) for name in scenario.ends_with), where
    assert world.flink.broken_promises == [], where


def _run_again(world: World, scenario: Scenario) -> None:
    """Until it says that there is nothing to do or how it ended."""
    try:
        scenario.act(world, None)
    except Refused as refusal:
        # The rollback had come to its end before it was killed.
        assert "there is nothing" in str(refusal)  # noqa: PT017


def test_another_bundle_first_ends_what_was_interrupted(aws: EmulatedAws) -> None:
    whole = World(aws, in_memory=True)
    _v1(whole)
    whole.deploy(whole.bundle("v2"))
    assert len(whole.life.changes) > 5
    for dies_after in range(1, len(whole.life.changes) + 1):
        world = World(aws, in_memory=True)
        _v1(world)
        with pytest.raises(Killed):
            world.deploy(world.bundle("v2"), dies_after)
        world.clock.leap(LIMITS.lease_ms + MINUTE_MS)
        release = world.deploy(world.bundle("v3"))
        assert release is not None
        assert release.outcome is ReleaseOutcome.DONE
        assert world.runs("v3")
        assert world.flink.broken_promises == []
        assert world.ledger.unfinished() is None
