"""What every application of a stack stands on: key, streams, code bucket, network, store.

key --> streams, code bucket, store, logs, alarms
network (private) --> store
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from infra.aws_account import AwsAccount
from infra.components.code_bucket import CodeBucket, CodeBucketArgs
from infra.components.encryption_key import EncryptionKey, EncryptionKeyArgs
from infra.components.event_streams import EventStreams, EventStreamsArgs
from infra.components.network import Network, NetworkArgs
from infra.components.online_store import OnlineStore, OnlineStoreArgs
from infra.components.shard_scaler import ShardScaler, ShardScalerArgs, scaled_streams
from infra.components.stream_producers import StreamProducers, StreamProducersArgs
from infra.stack_config import SHARD_SCALER, StackConfig
from infra.stream_names import PAYMENTS
from infra.tags import stack_tags


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """What is there before any application is.

    Attributes:
        config: the stack's values.
        account: where it is.
        tags: of everything in it.
        key_arn: of the key that encrypts everything.
        streams: all of them.
        bucket: of bundles and release records.
        network: of applications and store.
        store: the online store.
    """

    config: StackConfig
    account: AwsAccount
    tags: dict[str, str]
    key_arn: pulumi.Output[str]
    streams: EventStreams
    bucket: CodeBucket
    network: Network
    store: OnlineStore

    def stream_key_arns(self, streams: Sequence[str]) -> list[pulumi.Input[str]]:
        """The keys that encrypt `streams`, named without the environment, and the code."""
        existing = self.config.existing.streams
        others = {existing[name].key_arn for name in streams if name in existing} - {None}
        return [self.key_arn, *sorted(filter(None, others))]

    @property
    def store_endpoint(self) -> pulumi.Output[str]:
        """`HOST:PORT` of the online store."""
        return pulumi.Output.format("{0}:{1}", self.store.host, self.store.port)


def log_groups(config: StackConfig) -> str:
    """What the names of all log groups of the stack's applications begin with."""
    return f"/revstream/{config.environment}/"


def build_foundation(config: StackConfig, list_keys: Sequence[str] = ()) -> Foundation:
    """Make it.

    Args:
        config: the stack's values.
        list_keys: patterns of the keys of the store that the recommendation job writes.
    """
    account = AwsAccount.of_credentials(config.region)
    tags = stack_tags(config)
    key_arn = _key_arn(config, account, tags)
    streams = _streams(config, account, tags, key_arn)
    bucket = CodeBucket("code", CodeBucketArgs(config.environment, key_arn, config.protect, tags))
    network = _network(config, account, tags, bucket)
    store = OnlineStore(
        "features",
        OnlineStoreArgs(
            environment=config.environment,
            config=config.store,
            subnet_ids=network.subnet_ids,
            security_group_id=network.store_security_group_id,
            key_arn=key_arn,
            protect=config.protect,
            tags=tags,
            list_keys=list_keys,
            serves=config.serving.enabled,
        ),
    )
    return Foundation(
        config=config,
        account=account,
        tags=tags,
        key_arn=key_arn,
        streams=streams,
        bucket=bucket,
        network=network,
        store=store,
    )


def build_shard_scaler(base: Foundation) -> str | None:
    """Make what changes shards by load; its name, or None where no stream is to be scaled."""
    made = {name: base.streams.arns[name] for name in base.config.made_stream_names}
    scaled = scaled_streams(base.config, made)
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
            key_arn=base.key_arn,
            propagation_s=base.config.role_propagation_s,
            tags=base.tags,
        ),
    )
    return name


def _key_arn(config: StackConfig, account: AwsAccount, tags: dict[str, str]) -> pulumi.Output[str]:
    if config.existing.key_arn is not None:
        return pulumi.Output.from_input(config.existing.key_arn)
    key = EncryptionKey(
        "key",
        EncryptionKeyArgs(
            name=f"revstream-{config.environment}",
            account=account,
            log_groups=log_groups(config),
            protect=config.protect,
            tags=tags,
            producers=_producers(config, account),
        ),
    )
    return key.arn


def _streams(
    config: StackConfig, account: AwsAccount, tags: dict[str, str], key_arn: pulumi.Output[str]
) -> EventStreams:
    producers = _producers(config, account)
    streams = EventStreams(
        "streams",
        EventStreamsArgs(
            environment=config.environment,
            account=account,
            capacities={name: config.stream(name) for name in config.made_stream_names},
            existing=config.existing.stream_arns,
            key_arn=key_arn,
            protect=config.protect,
            tags=tags,
        ),
    )
    if producers is not None:
        opts = pulumi.ResourceOptions(depends_on=[streams])
        StreamProducers("payment-producers", producers, opts)
    return streams


def _producers(config: StackConfig, account: AwsAccount) -> StreamProducersArgs | None:
    """Who puts payments from outside, if anybody does; known before there is a stream."""
    if not config.payment_producers:
        return None
    payments_arn = account.arn("kinesis", f"stream/{config.named(PAYMENTS)}")
    return StreamProducersArgs(payments_arn, config.payment_producers)


def _network(
    config: StackConfig, account: AwsAccount, tags: dict[str, str], bucket: CodeBucket
) -> Network:
    return Network(
        "network",
        NetworkArgs(
            name=f"revstream-{config.environment}",
            account=account,
            config=config.network,
            existing=config.existing,
            streams=[config.stream_name(name) for name in config.stream_names],
            log_groups=log_groups(config),
            code_bucket_arn=bucket.arn,
            container=config.serving.source,
            tags=tags,
        ),
    )
