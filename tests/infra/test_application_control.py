"""An application is logged, started and stopped once, whatever state it is found in."""

from collections.abc import Iterator
from typing import Any

import pytest

from infra.application_control import (
    GONE,
    ApplicationControl,
    ApplicationControlError,
    ApplicationState,
    Patience,
)
from tests.infra.emulator.server import EmulatedAws, emulated_aws
from tests.infra.scripted_flink import ScriptedFlink

_NAME = "revstream-fraud-dev"
_KEY = "bundles/revstream-1.zip"
_STREAM = (
    "arn:aws:logs:eu-west-1:123456789012:log-group:/revstream/dev/fraud:log-stream:application"
)


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatedAws]:
    with emulated_aws(tmp_path_factory.mktemp("aws")) as emulated:
        yield emulated


@pytest.fixture
def client(aws: EmulatedAws) -> Iterator[Any]:
    """A client of the emulated service, with the application READY in it."""
    client: Any = aws.client("kinesisanalyticsv2")
    code = {"S3ContentLocation": {"BucketARN": "arn:aws:s3:::code", "FileKey": _KEY}}
    client.create_application(
        ApplicationName=_NAME,
        RuntimeEnvironment="FLINK-1_20",
        ServiceExecutionRole="arn:aws:iam::123456789012:role/fraud",
        ApplicationConfiguration={
            "ApplicationCodeConfiguration": {"CodeContentType": "ZIPFILE", "CodeContent": code},
            "ApplicationSnapshotConfiguration": {"SnapshotsEnabled": True},
        },
    )
    yield client
    ApplicationControl(client, Patience(20, 0.0)).ensure_stopped(_NAME)
    detail = client.describe_application(ApplicationName=_NAME)["ApplicationDetail"]
    client.delete_application(ApplicationName=_NAME, CreateTimestamp=detail["CreateTimestamp"])


def _described(client: Any) -> Any:  # noqa: ANN401 - a JSON document
    return client.describe_application(ApplicationName=_NAME)["ApplicationDetail"]


def _emulated(client: Any) -> ApplicationControl:  # noqa: ANN401 - a boto3 client
    return ApplicationControl(client, Patience(20, 0.0))


def _scripted(client: ScriptedFlink, polls: int = 8) -> ApplicationControl:
    return ApplicationControl(client, Patience(polls, 1.0), lambda _: None)  # type: ignore[arg-type]


def test_a_new_application_starts_without_a_snapshot_and_runs(client: Any) -> None:  # noqa: ANN401
    control = _emulated(client)
    control.ensure_running(_NAME, _KEY)
    assert control.state(_NAME) == ApplicationState(status="RUNNING", code_key=_KEY)
    run = _described(client)["ApplicationConfigurationDescription"]["RunConfigurationDescription"]
    restore = run["ApplicationRestoreConfigurationDescription"]["ApplicationRestoreType"]
    assert restore == "SKIP_RESTORE_FROM_SNAPSHOT"
    assert run["FlinkRunConfigurationDescription"] == {"AllowNonRestoredState": False}


def test_a_stopped_application_starts_again_from_the_snapshot_of_its_stop(
    client: Any,  # noqa: ANN401
) -> None:
    control = _emulated(client)
    control.ensure_running(_NAME, _KEY)
    control.ensure_stopped(_NAME)
    assert control.state(_NAME).status == "READY"
    snapshots = client.list_application_snapshots(ApplicationName=_NAME)["SnapshotSummaries"]
    assert len(snapshots) == 1
    control.ensure_running(_NAME, _KEY)
    run = _described(client)["ApplicationConfigurationDescription"]["RunConfigurationDescription"]
    restore = run["ApplicationRestoreConfigurationDescription"]["ApplicationRestoreType"]
    assert restore == "RESTORE_FROM_LATEST_SNAPSHOT"


def test_what_is_done_already_is_not_done_again(client: Any) -> None:  # noqa: ANN401
    control = _emulated(client)
    for _ in range(2):
        control.ensure_logging(_NAME, _STREAM)
        control.ensure_running(_NAME, _KEY)
    version = _described(client)["ApplicationVersionId"]
    control.ensure_logging(_NAME, _STREAM)
    control.ensure_running(_NAME, _KEY)
    assert _described(client)["ApplicationVersionId"] == version
    (option,) = _described(client)["CloudWatchLoggingOptionDescriptions"]
    assert option["LogStreamARN"] == _STREAM


def test_an_application_that_logs_elsewhere_is_turned_to_its_own_stream(
    client: Any,  # noqa: ANN401
) -> None:
    control = _emulated(client)
    control.ensure_logging(_NAME, _STREAM.replace("fraud", "other"))
    control.ensure_logging(_NAME, _STREAM)
    (option,) = _described(client)["CloudWatchLoggingOptionDescriptions"]
    assert option["LogStreamARN"] == _STREAM


def test_an_application_that_is_not_there_is_stopped_already(aws: EmulatedAws) -> None:
    control = _emulated(aws.client("kinesisanalyticsv2"))
    control.ensure_stopped("nobody")
    assert control.state("nobody").status == GONE


@pytest.mark.parametrize(
    "status", ["STARTING", "UPDATING", "AUTOSCALING", "MAINTENANCE", "ROLLING_BACK", "STOPPING"]
)
def test_a_change_under_way_is_waited_for(status: str) -> None:
    flink = ScriptedFlink(status, status, "RUNNING")
    _scripted(flink).ensure_running("a", "new")
    assert flink.asked == []


def test_a_snapshot_that_failed_is_not_restored_from() -> None:
    flink = ScriptedFlink("READY", "STARTING", "RUNNING", snapshots=["FAILED", "CREATING"])
    _scripted(flink).ensure_running("a", "new")
    assert flink.asked == [("start", "SKIP_RESTORE_FROM_SNAPSHOT")]


def test_an_application_that_falls_back_to_ready_is_started_once_and_reported() -> None:
    flink = ScriptedFlink("READY", "STARTING", "READY")
    with pytest.raises(ApplicationControlError, match="READY again after it was started"):
        _scripted(flink).ensure_running("a", "new")
    assert flink.asked == [("start", "SKIP_RESTORE_FROM_SNAPSHOT")]


def test_a_job_that_ends_by_itself_may_have_ended_before_it_was_seen_to_run() -> None:
    flink = ScriptedFlink("READY", "STARTING", "READY")
    _scripted(flink).ensure_running("a", "new", ends_by_itself=True)
    assert flink.asked == [("start", "SKIP_RESTORE_FROM_SNAPSHOT")]


def test_an_update_that_the_service_rolled_back_is_not_taken_for_done() -> None:
    flink = ScriptedFlink("ROLLING_BACK", "RUNNING", code_key="old")
    with pytest.raises(ApplicationControlError, match="RUNNING on old, new is expected"):
        _scripted(flink).ensure_running("a", "new")


def test_an_update_of_the_same_code_that_the_service_rolled_back_is_not_taken_for_done() -> None:
    flink = ScriptedFlink("UPDATING", "ROLLING_BACK", "RUNNING", rolled_back_from=6)
    with pytest.raises(ApplicationControlError, match="RUNNING as before version 6"):
        _scripted(flink).require_update("a")


@pytest.mark.parametrize("rolled_back_from", [None, 4])
def test_an_update_after_one_that_was_rolled_back_is_in_force(rolled_back_from: int | None) -> None:
    flink = ScriptedFlink("UPDATING", "RUNNING", rolled_back_from=rolled_back_from)
    _scripted(flink).require_update("a")
    assert flink.asked == []


def test_waiting_ends_with_where_the_application_stands() -> None:
    with pytest.raises(ApplicationControlError, match="a: STARTING after 7 s, RUNNING is expected"):
        _scripted(ScriptedFlink("READY", "STARTING")).ensure_running("a", "new")


def test_an_application_that_is_not_there_cannot_be_started() -> None:
    with pytest.raises(ApplicationControlError, match="a: there is no such application"):
        _scripted(ScriptedFlink("GONE")).ensure_running("a", "new")


def test_a_status_that_leads_nowhere_is_reported_at_once() -> None:
    with pytest.raises(ApplicationControlError, match="ROLLED_BACK, RUNNING is expected"):
        _scripted(ScriptedFlink("ROLLED_BACK")).ensure_running("a", "new")


def test_a_stop_that_takes_a_snapshot_is_not_forced() -> None:
    flink = ScriptedFlink("RUNNING", "STOPPING", "READY")
    _scripted(flink).ensure_stopped("a")
    assert flink.asked == [("stop", False)]


def test_a_stop_whose_snapshot_is_refused_is_forced() -> None:
    flink = ScriptedFlink("RUNNING", "RUNNING", "FORCE_STOPPING", "READY", refuses_stop=True)
    _scripted(flink).ensure_stopped("a")
    assert flink.asked == [("stop", False), ("stop", True)]


def test_a_stop_that_runs_on_is_forced() -> None:
    flink = ScriptedFlink("RUNNING", "STOPPING", *["RUNNING"] * 9, "FORCE_STOPPING", "READY")
    _scripted(flink, polls=20).ensure_stopped("a")
    assert flink.asked == [("stop", False), ("stop", True)]


def test_an_application_that_never_stops_is_reported() -> None:
    with pytest.raises(ApplicationControlError, match="FORCE_STOPPING after 3 s"):
        _scripted(ScriptedFlink("RUNNING", "FORCE_STOPPING"), polls=4).ensure_stopped("a")
