"""What `rollback` goes back to, with which state, and when it refuses."""

import pytest

from release.errors import Refused
from release.record import Release, ReleaseOutcome
from tests.release.flink_service import Job
from tests.release.simulated_clock import MINUTE_MS
from tests.release.world import World

HOUR_MS = 60 * MINUTE_MS


def _deployed(world: World, name: str, layout: int = 1) -> Release:
    release = world.deploy(world.bundle(name, layout=layout))
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    return release


def _restored(world: World) -> str:
    run = world.flink.named("StartApplication")[-1]["RunConfiguration"]
    return str(run["ApplicationRestoreConfiguration"]["SnapshotName"])


def test_it_goes_back_one_release_with_the_state_from_before_it(world: World) -> None:
    _deployed(world, "v1")
    second = _deployed(world, "v2")
    release = world.roll_back()
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert release.failure is None
    assert world.runs("v1")
    assert _restored(world) == second.parts[0].snapshot
    assert world.stack.refreshed == 1


def test_it_goes_back_to_any_release_in_force_with_the_state_that_it_left(world: World) -> None:
    first = _deployed(world, "v1")
    second = _deployed(world, "v2")
    _deployed(world, "v3")
    world.roll_back(to=first.id)
    assert world.runs("v1")
    assert _restored(world) == second.parts[0].snapshot


def test_what_was_rolled_back_is_not_gone_back_to(world: World) -> None:
    _deployed(world, "v1")
    second = _deployed(world, "v2")
    world.roll_back()
    third = _deployed(world, "v3")
    with pytest.raises(Refused, match="no release in force"):
        world.roll_back(to=second.id)
    world.roll_back()
    assert world.runs("v1")
    assert _restored(world) == third.parts[0].snapshot


def test_the_release_in_force_is_nothing_to_go_back_to(world: World) -> None:
    _deployed(world, "v1")
    second = _deployed(world, "v2")
    assert world.roll_back(to=second.id) is None
    assert world.flink.named("StopApplication") == []


def test_there_is_nothing_before_the_first_release(world: World) -> None:
    _deployed(world, "v1")
    with pytest.raises(Refused, match="there is nothing before it"):
        world.roll_back()


def test_without_a_release_there_is_nothing_to_go_back_from(world: World) -> None:
    with pytest.raises(Refused, match="nothing was released to this stack yet"):
        world.roll_back()


def test_a_snapshot_from_before_the_streams_begin_is_refused(world: World) -> None:
    _deployed(world, "v1")
    _deployed(world, "v2")
    world.clock.leap(25 * HOUR_MS)
    with pytest.raises(Refused, match=r"25\.\d h old and the streams reach back 24 h"):
        world.roll_back()
    assert world.runs("v2")
    release = world.roll_back(accept_loss=True)
    assert release is not None
    assert world.runs("v1")


def test_the_newest_state_is_taken_along_when_that_is_said(world: World) -> None:
    _deployed(world, "v1")
    _deployed(world, "v2")
    world.clock.leap(25 * HOUR_MS)
    release = world.roll_back(keep_newest_state=True)
    assert release is not None
    assert world.runs("v1")
    assert _restored(world) == f"rollback-{release.id}"


def test_a_state_that_the_earlier_code_cannot_read_is_not_taken_along(world: World) -> None:
    _deployed(world, "v1", layout=1)
    _deployed(world, "v2", layout=2)
    with pytest.raises(Refused, match="layout 2 is not read by layout 1"):
        world.roll_back(keep_newest_state=True)
    assert world.runs("v2")


def test_a_state_is_not_taken_along_from_what_does_not_run(world: World) -> None:
    _deployed(world, "v1")
    _deployed(world, "v2")
    world.flink.raw.stop_application(ApplicationName=world.name)
    with pytest.raises(Refused, match="its newest state cannot be taken along"):
        world.roll_back(keep_newest_state=True)


def test_an_application_that_cannot_save_its_state_is_stopped_by_force(world: World) -> None:
    _deployed(world, "v1")
    _deployed(world, "v2")
    world.flink.faults["StopApplication"] = [("InvalidRequestException", "the snapshot failed")]
    release = world.roll_back()
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert [call.get("Force") for call in world.flink.named("StopApplication")] == [False, True]
    assert world.runs("v1")


@pytest.mark.parametrize("code", ["ConcurrentModificationException", "ResourceInUseException"])
def test_a_configuration_that_changes_meanwhile_is_looked_at_again(world: World, code: str) -> None:
    _deployed(world, "v1")
    _deployed(world, "v2")
    world.flink.faults["UpdateApplication"] = [(code, "not the newest version")]
    release = world.roll_back()
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert world.runs("v1")


def test_a_rollback_to_what_is_not_healthy_ends_and_says_so(world: World) -> None:
    bundle = world.bundle("v1")
    _deployed(world, "v1")
    _deployed(world, "v2")
    world.flink.jobs[bundle.key] = Job.LAGS
    release = world.roll_back()
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert "3600 s behind" in str(release.failure)
    assert world.runs("v1")


def test_without_a_yes_nothing_is_rolled_back(world: World) -> None:
    _deployed(world, "v1")
    _deployed(world, "v2")
    with pytest.raises(Refused, match="not confirmed"):
        world.roll_back(confirm=lambda _: False)
    assert world.runs("v2")
    assert world.ledger.unfinished() is None
