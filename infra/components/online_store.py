"""The online feature store: a serverless cache that has users of IAM and no password at all.

role of the application --elasticache:Connect--> user that writes --+
role of who serves ------elasticache:Connect--> user that reads  --+--> cache
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws_native import elasticache

from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.stack_config import StoreConfig

# What the feature store's writer and reader send, and nothing more.
WRITER_RIGHTS: Final = "on ~features:* -@all +eval +evalsha +hget +hset +del +expire"
READER_RIGHTS: Final = "on ~features:* -@all +hgetall +ttl +multi +exec"
_NO_RIGHTS: Final = "off ~* -@all"
_MAJOR_VERSION: Final = {"valkey": "8", "redis": "7"}
# Hour of UTC at which daily snapshots begin; a snapshot costs the store some of its throughput.
_SNAPSHOT_TIME: Final = "03:00"


@dataclass(frozen=True)
class OnlineStoreArgs:
    """What the store is like.

    Attributes:
        environment: suffix of every name.
        config: engine, limits and snapshots.
        subnet_ids: where it has its addresses.
        security_group_id: who may connect.
        key_arn: of the key that encrypts it at rest; in transit it always is.
        protect: whether Pulumi refuses to delete or replace it.
        tags: of everything of it.
    """

    environment: str
    config: StoreConfig
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    protect: bool
    tags: Mapping[str, str]


class OnlineStore(pulumi.ComponentResource):
    """A cache, the user that writes to it and the user that reads it.

    Attributes:
        host: where it answers, by TLS.
        port: on which it answers.
        cache_name: with which a token of IAM is signed.
        cache_arn: for the permission `elasticache:Connect`, which needs it and `user_arn`.
        user_id: id and name of the user that writes, which IAM requires to be the same.
        user_arn: of the user that writes.
        reader_user_id: the same of the user that reads.
        reader_user_arn: of the user that reads.
    """

    host: pulumi.Output[str]
    port: pulumi.Output[int]
    cache_name: pulumi.Output[str]
    cache_arn: pulumi.Output[str]
    user_id: pulumi.Output[str]
    user_arn: pulumi.Output[str]
    reader_user_id: pulumi.Output[str]
    reader_user_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: OnlineStoreArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:OnlineStore", name, None, opts)
        writer = self._user(name, "writer", WRITER_RIGHTS, args)
        reader = self._user(name, "reader", READER_RIGHTS, args)
        group = self._group(name, args, [writer, reader])
        cache = elasticache.ServerlessCache(
            name,
            serverless_cache_name=f"{name}-{args.environment}",
            description=f"Newest features of cards and merchants, {args.environment}",
            engine=args.config.engine,
            major_engine_version=_MAJOR_VERSION[args.config.engine],
            cache_usage_limits=_limits(args.config),
            daily_snapshot_time=_SNAPSHOT_TIME if args.config.daily_snapshots_kept else None,
            snapshot_retention_limit=args.config.daily_snapshots_kept,
            kms_key_id=args.key_arn,
            subnet_ids=list(args.subnet_ids),
            security_group_ids=[args.security_group_id],
            user_group_id=group.user_group_id,
            tags=tag_list(args.tags),
            opts=pulumi.ResourceOptions(
                parent=self,
                delete_before_replace=True,
                protect=args.protect,
                # AWS cannot move a cache. It stays in the zones that it was made in, where a
                # network that gets another zone still reaches it.
                ignore_changes=["subnet_ids"],
            ),
        )
        self.host = cache.endpoint.apply(lambda endpoint: endpoint.address)
        self.port = cache.endpoint.apply(lambda endpoint: int(endpoint.port))
        self.cache_name = cache.serverless_cache_name
        self.cache_arn = cache.arn
        self.user_id = writer.user_id
        self.user_arn = writer.arn
        self.reader_user_id = reader.user_id
        self.reader_user_arn = reader.arn
        self.register_outputs({"host": self.host, "port": self.port, "cache_name": self.cache_name})

    def _user(self, name: str, role: str, rights: str, args: OnlineStoreArgs) -> elasticache.User:
        user = f"{name}-{role}-{args.environment}"
        return elasticache.User(
            f"{name}-{role}",
            user_id=user,
            user_name=user,
            engine=elasticache.UserEngine(args.config.engine),
            authentication_mode=elasticache.AuthenticationModePropertiesArgs(
                type=elasticache.UserAuthenticationModePropertiesType.IAM
            ),
            access_string=rights,
            tags=tag_list(args.tags),
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )

    def _group(
        self, name: str, args: OnlineStoreArgs, users: list[elasticache.User]
    ) -> elasticache.UserGroup:
        members = [user.user_id for user in users]
        if args.config.engine == "redis":
            members.append(self._nobody(name, args).user_id)
        return elasticache.UserGroup(
            name,
            user_group_id=f"{name}-{args.environment}",
            engine=elasticache.UserGroupEngine(args.config.engine),
            user_ids=members,
            tags=tag_list(args.tags),
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )

    def _nobody(self, name: str, args: OnlineStoreArgs) -> elasticache.User:
        """The user `default`, which a group of this engine must have, switched off."""
        return elasticache.User(
            f"{name}-default",
            user_id=f"{name}-default-{args.environment}",
            user_name="default",
            engine=elasticache.UserEngine.REDIS,
            authentication_mode=elasticache.AuthenticationModePropertiesArgs(
                type=elasticache.UserAuthenticationModePropertiesType.NO_PASSWORD_REQUIRED
            ),
            access_string=_NO_RIGHTS,
            tags=tag_list(args.tags),
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )


def _limits(config: StoreConfig) -> elasticache.ServerlessCacheCacheUsageLimitsArgs:
    """The upper limits, above which the store refuses writes and slows down."""
    return elasticache.ServerlessCacheCacheUsageLimitsArgs(
        data_storage=elasticache.ServerlessCacheDataStorageArgs(
            maximum=config.max_data_gb, unit=elasticache.ServerlessCacheDataStorageUnit.GB
        ),
        ecpu_per_second=elasticache.ServerlessCacheEcpuPerSecondArgs(
            maximum=config.max_ecpu_per_second
        ),
    )
