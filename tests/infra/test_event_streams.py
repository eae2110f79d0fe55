"""Streams have the capacity that the stack says, and are encrypted."""

from collections.abc import Callable

import pulumi
import pytest

from infra.aws_account import AwsAccount
from infra.components.event_streams import EventStreams, EventStreamsArgs
from infra.components.stream_consumer import StreamConsumer, StreamConsumerArgs
from infra.stack_config import StreamConfig
from tests.infra.cloud_outputs import REGION, arn
from tests.infra.faults import faults
from tests.infra.mocks import Program, run

_TAGS = {"project": "revstream", "environment": "dev", "managed-by": "pulumi"}
_KEY = arn("kms", "key/1111aaaa-22bb-33cc-44dd-5555eeee6666")


def _streams(
    *, protect: bool = False, existing: dict[str, str] | None = None, **capacities: StreamConfig
) -> Callable[[], None]:
    def program() -> None:
        args = EventStreamsArgs(
            environment="dev",
            account=AwsAccount.of_credentials(REGION),
            capacities=capacities,
            existing=existing or {},
            key_arn=_KEY,
            protect=protect,
            tags=_TAGS,
        )
        streams = EventStreams("streams", args)
        pulumi.export("names", streams.names)
        pulumi.export("arns", streams.arns)

    return program


@pytest.fixture(scope="module")
def made() -> Program:
    return run(
        _streams(
            payments=StreamConfig(shards=4, retention_hours=48, shard_level_metrics=True),
            labels=StreamConfig(shards=1, max_shards=8),
            decisions=StreamConfig(mode="ON_DEMAND"),
        )
    )


def test_streams_are_valid_and_named_by_environment(made: Program) -> None:
    assert faults(made) == []
    assert made.exports["names"]["payments"] == "payments-dev"
    assert made.exports["arns"]["labels"] == arn("kinesis", "stream/labels-dev")


def test_a_provisioned_stream_has_its_count_and_retention(made: Program) -> None:
    payments = made.only("kinesis:Stream", "payments").inputs
    assert payments["streamModeDetails"] == {"streamMode": "PROVISIONED"}
    assert payments["shardCount"] == 4
    assert payments["retentionPeriodHours"] == 48


def test_an_on_demand_stream_has_no_count(made: Program) -> None:
    decisions = made.only("kinesis:Stream", "decisions").inputs
    assert decisions["streamModeDetails"] == {"streamMode": "ON_DEMAND"}
    assert "shardCount" not in decisions


def test_records_are_encrypted_by_the_key_of_the_environment(made: Program) -> None:
    streams = made.of("kinesis:Stream")
    assert len(streams) == 3
    for stream in streams:
        assert stream.inputs["streamEncryption"] == {"encryptionType": "KMS", "keyId": _KEY}


def test_shards_report_metrics_of_their_own_only_where_asked(made: Program) -> None:
    assert made.only("kinesis:Stream", "payments").inputs["desiredShardLevelMetrics"] == ["ALL"]
    assert "desiredShardLevelMetrics" not in made.only("kinesis:Stream", "labels").inputs


def test_an_update_leaves_a_count_alone_that_the_load_changes(made: Program) -> None:
    assert made.only("kinesis:Stream", "labels").ignored == ("shardCount",)
    assert made.only("kinesis:Stream", "payments").ignored == ()


def test_a_protected_stack_protects_its_streams(made: Program) -> None:
    kept = run(_streams(protect=True, payments=StreamConfig(shards=1)))
    assert kept.only("kinesis:Stream").protected
    assert not made.only("kinesis:Stream", "payments").protected


def test_a_consumer_is_registered_by_the_stack_and_survives_changed_tags() -> None:
    payments = arn("kinesis", "stream/payments-dev")

    def program() -> None:
        args = StreamConsumerArgs("fraud-dev", payments, _TAGS)
        pulumi.export("arn", StreamConsumer("fraud-payments", args).arn)

    made = run(program)
    assert faults(made) == []
    assert made.exports["arn"] == f"{payments}/consumer/fraud-dev:1700000000"
    assert made.only("kinesis:StreamConsumer").ignored == ("tags",)
