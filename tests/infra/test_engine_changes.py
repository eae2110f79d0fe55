"""What the real engine changes of a stack that is up, and what it must leave alone."""

import pytest

from infra.automation import StackError
from infra.stream_names import RECOMMENDATION_STREAMS
from tests.infra.bundles import write_bundle
from tests.infra.emulated_stack import (
    APPLICATION,
    OBJECT,
    STARTED,
    STREAM,
    BroughtUp,
    changed,
)
from tests.infra.emulator.inventory import inventory

_ALARM = "aws-native:cloudwatch:Alarm"
_UPDATED_APPLICATION = {("update", APPLICATION, "fraud"), ("update", STARTED, "fraud")}


def test_a_stack_that_is_up_has_nothing_to_change(dev: BroughtUp) -> None:
    summary = dev.stack.workspace.preview()
    assert summary.changes == ()
    assert summary.counts["same"] == dev.made.counts["create"]


def test_a_third_zone_leaves_the_store_where_it_is(dev: BroughtUp) -> None:
    dev.stack.set("network.zones", 3)
    summary = dev.stack.workspace.preview()
    dev.stack.set("network.zones", 2)
    planned = changed(summary)
    assert ("create", "aws-native:ec2:Subnet", "private-2") in planned
    assert {kind for kind, _, _ in planned} == {"create", "update"}
    assert not [each for each in planned if each[1].endswith("ServerlessCache")]


def test_recommendations_are_added_to_a_stack_that_is_up_and_replace_nothing(
    dev: BroughtUp,
) -> None:
    dev.stack.set("recommendations.enabled", value=True)
    summary = dev.stack.workspace.preview()
    dev.stack.set("recommendations.enabled", value=False)
    planned = changed(summary)
    assert ("create", APPLICATION, "recommendations") in planned
    assert {name for kind, type_, name in planned if (kind, type_) == ("create", STREAM)} == {
        *RECOMMENDATION_STREAMS
    }
    # Whom the store lets in, what its reader may read, what the endpoints let through, the page.
    assert {(kind, type_) for kind, type_, _ in planned if kind != "create"} == {
        ("update", "aws-native:elasticache:User"),
        ("update", "aws-native:elasticache:UserGroup"),
        ("update", "aws-native:ec2:VpcEndpoint"),
        ("update", "aws-native:cloudwatch:Dashboard"),
    }


def test_a_new_parallelism_updates_the_application_alone_and_it_runs_again(dev: BroughtUp) -> None:
    version = dev.stack.application["ApplicationVersionId"]
    dev.stack.set("fraud.parallelism", 2)
    assert changed(dev.stack.workspace.up()) == _UPDATED_APPLICATION
    application = dev.stack.application
    flink = application["ApplicationConfigurationDescription"][
        "FlinkApplicationConfigurationDescription"
    ]
    assert flink["ParallelismConfigurationDescription"]["Parallelism"] == 2
    assert application["ApplicationStatus"] == "RUNNING"
    assert application["ApplicationVersionId"] == version + 1


def test_more_shards_of_one_stream_update_this_stream_alone(dev: BroughtUp) -> None:
    dev.stack.set("stream_overrides.decisions", {"shards": 6, "retention_hours": 48})
    assert changed(dev.stack.workspace.up()) == {("update", STREAM, "decisions")}
    answer = dev.stack.account("kinesis", "describe_stream_summary", StreamName="decisions-dev")
    stream = answer["StreamDescriptionSummary"]
    assert (stream["OpenShardCount"], stream["RetentionPeriodHours"]) == (6, 48)


def test_another_bundle_is_another_object_beside_the_old_one(dev: BroughtUp) -> None:
    outputs = dev.stack.workspace.outputs()
    assert outputs is not None
    old = outputs.applications["fraud"].bundle_key
    new = write_bundle(
        dev.stack.dist, main="print('decide better')\n", jobs=("fraud", "recommendations")
    ).key
    summary = dev.stack.workspace.up()
    assert changed(summary) == {("replace", OBJECT, "bundle"), *_UPDATED_APPLICATION}
    objects = dev.stack.account(
        "s3", "list_objects_v2", Bucket=outputs.code_bucket, Prefix="bundles/"
    )
    assert {each["Key"] for each in objects["Contents"]} == {old, new}
    code = dev.stack.application["ApplicationConfigurationDescription"][
        "ApplicationCodeConfigurationDescription"
    ]["CodeContentDescription"]
    assert code["S3ApplicationCodeLocationDescription"]["FileKey"] == new


def test_a_refresh_sees_what_others_did_and_an_update_takes_it_back(dev: BroughtUp) -> None:
    account, name = dev.stack.account, dev.stack.application["ApplicationName"]
    account(
        "kinesisanalyticsv2",
        "update_application",
        ApplicationName=name,
        CurrentApplicationVersionId=dev.stack.application["ApplicationVersionId"],
        ApplicationConfigurationUpdate={
            "ApplicationCodeConfigurationUpdate": {
                "CodeContentUpdate": {"S3ContentLocationUpdate": {"FileKeyUpdate": "other.zip"}}
            },
            "FlinkApplicationConfigurationUpdate": {
                "ParallelismConfigurationUpdate": {"ParallelismUpdate": 7}
            },
        },
    )
    account("kinesisanalyticsv2", "stop_application", ApplicationName=name)
    (alarm, *_) = account("cloudwatch", "describe_alarms")["MetricAlarms"]
    account("cloudwatch", "delete_alarms", AlarmNames=[alarm["AlarmName"]])

    seen = dev.stack.workspace.refresh()
    drifted = {change.type: change.properties for change in seen.changes}
    assert set(drifted) == {APPLICATION, STARTED, _ALARM}
    assert {path.rsplit(".", 1)[-1] for path in drifted[APPLICATION]} == {"fileKey", "parallelism"}

    repaired = changed(dev.stack.workspace.up())
    assert {kind for kind, type_, _ in repaired if type_ == _ALARM} == {"create"}
    assert repaired >= _UPDATED_APPLICATION
    assert dev.stack.application["ApplicationStatus"] == "RUNNING"


def test_a_runtime_that_aws_does_not_know_fails_the_preview(
    dev: BroughtUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.components.application.RUNTIME", "FLINK-9_99")
    with pytest.raises(StackError, match=r"runtimeEnvironment.*'FLINK-9_99' is not one of"):
        dev.stack.workspace.preview()


def test_what_was_made_goes_and_nothing_stays_behind(dev: BroughtUp) -> None:
    summary = dev.stack.workspace.destroy()
    assert {change.kind for change in summary.changes} == {"delete"}
    assert inventory(dev.stack.account) == dev.before
    found = dev.stack.account.find(
        "kinesisanalyticsv2", "describe_application", ApplicationName="revstream-fraud-dev"
    )
    assert found is None
