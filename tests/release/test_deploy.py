"""What a deploy does when nothing interrupts it."""

import pytest

from infra.stack_config import ApplicationConfig
from release.errors import Refused
from release.record import ReleaseOutcome, Step
from tests.infra.emulator.server import EmulatedAws
from tests.release.flink_service import Job
from tests.release.simulated_clock import MINUTE_MS
from tests.release.stand_in_stack import PlannedChange
from tests.release.world import World, with_values


@pytest.fixture
def world(aws: EmulatedAws) -> World:
    return World(aws)


FAILING_JOBS = [
    Job.STOPS,
    Job.HANGS,
    Job.RESTARTS,
    Job.FAILS_CHECKPOINTS,
    Job.NEVER_CHECKPOINTS,
    Job.LAGS,
]


def test_the_first_deploy_makes_everything_and_starts_without_state(world: World) -> None:
    release = world.deploy(world.bundle("v1"))
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert world.flink.status(world.name) == "RUNNING"
    assert world.flink.named("CreateApplicationSnapshot") == []
    assert world.ledger.releases() == [release]


def test_an_update_takes_a_snapshot_and_then_runs_the_new_code(world: World) -> None:
    world.deploy(world.bundle("v1"))
    release = world.deploy(world.bundle("v2"))
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert [entry.step for entry in release.steps] == [
        Step.SNAPSHOT,
        Step.UPDATE,
        Step.START,
        Step.RUNNING,
        Step.HEALTHY,
        Step.PRUNE,
    ]
    assert world.runs("v2")
    assert world.flink.broken_promises == []
    assert world.lines.texts.count("fraud: foreseen of layout 1") == 1


def test_the_same_bundle_and_values_again_change_nothing(world: World) -> None:
    world.deploy(world.bundle("v1"))
    assert world.deploy(world.bundle("v1")) is None
    assert world.flink.named("UpdateApplication") == []


def test_the_same_bundle_with_other_values_is_a_release(world: World) -> None:
    world.deploy(world.bundle("v1"))
    world.stack.values = with_values(world.stack.values, fraud=ApplicationConfig(parallelism=8))
    release = world.deploy(world.bundle("v1"))
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert world.runs("v1")
    assert len(world.flink.named("CreateApplicationSnapshot")) == 1


def test_properties_that_the_engine_takes_to_be_there_already_are_given_all_the_same(
    world: World,
) -> None:
    first = world.bundle("a")
    world.deploy(first)
    told = ApplicationConfig(properties={"job.name": "renamed"})
    world.stack.values = with_values(world.stack.values, fraud=told)
    world.deploy(world.bundle("b"))
    world.roll_back()
    assert "job" not in world.properties()
    world.deploy(first)
    assert world.properties()["job"] == {"name": "renamed"}
    assert world.runs("a")


def test_properties_that_the_service_takes_back_are_no_success_of_the_release(
    world: World,
) -> None:
    first = world.bundle("a")
    world.deploy(first)
    told = {"job.name": "renamed"}
    world.stack.values = with_values(world.stack.values, fraud=ApplicationConfig(properties=told))
    world.deploy(world.bundle("b"))
    world.roll_back()
    more = ApplicationConfig(properties=told, parallelism=8)
    world.stack.values = with_values(world.stack.values, fraud=more)
    world.flink.takes_properties_back = True
    release = world.deploy(first)
    assert release is not None
    assert release.outcome is ReleaseOutcome.ROLLED_BACK
    assert "rolled it back" in str(release.failure)
    assert "without the stack's own job" in str(release.failure)
    assert "job" not in world.properties()
    assert world.runs("a")


@pytest.mark.parametrize("job", FAILING_JOBS)
def test_a_job_that_does_not_work_is_taken_back_to_the_snapshot(world: World, job: Job) -> None:
    world.deploy(world.bundle("v1"))
    release = world.deploy(world.bundle("v2", job))
    assert release is not None
    assert release.outcome is ReleaseOutcome.ROLLED_BACK
    assert world.runs("v1")
    restored = world.flink.named("StartApplication")[-1]["RunConfiguration"]
    assert restored["ApplicationRestoreConfiguration"] == {
        "ApplicationRestoreType": "RESTORE_FROM_CUSTOM_SNAPSHOT",
        "SnapshotName": release.parts[0].snapshot,
    }
    assert world.stack.refreshed == 1
    assert world.flink.broken_promises == []


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        (Job.STOPS, "ProgramInvocationException"),
        (Job.HANGS, "still UPDATING"),
        (Job.RESTARTS, "the job restarted 3 times"),
        (Job.FAILS_CHECKPOINTS, "2 checkpoints failed"),
        (Job.NEVER_CHECKPOINTS, "no checkpoint completed yet"),
        (Job.LAGS, "3600 s behind in payments-"),
    ],
)
def test_a_release_that_was_taken_back_says_why(world: World, job: Job, reason: str) -> None:
    world.deploy(world.bundle("v1"))
    release = world.deploy(world.bundle("v2", job))
    assert release is not None
    assert reason in str(release.failure)


def test_what_the_service_took_back_by_itself_is_left_running_and_reported(world: World) -> None:
    world.deploy(world.bundle("v1"))
    starts = len(world.flink.named("StartApplication"))
    release = world.deploy(world.bundle("v2", Job.TAKEN_BACK))
    assert release is not None
    assert release.outcome is ReleaseOutcome.ROLLED_BACK
    assert "rolled it back" in str(release.failure)
    assert "ProgramInvocationException" in str(release.failure)
    assert world.runs("v1")
    assert len(world.flink.named("StartApplication")) == starts
    assert world.flink.named("StopApplication") == []


def test_an_old_version_that_came_back_without_a_word_is_recognised(world: World) -> None:
    world.deploy(world.bundle("v1"))
    world.flink.tells_of_rollbacks = False
    release = world.deploy(world.bundle("v2", Job.TAKEN_BACK))
    assert release is not None
    assert release.outcome is ReleaseOutcome.ROLLED_BACK
    assert "rolled it back" in str(release.failure)
    assert world.runs("v1")


def test_an_update_of_values_that_the_service_took_back_is_recognised(world: World) -> None:
    bundle = world.bundle("v1")
    world.deploy(bundle)
    world.stack.values = with_values(world.stack.values, fraud=ApplicationConfig(parallelism=8))
    world.flink.jobs[bundle.key] = Job.TAKEN_BACK
    release = world.deploy(bundle)
    assert release is not None
    assert "rolled it back" in str(release.failure)


def test_a_rejected_update_leaves_the_old_version_running(world: World) -> None:
    world.deploy(world.bundle("v1"))
    world.stack.rejected = "InvalidArgumentException: the role cannot be assumed"
    release = world.deploy(world.bundle("v2"))
    assert release is not None
    assert release.outcome is ReleaseOutcome.ROLLED_BACK
    assert "the role cannot be assumed" in str(release.failure)
    assert world.runs("v1")
    assert world.flink.named("StopApplication") == []


def test_an_application_that_an_update_leaves_stopped_is_started_from_the_snapshot(
    world: World,
) -> None:
    world.deploy(world.bundle("v1"))
    world.stack.starts = False
    world.flink.stops_in_next_update = True
    release = world.deploy(world.bundle("v2"))
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert world.runs("v2")
    restored = world.flink.named("StartApplication")[-1]["RunConfiguration"]
    assert restored["ApplicationRestoreConfiguration"]["SnapshotName"] == release.parts[0].snapshot


def test_without_a_snapshot_nothing_is_updated(world: World) -> None:
    world.deploy(world.bundle("v1"))
    world.flink.failing_snapshots = True
    release = world.deploy(world.bundle("v2"))
    assert release is not None
    assert release.outcome is ReleaseOutcome.FAILED
    assert "is FAILED: nothing was changed" in str(release.failure)
    assert world.flink.named("UpdateApplication") == []
    assert world.runs("v1")


@pytest.mark.parametrize(
    "code",
    [
        "LimitExceededException",
        "UnsupportedOperationException",
        "InvalidApplicationConfigurationException",
        "InvalidArgumentException",
    ],
)
def test_a_refused_snapshot_is_the_end_of_the_release(world: World, code: str) -> None:
    world.deploy(world.bundle("v1"))
    world.flink.faults["CreateApplicationSnapshot"] = [(code, "not now")]
    release = world.deploy(world.bundle("v2"))
    assert release is not None
    assert f"{code}: not now" in str(release.failure)
    assert world.flink.named("UpdateApplication") == []


def test_a_stopped_application_is_only_updated_when_that_is_said(world: World) -> None:
    world.deploy(world.bundle("v1"))
    world.flink.raw.stop_application(ApplicationName=world.name)
    world.clock.leap(90 * MINUTE_MS)
    with pytest.raises(Refused, match="--without-fresh-snapshot"):
        world.deploy(world.bundle("v2"))
    assert any("does not run; its newest snapshot STOP-" in text for text in world.lines.texts)
    release = world.deploy(world.bundle("v2"), without_fresh_snapshot=True)
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE
    assert world.runs("v2")
    assert world.flink.broken_promises == []


def test_an_application_that_ran_and_has_no_snapshot_is_not_updated(world: World) -> None:
    world.deploy(world.bundle("v1"))
    world.flink.raw.stop_application(ApplicationName=world.name, Force=True)
    with pytest.raises(Refused, match="there is no snapshot to start from"):
        world.deploy(world.bundle("v2"), without_fresh_snapshot=True)
    assert len(world.flink.named("StartApplication")) == 1


def test_code_that_cannot_read_the_state_is_refused(world: World) -> None:
    world.deploy(world.bundle("v2", layout=2))
    with pytest.raises(Refused, match="layout 2 is not read by layout 1: restore old code"):
        world.deploy(world.bundle("v1", layout=1))
    assert world.runs("v2")


def test_a_loss_of_state_that_is_wanted_goes_through(world: World) -> None:
    world.deploy(world.bundle("v2", layout=2))
    release = world.deploy(world.bundle("v1", layout=1), accept_state_loss=True)
    assert release is not None
    assert world.runs("v1")


def test_the_state_of_code_without_a_record_is_read_from_its_archive(world: World) -> None:
    release = world.deploy(world.bundle("v2", layout=2))
    assert release is not None
    world.ledger.delete(release)
    with pytest.raises(Refused, match="layout 2 is not read by layout 1"):
        world.deploy(world.bundle("v1", layout=1))


def test_code_whose_state_nobody_knows_is_refused(world: World) -> None:
    release = world.deploy(world.bundle("v1"))
    assert release is not None
    world.ledger.delete(release)
    world.bucket.delete(world.bundle("v1").key)
    with pytest.raises(Refused, match="the code that runs is not there"):
        world.deploy(world.bundle("v2"))


@pytest.mark.parametrize(
    ("kind", "token", "what"),
    [
        ("replace", "aws-native:kinesis:Stream", "stream"),
        ("delete", "aws:kinesis/stream:Stream", "stream"),
        ("delete-replaced", "aws-native:kms:Key", "key"),
        ("replace", "aws:s3/bucket:Bucket", "code bucket"),
        ("create-replacement", "aws:s3/bucketV2:BucketV2", "code bucket"),
        ("delete", "aws-native:kinesisanalyticsv2:Application", "application"),
        ("replace", "aws-native:elasticache:ServerlessCache", "store"),
    ],
)
def test_a_change_that_would_delete_data_is_refused(
    world: World, kind: str, token: str, what: str
) -> None:
    world.deploy(world.bundle("v1"))
    world.stack.further = [PlannedChange("urn", token, "payments", kind, ("name",))]
    with pytest.raises(Refused, match=f"would {kind} the {what} payments because of name"):
        world.deploy(world.bundle("v2"))


@pytest.mark.parametrize(
    ("kind", "token"),
    [
        ("update", "aws-native:kinesis:Stream"),
        ("replace", "aws:s3/bucketObjectv2:BucketObjectv2"),
        ("delete", "aws-native:cloudwatch:Alarm"),
        ("replace", "aws-native:kinesis:StreamConsumer"),
    ],
)
def test_other_changes_go_through(world: World, kind: str, token: str) -> None:
    world.deploy(world.bundle("v1"))
    world.stack.further = [PlannedChange("urn", token, "payments", kind)]
    release = world.deploy(world.bundle("v2"))
    assert release is not None
    assert release.outcome is ReleaseOutcome.DONE


def test_without_a_yes_nothing_is_changed(world: World) -> None:
    world.deploy(world.bundle("v1"))
    with pytest.raises(Refused, match="not confirmed"):
        world.deploy(world.bundle("v2"), confirm=lambda _: False)
    assert world.ledger.unfinished() is None
    assert world.runs("v1")


def test_an_unhealthy_first_release_stays_as_there_is_nothing_to_go_back_to(world: World) -> None:
    release = world.deploy(world.bundle("v1", Job.RESTARTS))
    assert release is not None
    assert release.outcome is ReleaseOutcome.FAILED
    assert world.runs("v1")
    again = world.deploy(world.bundle("v2"))
    assert again is not None
    assert again.outcome is ReleaseOutcome.DONE
    assert world.flink.broken_promises == []
