"""The parts of the foundation fit together in one stack."""

from collections.abc import Callable

import pulumi
import pytest

from infra.aws_account import AwsAccount
from infra.components.code_bucket import CodeBucket, CodeBucketArgs
from infra.components.encryption_key import EncryptionKey, EncryptionKeyArgs
from infra.components.event_streams import EventStreams, EventStreamsArgs
from infra.components.network import Network, NetworkArgs
from infra.components.online_store import OnlineStore, OnlineStoreArgs
from infra.components.shard_scaler import ShardScaler, ShardScalerArgs, scaled_streams
from infra.components.stream_consumer import StreamConsumer, StreamConsumerArgs
from infra.stack_config import StackConfig
from infra.stream_names import STREAMS
from infra.tags import stack_tags
from tests.infra.faults import faults
from tests.infra.mocks import Program, run

_LOG_GROUPS = "/revstream/dev/"


def _foundation(config: StackConfig) -> None:
    account, tags = AwsAccount.of_credentials(config.region), stack_tags(config)
    protect = config.protect
    key = EncryptionKey("key", EncryptionKeyArgs("revstream", account, _LOG_GROUPS, protect, tags))
    streams_args = EventStreamsArgs(
        environment=config.environment,
        account=account,
        capacities={name: config.stream(name) for name in STREAMS},
        existing={},
        key_arn=key.arn,
        protect=protect,
        tags=tags,
    )
    streams = EventStreams("streams", streams_args)
    consumer = StreamConsumerArgs(config.named("fraud"), streams.arns["payments"], tags)
    StreamConsumer("fraud-payments", consumer)
    bucket = CodeBucket("code", CodeBucketArgs(config.environment, key.arn, protect, tags))
    network = _network(config, account, tags, bucket.arn)
    OnlineStore(
        "online-store",
        OnlineStoreArgs(
            environment=config.environment,
            config=config.store,
            subnet_ids=network.subnet_ids,
            security_group_id=network.store_security_group_id,
            key_arn=key.arn,
            protect=config.protect,
            tags=tags,
        ),
    )
    ShardScaler(
        "shard-scaler",
        ShardScalerArgs(
            function=config.named("shard-scaler"),
            role_name=config.named_in_account("shard-scaler"),
            account=account,
            streams=scaled_streams(config, streams.arns),
            log_group=f"{_LOG_GROUPS}shard-scaler",
            log_retention_days=config.log_retention_days,
            key_arn=key.arn,
            propagation_s=config.role_propagation_s,
            tags=tags,
        ),
    )


def _network(
    config: StackConfig, account: AwsAccount, tags: dict[str, str], bucket_arn: pulumi.Output[str]
) -> Network:
    return Network(
        "network",
        NetworkArgs(
            name=config.named("revstream"),
            account=account,
            config=config.network,
            existing=config.existing,
            streams=[config.named(name) for name in STREAMS],
            log_groups=_LOG_GROUPS,
            code_bucket_arn=bucket_arn,
            tags=tags,
        ),
    )


@pytest.fixture
def made(stack_config: Callable[..., StackConfig]) -> Program:
    config = stack_config(
        protect=True,
        streams={"shards": 4, "max_shards": 16, "retention_hours": 72},
        stream_overrides={"dead-letters": {"mode": "ON_DEMAND"}},
        network={"zones": 3},
        tags={"cost-centre": "4711"},
    )
    return run(lambda: _foundation(config))


def test_everything_together_is_valid_and_has_its_tags(made: Program) -> None:
    assert faults(made) == []
    assert len(made.of("kinesis:Stream")) == len(STREAMS)
    for stream in made.of("kinesis:Stream"):
        assert {"key": "cost-centre", "value": "4711"} in stream.inputs["tags"]


def test_a_protected_stack_protects_what_cannot_be_made_again(made: Program) -> None:
    protected = {resource.type for resource in made.custom if resource.protected}
    assert protected == {
        "aws-native:elasticache:ServerlessCache",
        "aws-native:kinesis:Stream",
        "aws-native:kms:Key",
        "aws:s3/bucket:Bucket",
    }


def test_every_resource_belongs_to_a_component(made: Program) -> None:
    assert [str(each) for each in made.custom if "revstream:infra:" not in each.parent] == []
