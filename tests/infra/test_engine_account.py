"""What the real engine makes of the stack `dev` in an emulated AWS, read back from there."""

import json
from typing import Any

from tests.infra.emulated_stack import BroughtUp


def _streams(dev: BroughtUp) -> dict[str, dict[str, Any]]:
    account = dev.stack.account
    return {
        name: account("kinesis", "describe_stream_summary", StreamName=name)[
            "StreamDescriptionSummary"
        ]
        for name in account("kinesis", "list_streams")["StreamNames"]
    }


def _key_arn(dev: BroughtUp) -> str:
    answer = dev.stack.account("kms", "describe_key", KeyId="alias/revstream-dev")
    return str(answer["KeyMetadata"]["Arn"])


def test_the_first_update_makes_exactly_what_its_preview_said(dev: BroughtUp) -> None:
    previewed = {(change.kind, change.urn) for change in dev.previewed.changes}
    assert {(change.kind, change.urn) for change in dev.made.changes} == previewed
    assert {kind for kind, _ in previewed} == {"create"}


def test_every_stream_has_the_capacity_of_the_stack_and_the_stack_s_key(dev: BroughtUp) -> None:
    config, key = dev.stack.workspace.config(), _key_arn(dev)
    streams = _streams(dev)
    assert set(streams) == {config.named(name) for name in config.stream_names}
    for name, stream in streams.items():
        wanted = config.stream(name.removesuffix("-dev"))
        assert stream["StreamModeDetails"]["StreamMode"] == wanted.mode
        assert stream["OpenShardCount"] == wanted.shards
        assert stream["RetentionPeriodHours"] == wanted.retention_hours
        assert (stream["EncryptionType"], stream["KeyId"]) == ("KMS", key)


def test_the_job_has_consumers_of_its_own_on_what_it_reads(dev: BroughtUp) -> None:
    consumers = {
        name: [
            (consumer["ConsumerName"], consumer["ConsumerStatus"])
            for consumer in dev.stack.account(
                "kinesis", "list_stream_consumers", StreamARN=stream["StreamARN"]
            )["Consumers"]
        ]
        for name, stream in _streams(dev).items()
    }
    assert {name: found for name, found in consumers.items() if found} == {
        "labels-dev": [("fraud-dev", "ACTIVE")],
        "payments-dev": [("fraud-dev", "ACTIVE")],
    }


def test_the_application_runs_on_the_bundle_that_was_uploaded(dev: BroughtUp) -> None:
    application, outputs = dev.stack.application, dev.stack.workspace.outputs()
    assert outputs is not None
    described = application["ApplicationConfigurationDescription"]
    code = described["ApplicationCodeConfigurationDescription"]["CodeContentDescription"]
    location = code["S3ApplicationCodeLocationDescription"]
    assert application["ApplicationStatus"] == "RUNNING"
    assert application["RuntimeEnvironment"] == "FLINK-1_20"
    assert location["BucketARN"] == f"arn:aws:s3:::{outputs.code_bucket}"
    assert location["FileKey"] == outputs.applications["fraud"].bundle_key
    bucket, key = outputs.code_bucket, location["FileKey"]
    dev.stack.account("s3", "head_object", Bucket=bucket, Key=key)


def test_the_application_is_told_what_the_job_s_settings_want(dev: BroughtUp) -> None:
    described = dev.stack.application["ApplicationConfigurationDescription"]
    groups = {
        group["PropertyGroupId"]: group["PropertyMap"]
        for group in described["EnvironmentPropertyDescriptions"]["PropertyGroupDescriptions"]
    }
    assert groups["kinesis.analytics.flink.run.options"]["python"] == "main.py"
    assert groups["store"]["auth"] == "iam"
    assert groups["store"]["url"].startswith("rediss://")
    consumer_arns = {
        value for group in groups.values() for value in group.values() if "/consumer/" in value
    }
    assert {arn.split("/")[1] for arn in consumer_arns} == {"labels-dev", "payments-dev"}


def test_the_application_checkpoints_scales_and_goes_back_as_the_stack_says(dev: BroughtUp) -> None:
    config = dev.stack.workspace.config().fraud
    described = dev.stack.application["ApplicationConfigurationDescription"]
    flink = described["FlinkApplicationConfigurationDescription"]
    parallelism = flink["ParallelismConfigurationDescription"]
    checkpoints = flink["CheckpointConfigurationDescription"]
    rollback = described["ApplicationSystemRollbackConfigurationDescription"]
    snapshots = described["ApplicationSnapshotConfigurationDescription"]
    assert parallelism["Parallelism"] == config.parallelism
    assert parallelism["AutoScalingEnabled"] == config.autoscaling
    assert checkpoints["CheckpointInterval"] == config.checkpoint_interval_ms
    assert rollback["RollbackEnabled"]
    assert snapshots["SnapshotsEnabled"]


def test_the_application_logs_into_an_encrypted_group_that_forgets(dev: BroughtUp) -> None:
    account, config = dev.stack.account, dev.stack.workspace.config()
    (option,) = dev.stack.application["CloudWatchLoggingOptionDescriptions"]
    (group,) = account("logs", "describe_log_groups")["logGroups"]
    assert group["logGroupName"] == "/revstream/dev/fraud"
    assert option["LogStreamARN"] == f"{group['logGroupArn']}:log-stream:application"
    assert group["retentionInDays"] == config.log_retention_days
    assert group["kmsKeyId"] == _key_arn(dev)


def test_the_code_bucket_is_private_versioned_encrypted_and_asks_for_tls(dev: BroughtUp) -> None:
    account, outputs = dev.stack.account, dev.stack.workspace.outputs()
    assert outputs is not None
    bucket = outputs.code_bucket
    public = account("s3", "get_public_access_block", Bucket=bucket)
    encryption = account("s3", "get_bucket_encryption", Bucket=bucket)
    policy = json.loads(account("s3", "get_bucket_policy", Bucket=bucket)["Policy"])
    (rule,) = encryption["ServerSideEncryptionConfiguration"]["Rules"]
    assert all(public["PublicAccessBlockConfiguration"].values())
    assert account("s3", "get_bucket_versioning", Bucket=bucket)["Status"] == "Enabled"
    assert rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] == _key_arn(dev)
    assert [(statement["Effect"], statement["Condition"]) for statement in policy["Statement"]] == [
        ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    ]


def test_nothing_lets_the_internet_in_and_the_job_gets_out_to_two_ports_only(
    dev: BroughtUp,
) -> None:
    groups = {
        group["GroupName"]: group
        for group in dev.stack.account("ec2", "describe_security_groups")["SecurityGroups"]
        if group["GroupName"].startswith("revstream-dev")
    }
    inward = [rule for group in groups.values() for rule in group["IpPermissions"]]
    outward = groups["revstream-dev-application"]["IpPermissionsEgress"]
    assert {rule["FromPort"] for rule in outward} == {443, 6379}
    assert all(rule["FromPort"] == rule["ToPort"] for rule in outward)
    assert all(not rule["IpRanges"] and not rule["Ipv6Ranges"] for rule in (*inward, *outward))


def test_the_store_is_in_the_private_subnets_and_nobody_needs_a_password(dev: BroughtUp) -> None:
    account = dev.stack.account
    answer = account("elasticache", "describe_serverless_caches")
    (cache,) = answer["ServerlessCaches"]
    (group,) = account("elasticache", "describe_user_groups")["UserGroups"]
    subnets = {
        subnet["SubnetId"]: subnet["MapPublicIpOnLaunch"]
        for subnet in account("ec2", "describe_subnets", SubnetIds=cache["SubnetIds"])["Subnets"]
    }
    assert set(subnets.values()) == {False}
    assert cache["UserGroupId"] == group["UserGroupId"]
    assert "default" not in group["UserIds"]


def test_every_alarm_tells_the_encrypted_topic(dev: BroughtUp) -> None:
    account, outputs = dev.stack.account, dev.stack.workspace.outputs()
    assert outputs is not None
    topic = outputs.alarm_topic_arn
    alarms = account("cloudwatch", "describe_alarms")["MetricAlarms"]
    attributes = account("sns", "get_topic_attributes", TopicArn=topic)["Attributes"]
    assert alarms
    assert {tuple(alarm["AlarmActions"]) for alarm in alarms} == {(topic,)}
    assert attributes["KmsMasterKeyId"] == _key_arn(dev)


def test_the_key_of_the_environment_rotates(dev: BroughtUp) -> None:
    status = dev.stack.account("kms", "get_key_rotation_status", KeyId=_key_arn(dev))
    assert status["KeyRotationEnabled"]
