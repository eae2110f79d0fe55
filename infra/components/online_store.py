"""The online store: a serverless cache that has users of IAM and no password at all.

role of the fraud application --elasticache:Connect--> user that writes features ---+
role of that of recommendations ----------"----------> user that writes lists ------+--> cache
role of who serves -----------------------"----------> user that reads -------------+
role of who decides on request -----------"----------> user that serves ------------+
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

_FEATURES: Final = "features:*"
# Images of the states of keys, of which a job tells where somebody decides on request.
_STATES: Final = "state:*"
_NO_RIGHTS: Final = "off ~* -@all"
_MAJOR_VERSION: Final = {"valkey": "8", "redis": "7"}
# Hour of UTC at which daily snapshots begin; a snapshot costs the store some of its throughput.
_SNAPSHOT_TIME: Final = "03:00"


def writer_rights(keys: Sequence[str] = (_FEATURES,)) -> str:
    """What the writer of the keys of some patterns sends, and nothing more."""
    return f"on {_patterns(keys)} -@all +eval +evalsha +hget +hset +del +expire"


def reader_rights(keys: Sequence[str] = (_FEATURES,)) -> str:
    """What the reader of the keys of some patterns sends, and nothing more."""
    return f"on {_patterns(keys)} -@all +hgetall +ttl +multi +exec"


def server_rights(keys: Sequence[str] = (_FEATURES,)) -> str:
    """What who decides on request sends, and nothing more.

    It reads what the jobs wrote, under some patterns, and writes what it keeps itself alone.
    """
    read = " ".join(f"%R~{each}" for each in (*keys, _STATES))
    own = _patterns(("pending:*", "answer:*", "metered:*", "usage:*", "usage-tenants:*"))
    return (
        f"on {read} {own} -@all +get +set +hgetall +hmget +ttl +multi +exec"
        " +zadd +zrange +zremrangebyscore +zremrangebyrank +expire +ping"
        # Of what is metered, by a script that counts a decision once.
        " +evalsha +eval +sadd +sismember +smembers +incr"
    )


def _patterns(keys: Sequence[str]) -> str:
    return " ".join(f"~{each}" for each in keys)


@dataclass(frozen=True)
class StoreUser:
    """A user that a program of the stack logs in as.

    Attributes:
        id: and name, which IAM requires to be the same.
        arn: for the permission `elasticache:Connect`.
    """

    id: pulumi.Output[str]
    arn: pulumi.Output[str]


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
        list_keys: patterns of the keys that the recommendation job writes, that of its lists
            first and that of their candidates second; without any, it has no user.
        serves: whether there is a user that decides on request, whom the fraud job tells of the
            states of keys.
    """

    environment: str
    config: StoreConfig
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    protect: bool
    tags: Mapping[str, str]
    list_keys: Sequence[str] = ()
    serves: bool = False


class OnlineStore(pulumi.ComponentResource):
    """A cache, a user for each job that writes to it, and the user that reads it.

    Attributes:
        host: where it answers, by TLS.
        port: on which it answers.
        cache_name: with which a token of IAM is signed.
        cache_arn: for the permission `elasticache:Connect`, which needs it and that of a user.
        reader_user_id: id and name of the user that reads.
        reader_user_arn: of the user that reads.
        server: the user that decides on request; None where nobody does.
    """

    host: pulumi.Output[str]
    port: pulumi.Output[int]
    cache_name: pulumi.Output[str]
    cache_arn: pulumi.Output[str]
    reader_user_id: pulumi.Output[str]
    reader_user_arn: pulumi.Output[str]
    server: StoreUser | None

    def __init__(
        self, name: str, args: OnlineStoreArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:OnlineStore", name, None, opts)
        written = (_FEATURES, _STATES) if args.serves else (_FEATURES,)
        writer = self._user(name, "writer", writer_rights(written), args)
        read = (_FEATURES, *args.list_keys[:1])
        reader = self._user(name, "reader", reader_rights(read), args)
        users = [writer, reader]
        self._writers = {"fraud": StoreUser(writer.user_id, writer.arn)}
        if args.list_keys:
            lists = self._user("lists", "writer", writer_rights(args.list_keys), args)
            users.append(lists)
            self._writers["recommendations"] = StoreUser(lists.user_id, lists.arn)
        self.server = None
        if args.serves:
            asked = (_FEATURES, *args.list_keys[:2])
            server = self._user(name, "server", server_rights(asked), args)
            users.append(server)
            self.server = StoreUser(server.user_id, server.arn)
        group = self._group(name, args, users)
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
        self.reader_user_id = reader.user_id
        self.reader_user_arn = reader.arn
        self.register_outputs({"host": self.host, "port": self.port, "cache_name": self.cache_name})

    def writer_of(self, system: str) -> StoreUser:
        """The user that the job of a system logs in as; the probe tries that of the fraud job."""
        return self._writers.get(system, self._writers["fraud"])

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
