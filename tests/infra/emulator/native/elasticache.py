"""ElastiCache Serverless, its users and their groups.

ministack takes no login by IAM (it keeps such a user as one without a password) and holds no data.
"""

from typing import Any, Final

from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.native.vpc import refer
from tests.infra.emulator.resource_type import ResourceType
from tests.infra.emulator.tagging import tag_changes, tag_list
from tests.infra.emulator.type_schema import Model

_ENDPOINTS: Final = ("Endpoint", "ReaderEndpoint")


class ServerlessCache:
    """AWS::ElastiCache::ServerlessCache."""

    _CHANGEABLE: Final = (
        "CacheUsageLimits",
        "DailySnapshotTime",
        "Description",
        "Engine",
        "MajorEngineVersion",
        "SecurityGroupIds",
        "SnapshotRetentionLimit",
        "UserGroupId",
    )
    _GIVEN: Final = (*_CHANGEABLE, "KmsKeyId", "ServerlessCacheName", "SubnetIds")

    def create(self, aws: Aws, model: Model) -> Model:
        _refer(aws, model)
        given = {name: model.get(name) for name in self._GIVEN}
        cache = aws("elasticache", "create_serverless_cache", Tags=tag_list(model), **given)
        return _cache_attributes(cache["ServerlessCache"])

    def read(self, aws: Aws, model: Model) -> Model | None:
        name = model["ServerlessCacheName"]
        found = aws.find("elasticache", "describe_serverless_caches", ServerlessCacheName=name)
        if found is None:
            return None
        cache = found["ServerlessCaches"][0]
        read = {name: cache[name] for name in self._GIVEN if name in cache}
        return {**read, **_cache_attributes(cache)}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        _refer(aws, new)
        changes = {
            name: new.get(name) for name in self._CHANGEABLE if old.get(name) != new.get(name)
        }
        name = new["ServerlessCacheName"]
        aws("elasticache", "modify_serverless_cache", ServerlessCacheName=name, **changes)
        _retag(aws, new["ARN"], old, new)

    def delete(self, aws: Aws, model: Model) -> None:
        name = model["ServerlessCacheName"]
        aws.find("elasticache", "delete_serverless_cache", ServerlessCacheName=name)


class User:
    """AWS::ElastiCache::User."""

    def create(self, aws: Aws, model: Model) -> Model:
        user = aws(
            "elasticache",
            "create_user",
            UserId=model["UserId"],
            UserName=model["UserName"],
            Engine=model["Engine"],
            AccessString=model["AccessString"],
            AuthenticationMode=model.get("AuthenticationMode"),
            NoPasswordRequired=model.get("NoPasswordRequired"),
            Tags=tag_list(model),
        )
        return {"Arn": user["ARN"], "Status": user["Status"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        found = aws.find("elasticache", "describe_users", UserId=model["UserId"])
        if found is None or not found["Users"]:
            return None
        user = found["Users"][0]
        names = ("UserId", "UserName", "Engine", "AccessString", "Status")
        return {"Arn": user["ARN"], **{name: user[name] for name in names}}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        aws(
            "elasticache",
            "modify_user",
            UserId=new["UserId"],
            AccessString=new.get("AccessString"),
            AuthenticationMode=new.get("AuthenticationMode"),
        )
        _retag(aws, new["Arn"], old, new)

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("elasticache", "delete_user", UserId=model["UserId"])


class UserGroup:
    """AWS::ElastiCache::UserGroup."""

    def create(self, aws: Aws, model: Model) -> Model:
        group = aws(
            "elasticache",
            "create_user_group",
            UserGroupId=model["UserGroupId"],
            Engine=model["Engine"],
            UserIds=model["UserIds"],
            Tags=tag_list(model),
        )
        return {"Arn": group["ARN"], "Status": group["Status"]}

    def read(self, aws: Aws, model: Model) -> Model | None:
        group_id = model["UserGroupId"]
        found = aws.find("elasticache", "describe_user_groups", UserGroupId=group_id)
        if found is None or not found["UserGroups"]:
            return None
        group = found["UserGroups"][0]
        names = ("UserGroupId", "Engine", "UserIds", "Status")
        return {"Arn": group["ARN"], **{name: group[name] for name in names}}

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        before, after = old["UserIds"], new["UserIds"]
        aws(
            "elasticache",
            "modify_user_group",
            UserGroupId=new["UserGroupId"],
            UserIdsToAdd=[each for each in after if each not in before] or None,
            UserIdsToRemove=[each for each in before if each not in after] or None,
        )
        _retag(aws, new["Arn"], old, new)

    def delete(self, aws: Aws, model: Model) -> None:
        aws.find("elasticache", "delete_user_group", UserGroupId=model["UserGroupId"])


TYPES: Final[dict[str, ResourceType]] = {
    "AWS::ElastiCache::ServerlessCache": ServerlessCache(),
    "AWS::ElastiCache::User": User(),
    "AWS::ElastiCache::UserGroup": UserGroup(),
}


def _refer(aws: Aws, model: Model) -> None:
    refer(aws, model)
    if "UserGroupId" in model:
        aws("elasticache", "describe_user_groups", UserGroupId=model["UserGroupId"])


def _cache_attributes(cache: dict[str, Any]) -> Model:
    attributes = {name: cache[name] for name in ("ARN", "FullEngineVersion", "Status")}
    attributes["CreateTime"] = str(cache["CreateTime"])
    for name in _ENDPOINTS:
        address = cache[name]
        attributes[name] = {"Address": address["Address"], "Port": str(address["Port"])}
    return attributes


def _retag(aws: Aws, arn: str, old: Model, new: Model) -> None:
    changed, gone = tag_changes(old, new)
    if changed:
        tags = tag_list({"Tags": changed})
        aws("elasticache", "add_tags_to_resource", ResourceName=arn, Tags=tags)
    if gone:
        aws("elasticache", "remove_tags_from_resource", ResourceName=arn, TagKeys=gone)
