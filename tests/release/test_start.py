"""An application is started without state only if it never had any."""

import pytest

from release.errors import StepFailed
from release.start_step import start_from
from tests.release.world import World


def _stopped(world: World) -> None:
    world.deploy(world.bundle("v1"))
    world.flink.raw.stop_application(ApplicationName=world.name, Force=True)


def test_one_that_was_started_and_has_no_snapshot_is_not_started(world: World) -> None:
    _stopped(world)
    ports, _ = world.process()
    with pytest.raises(StepFailed, match="not started without its state"):
        start_from(ports, world.name, None, ran=False)
    assert len(world.flink.named("StartApplication")) == 1


def test_one_with_a_snapshot_is_started_from_the_newest(world: World) -> None:
    world.deploy(world.bundle("v1"))
    for name in ("first", "second"):
        world.clock.wait(1)
        world.flink.client().create_application_snapshot(
            ApplicationName=world.name, SnapshotName=name
        )
    world.flink.raw.stop_application(ApplicationName=world.name, Force=True)
    ports, _ = world.process()
    start_from(ports, world.name, None, ran=True)
    run = world.flink.named("StartApplication")[-1]["RunConfiguration"]
    assert run["ApplicationRestoreConfiguration"]["SnapshotName"] == "second"


def test_one_that_never_ran_is_started_without_state(world: World) -> None:
    world.stack.starts = False
    world.deploy(world.bundle("v1"))
    run = world.flink.named("StartApplication")[-1]["RunConfiguration"]
    restore = run["ApplicationRestoreConfiguration"]
    assert restore == {"ApplicationRestoreType": "SKIP_RESTORE_FROM_SNAPSHOT"}
    assert world.runs("v1")
