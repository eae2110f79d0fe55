"""The dynamic resource starts by creating, sees to it again by updating, and stops by deleting."""

import base64
from collections.abc import Iterator
from typing import Any

import dill  # type: ignore[import-untyped]
import pytest
from pulumi.dynamic import ResourceProvider
from pulumi.dynamic.dynamic import serialize_provider

from infra.application_control import ApplicationControl, ApplicationControlError
from infra.components.started_application import Starter
from tests.infra.emulator.server import REGION, ROOT_CREDENTIALS, EmulatedAws, emulated_aws
from tests.infra.scripted_flink import ScriptedFlink

_PROPS = {
    "application": "revstream-fraud-dev",
    "region": REGION,
    "access": {},
    "log_stream_arn": "arn:aws:logs:eu-central-1:123456789012:log-group:/g:log-stream:application",
    "code_key": "bundles/revstream-1.zip",
    "configuration_sha256": "1",
    "ends_by_itself": False,
}
_RUNS = {**_PROPS, "status": "RUNNING"}


@pytest.fixture
def aws(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[EmulatedAws]:
    """An emulated AWS that is found by the standard variable, with the application READY in it."""
    with emulated_aws(tmp_path_factory.mktemp("aws")) as emulated:
        for name, value in ROOT_CREDENTIALS.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_ENDPOINT_URL", emulated.endpoint_url)
        client: Any = emulated.client("kinesisanalyticsv2")
        location = {"BucketARN": "arn:aws:s3:::code", "FileKey": _PROPS["code_key"]}
        client.create_application(
            ApplicationName=_PROPS["application"],
            RuntimeEnvironment="FLINK-1_20",
            ServiceExecutionRole="arn:aws:iam::123456789012:role/fraud",
            ApplicationConfiguration={
                "ApplicationCodeConfiguration": {
                    "CodeContentType": "ZIPFILE",
                    "CodeContent": {"S3ContentLocation": location},
                }
            },
        )
        yield emulated


def test_creating_starts_refreshing_looks_and_deleting_stops(aws: EmulatedAws) -> None:
    starter = Starter()
    made = starter.create(dict(_PROPS))
    assert (made.id, made.outs) == ("revstream-fraud-dev", _RUNS)
    assert starter.read(made.id, dict(_RUNS)).outs == _RUNS
    starter.delete(made.id, dict(_RUNS))
    found = starter.read(made.id, dict(_RUNS))
    assert found.outs == {**_PROPS, "status": "READY"}
    client: Any = aws.client("kinesisanalyticsv2")
    detail = client.describe_application(ApplicationName=made.id)["ApplicationDetail"]
    assert len(detail["CloudWatchLoggingOptionDescriptions"]) == 1


def test_a_job_that_has_ended_by_itself_is_neither_drift_nor_started_again(
    aws: EmulatedAws,
) -> None:
    client: Any = aws.client("kinesisanalyticsv2")
    probe = {**_PROPS, "ends_by_itself": True}
    made = Starter().create(probe)
    client.stop_application(ApplicationName=made.id)
    found = Starter().read(made.id, {**probe, "status": "RUNNING"})
    assert found.outs == {**probe, "status": "RUNNING"}
    assert Starter().diff(made.id, found.outs, probe).changes is False


@pytest.mark.usefixtures("aws")
def test_an_application_that_is_gone_is_gone_from_the_state() -> None:
    assert Starter().read("nobody", {**_RUNS, "application": "nobody"}).id == ""


def test_nothing_changes_while_it_runs_as_it_was_asked_to() -> None:
    assert Starter().diff("id", dict(_RUNS), dict(_PROPS)).changes is False


@pytest.mark.parametrize("name", ["code_key", "configuration_sha256", "log_stream_arn"])
def test_an_update_of_the_application_is_seen_to(name: str) -> None:
    difference = Starter().diff("id", dict(_RUNS), {**_PROPS, name: "other"})
    assert difference.changes is True
    assert difference.replaces == []


@pytest.fixture
def rolled_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service has taken the newest update back; the code is the same before and after it."""
    flink = ScriptedFlink("RUNNING", code_key=str(_PROPS["code_key"]), rolled_back_from=6)
    control = ApplicationControl(flink, sleep=lambda _: None)  # type: ignore[arg-type]
    monkeypatch.setattr(ApplicationControl, "ensure_logging", lambda *_: None)
    monkeypatch.setattr(ApplicationControl, "of_stack", lambda *_: control)


@pytest.mark.usefixtures("rolled_back")
def test_an_update_of_properties_that_the_service_rolled_back_fails() -> None:
    with pytest.raises(ApplicationControlError, match="has rolled the update back"):
        Starter().update("id", dict(_RUNS), {**_PROPS, "configuration_sha256": "2"})


@pytest.mark.usefixtures("rolled_back")
def test_an_application_that_was_not_updated_is_started_whatever_was_rolled_back_earlier() -> None:
    made = Starter().update("id", {**_RUNS, "status": "READY"}, dict(_PROPS))
    assert made.outs == _RUNS


def test_an_application_that_a_refresh_found_stopped_is_started() -> None:
    assert Starter().diff("id", {**_RUNS, "status": "READY"}, dict(_PROPS)).changes is True


@pytest.mark.parametrize("name", ["application", "region"])
def test_another_application_is_another_resource(name: str) -> None:
    difference = Starter().diff("id", dict(_RUNS), {**_PROPS, name: "other"})
    assert difference.replaces == [name]


def test_the_state_refers_to_the_code_and_does_not_hold_it() -> None:
    """Else a stack would be destroyed by the code that brought it up, years ago."""
    text = serialize_provider(Starter())
    raw = base64.b64decode(text)
    assert b"infra.components.started_application" in raw
    assert len(raw) < 500
    assert isinstance(dill.loads(raw), ResourceProvider)  # noqa: S301 - made two lines above
