"""What cannot be finished stays open, says why, and can be gone on with."""

from collections.abc import Callable, Mapping

import pytest

from release.errors import CloudUnavailable, LeaseLost, Refused, RollbackStuck
from release.lease import Lease
from release.record import ReleaseOutcome, Step
from tests.release.flink_service import Job
from tests.release.mortal import Killed
from tests.release.simulated_clock import MINUTE_MS
from tests.release.world import LIMITS, World


@pytest.mark.parametrize(
    "operation",
    ["DescribeApplication", "CreateApplicationSnapshot", "ListApplicationSnapshots"],
)
@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException"])
def test_no_answer_leaves_a_release_to_be_run_again(
    world: World, operation: str, code: str
) -> None:
    world.deploy(world.bundle("v1"))
    world.flink.faults[operation] = [(code, "not now")]
    with pytest.raises(CloudUnavailable, match=f"{operation}: {code}: not now"):
        world.deploy(world.bundle("v2"))
    release = world.deploy(world.bundle("v2"))
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert world.runs("v2")
    assert world.flink.broken_promises == []


@pytest.mark.parametrize(
    "operation",
    ["CreateApplicationSnapshot", "StopApplication", "UpdateApplication", "StartApplication"],
)
def test_a_lost_answer_is_no_reason_to_do_it_twice(world: World, operation: str) -> None:
    world.deploy(world.bundle("v1"))
    world.deploy(world.bundle("v2"))
    before = len(world.flink.named(operation))
    world.flink.lost_answers = {operation}
    with pytest.raises(CloudUnavailable, match="the answer was lost"):
        world.roll_back(keep_newest_state=True)
    world.roll_back(keep_newest_state=operation == "CreateApplicationSnapshot")
    assert world.runs("v1")
    expected = 2 if operation == "CreateApplicationSnapshot" else 1
    assert len(world.flink.named(operation)) == before + expected


def test_a_rollback_that_cannot_end_is_gone_on_with_when_it_is_run_again(world: World) -> None:
    old = world.bundle("v1")
    world.deploy(old)
    world.flink.jobs[old.key] = Job.STOPS
    with pytest.raises(RollbackStuck, match="is READY with"):
        world.deploy(world.bundle("v2", Job.RESTARTS))
    unfinished = world.ledger.unfinished()
    assert unfinished is not None
    assert unfinished.step is Step.RESTORE
    world.flink.jobs[old.key] = Job.WORKS
    release = world.deploy(world.bundle("v2", Job.RESTARTS))
    assert release is not None
    assert release.outcome is ReleaseOutcome.ROLLED_BACK
    assert world.runs("v1")


def test_a_rollback_that_can_never_end_gives_way_to_a_repaired_bundle(world: World) -> None:
    old = world.bundle("v1")
    world.deploy(old)
    world.flink.jobs[old.key] = Job.STOPS
    with pytest.raises(RollbackStuck):
        world.deploy(world.bundle("v2", Job.RESTARTS))
    stuck = world.ledger.unfinished()
    assert stuck is not None
    world.stack.starts = False
    release = world.deploy(world.bundle("v3"), abandon_unfinished=True, without_fresh_snapshot=True)
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert world.runs("v3")
    run = world.flink.named("StartApplication")[-1]["RunConfiguration"]
    restored = run["ApplicationRestoreConfiguration"]["SnapshotName"]
    assert restored == stuck.parts[0].snapshot


def test_a_release_is_not_taken_back_by_itself_to_before_the_streams_begin(world: World) -> None:
    world.deploy(world.bundle("v1"))
    with pytest.raises(Killed):
        world.deploy(world.bundle("v2", Job.RESTARTS), dies_after="_bring_up")
    world.clock.leap(25 * 60 * MINUTE_MS)
    release = world.deploy(world.bundle("v2", Job.RESTARTS))
    assert release is not None
    assert release.outcome is ReleaseOutcome.FAILED
    assert "older than the streams reach back" in str(release.failure)
    assert world.runs("v2")


def test_a_second_release_waits_for_the_first(world: World) -> None:
    world.deploy(world.bundle("v1"))
    with pytest.raises(Killed):
        world.deploy(world.bundle("v2"), "create_snapshot")
    with pytest.raises(Refused, match="a release by a test is under way; its lease ends in 1800 s"):
        world.deploy(world.bundle("v3"))
    release = world.deploy(world.bundle("v3"), take_over=True)
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert world.runs("v3")


def test_a_release_that_was_taken_over_touches_nothing_any_more(world: World) -> None:
    world.deploy(world.bundle("v1"))
    measure = world.clock.on_minute

    def take_over(minute_ms: int) -> None:
        measure(minute_ms)
        world.clock.leap(LIMITS.lease_ms)
        other = Lease(world.clock, "another", "other", LIMITS.lease_ms)
        other.take(world.bucket, take_over=True)

    world.clock.on_minute = take_over
    with pytest.raises(LeaseLost):
        world.deploy(world.bundle("v2", Job.RESTARTS))
    assert world.runs("v2")
    assert world.flink.named("StopApplication") == []


def test_a_release_that_died_before_its_update_begins_again_with_a_fresh_snapshot(
    world: World,
) -> None:
    world.deploy(world.bundle("v1"))
    with pytest.raises(Killed):
        world.deploy(world.bundle("v2"), "create_snapshot")
    world.clock.leap(3 * 60 * MINUTE_MS)
    world.deploy(world.bundle("v2"))
    first, dead, again = world.ledger.releases()
    assert first.outcome is ReleaseOutcome.DONE
    assert dead.outcome is ReleaseOutcome.ABANDONED
    assert again.outcome is ReleaseOutcome.DONE
    assert again.parts[0].snapshot != dead.parts[0].snapshot


def test_a_release_that_was_taken_over_is_gone_before_its_next_step(world: World) -> None:
    world.deploy(world.bundle("v1"))
    bring = world.stack.up

    def up(on_event: Callable[[], None], restore: Mapping[str, str]) -> None:
        bring(on_event, restore)
        other = Lease(world.clock, "another", "other", LIMITS.lease_ms)
        other.take(world.bucket, take_over=True)

    world.stack.up = up  # type: ignore[method-assign]
    with pytest.raises(LeaseLost):
        world.deploy(world.bundle("v2"))
    unfinished = world.ledger.unfinished()
    assert unfinished is not None
    assert unfinished.step is Step.START


def test_what_a_dead_update_has_left_locked_is_let_go(world: World) -> None:
    world.deploy(world.bundle("v1"))
    with pytest.raises(Killed):
        world.deploy(world.bundle("v2"), "_bring_application")
    world.deploy(world.bundle("v2"), take_over=True)
    assert world.stack.unlocked == 1
    assert world.runs("v2")


def test_a_deploy_of_another_bundle_after_a_killed_rollback_ends_that_first(world: World) -> None:
    world.deploy(world.bundle("v1"))
    world.deploy(world.bundle("v2"))
    with pytest.raises(Killed):
        world.roll_back(dies_after="stop")
    world.clock.leap(LIMITS.lease_ms + MINUTE_MS)
    release = world.deploy(world.bundle("v3"))
    assert release is not None
    assert world.runs("v3")
    assert [each.kind for each in world.ledger.releases()][-2:] == ["rollback", "deploy"]
    assert all(each.outcome is ReleaseOutcome.DONE for each in world.ledger.releases())
