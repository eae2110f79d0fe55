"""What every application of a stack stands on: key, streams, code bucket, network, store.

key --> streams, code bucket, store, logs, alarms
network (private) --> store
"""

from dataclasses import dataclass

import pulumi

from infra.aws_account import AwsAccount
from infra.components.code_bucket import CodeBucket, CodeBucketArgs
from infra.components.encryption_key import EncryptionKey, EncryptionKeyArgs
from infra.components.event_streams import EventStreams, EventStreamsArgs
from infra.components.network import Network, NetworkArgs
from infra.components.online_store import OnlineStore, OnlineStoreArgs
from infra.components.shard_scaler import ShardScaler, ShardScalerArgs, scaled_streams
from infra.stack_config import SHARD_SCALER, StackConfig
from infra.tags import stack_tags


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """What is there before any application is.

    Attributes:
        config: the stack's values.
        account: where it is.
        tags: of everything in it.
        key: that encrypts everything.
        streams: all of them.
        bucket: of bundles and release records.
        network: of applications and store.
        store: the online store.
    """

    config: StackConfig
    account: AwsAccount
    tags: dict[str, str]
    key: EncryptionKey
    streams: EventStreams
    bucket: CodeBucket
    network: Network
    store: OnlineStore

    @property
    def store_endpoint(self) -> pulumi.Output[str]:
        """`HOST:PORT` of the online store."""
        return pulumi.Output.format("{0}:{1}", self.store.host, self.store.port)


def log_groups(config: StackConfig) -> str:
    """What the names of all log groups of the stack's applications begin with."""
    return f"/revstream/{config.environment}/"


def build_foundation(config: StackConfig) -> Foundation:
    """Make it."""
    account = AwsAccount.of_credentials(config.region)
    tags = stack_tags(config)
    key = _key(config, account, tags)
    streams = EventStreams(
        "streams",
        EventStreamsArgs(
            environment=config.environment,
            capacities={name: config.stream(name) for name in config.stream_names},
            key_arn=key.arn,
            protect=config.protect,
            tags=tags,
        ),
    )
    bucket = CodeBucket("code", CodeBucketArgs(config.environment, key.arn, config.protect, tags))
    network = _network(config, account, tags, bucket)
    store = OnlineStore(
        "features",
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
    return Foundation(
        config=config,
        account=account,
        tags=tags,
        key=key,
        streams=streams,
        bucket=bucket,
        network=network,
        store=store,
    )


def build_shard_scaler(base: Foundation) -> str | None:
    """Make what changes shards by load; its name, or None where no stream is to be scaled."""
    scaled = scaled_streams(base.config, base.streams.arns)
    if not scaled:
        return None
    name = base.config.named(SHARD_SCALER)
    ShardScaler(
        "shard-scaler",
        ShardScalerArgs(
            function=name,
            role_name=base.config.role_names[SHARD_SCALER],
            account=base.account,
            streams=scaled,
            log_group=f"{log_groups(base.config)}shard-scaler",
            log_retention_days=base.config.log_retention_days,
            key_arn=base.key.arn,
            propagation_s=base.config.role_propagation_s,
            tags=base.tags,
        ),
    )
    return name


def _key(config: StackConfig, account: AwsAccount, tags: dict[str, str]) -> EncryptionKey:
    return EncryptionKey(
        "key",
        EncryptionKeyArgs(
            name=f"revstream-{config.environment}",
            account=account,
            log_groups=log_groups(config),
            protect=config.protect,
            tags=tags,
        ),
    )


def _network(
    config: StackConfig, account: AwsAccount, tags: dict[str, str], bucket: CodeBucket
) -> Network:
    return Network(
        "network",
        NetworkArgs(
            name=f"revstream-{config.environment}",
            account=account,
            config=config.network,
            streams=[config.named(name) for name in config.stream_names],
            log_groups=log_groups(config),
            code_bucket_arn=bucket.arn,
            tags=tags,
        ),
    )
