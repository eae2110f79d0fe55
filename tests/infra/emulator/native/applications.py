"""Applications of Managed Service for Apache Flink.

As AWS and unlike ministack, an application is refused whose role or code object does not exist, and
one whose role was made or changed a moment ago.
Stricter than AWS, a running application is not deleted: whoever deletes one has to stop it before.
ministack runs no job; it keeps no network of an application.
"""

from typing import Any, Final

from tests.infra.emulator.aws_calls import Aws, RefusalError
from tests.infra.emulator.native.role_propagation import require_known
from tests.infra.emulator.native.vpc import refer
from tests.infra.emulator.resource_type import ResourceType
from tests.infra.emulator.tagging import tag_changes, tag_list
from tests.infra.emulator.type_schema import Model, value_at

_SERVICE: Final = "kinesisanalyticsv2"
_NAMES: Final = ("ApplicationName", "RuntimeEnvironment", "ServiceExecutionRole")
_TOO_YOUNG: Final = (
    "Kinesis Analytics service doesn't have sufficient privileges to assume it. Please check the"
    " role provided"
)
# What differs in name between a description, a configuration and a change of it.
_LISTS: Final = ("EnvironmentProperties", "VpcConfigurations")
_CODE: Final = (
    "ApplicationConfiguration",
    "ApplicationCodeConfiguration",
    "CodeContent",
    "S3ContentLocation",
)


class Application:
    """AWS::KinesisAnalyticsV2::Application."""

    def create(self, aws: Aws, model: Model) -> Model:
        _check_references(aws, model)
        aws(
            _SERVICE,
            "create_application",
            ApplicationConfiguration=model.get("ApplicationConfiguration"),
            ApplicationDescription=model.get("ApplicationDescription"),
            ApplicationMode=model.get("ApplicationMode"),
            Tags=tag_list(model),
            **{name: model[name] for name in _NAMES},
        )
        return {}

    def read(self, aws: Aws, model: Model) -> Model | None:
        name = model["ApplicationName"]
        found = aws.find(_SERVICE, "describe_application", ApplicationName=name)
        if found is None:
            return None
        detail = found["ApplicationDetail"]
        configuration = _configuration(detail["ApplicationConfigurationDescription"])
        return {
            **{key: detail[key] for key in _NAMES},
            "ApplicationConfiguration": configuration,
        }

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        _check_references(aws, new)
        detail = _detail(aws, new)
        before = old.get("ApplicationConfiguration", {})
        after = new.get("ApplicationConfiguration", {})
        changes = _changes(before, after, detail)
        role, runtime = new["ServiceExecutionRole"], new["RuntimeEnvironment"]
        if changes or any(old[name] != new[name] for name in _NAMES):
            aws(
                _SERVICE,
                "update_application",
                ApplicationName=new["ApplicationName"],
                ConditionalToken=detail["ConditionalToken"],
                ApplicationConfigurationUpdate=changes or None,
                RuntimeEnvironmentUpdate=runtime if old["RuntimeEnvironment"] != runtime else None,
                ServiceExecutionRoleUpdate=role if old["ServiceExecutionRole"] != role else None,
            )
            _wait_until_settled(aws, new)
        changed, gone = tag_changes(old, new)
        arn = detail["ApplicationARN"]
        if changed:
            aws(_SERVICE, "tag_resource", ResourceARN=arn, Tags=tag_list({"Tags": changed}))
        if gone:
            aws(_SERVICE, "untag_resource", ResourceARN=arn, TagKeys=gone)

    def delete(self, aws: Aws, model: Model) -> None:
        if self.read(aws, model) is None:
            return
        name, detail = model["ApplicationName"], _detail(aws, model)
        if detail["ApplicationStatus"] != "READY":
            raise RefusalError(
                f"application {name}: {detail['ApplicationStatus']}: only a READY one is deleted"
            )
        created = detail["CreateTimestamp"]
        aws(_SERVICE, "delete_application", ApplicationName=name, CreateTimestamp=created)


TYPES: Final[dict[str, ResourceType]] = {"AWS::KinesisAnalyticsV2::Application": Application()}


def _detail(aws: Aws, model: Model) -> dict[str, Any]:
    answer = aws(_SERVICE, "describe_application", ApplicationName=model["ApplicationName"])
    return answer["ApplicationDetail"]  # type: ignore[no-any-return]


def _wait_until_settled(aws: Aws, model: Model) -> None:
    """Wait until the service is done with the update."""
    while _detail(aws, model)["ApplicationStatus"] == "UPDATING":
        pass


def _check_references(aws: Aws, model: Model) -> None:
    if "RunConfiguration" in model:
        raise RefusalError("application: RunConfiguration: the stand-in does not take it")
    require_known(aws, model["ServiceExecutionRole"], _TOO_YOUNG)
    location = value_at(model, _CODE)
    if location is not None:
        bucket = location["BucketARN"].rsplit(":", 1)[-1]
        aws("s3", "head_object", Bucket=bucket, Key=location["FileKey"])
    for network in model.get("ApplicationConfiguration", {}).get("VpcConfigurations", []):
        refer(aws, network)


def _changes(before: Model, after: Model, detail: dict[str, Any]) -> dict[str, Any]:
    """What UpdateApplication must be told to come from one configuration to another."""
    changes: dict[str, Any] = {
        f"{name}Update": _named_as_updates(section)
        for name, section in after.items()
        if name not in _LISTS and before.get(name) != section
    }
    properties, networks = (after.get(name) for name in _LISTS)
    if properties != before.get("EnvironmentProperties"):
        changes["EnvironmentPropertyUpdates"] = properties or {"PropertyGroups": []}
    if networks != before.get("VpcConfigurations"):
        changes["VpcConfigurationUpdates"] = _network_updates(networks or [], detail)
    gone = set(before) - set(after) - set(_LISTS)
    if gone:
        raise RefusalError(f"application: {', '.join(sorted(gone))}: cannot be taken away")
    return changes


def _named_as_updates(section: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{name}Update": _named_as_updates(value) if isinstance(value, dict) else value
        for name, value in section.items()
    }


def _network_updates(networks: list[Model], detail: dict[str, Any]) -> list[dict[str, Any]]:
    described = detail["ApplicationConfigurationDescription"]
    known = described.get("VpcConfigurationDescriptions", [])
    if len(known) != len(networks):
        raise RefusalError("application: VpcConfigurations: ministack does not change them")
    return [
        {
            "VpcConfigurationId": old["VpcConfigurationId"],
            "SubnetIdUpdates": new["SubnetIds"],
            "SecurityGroupIdUpdates": new["SecurityGroupIds"],
        }
        for old, new in zip(known, networks, strict=True)
    ]


def _configuration(described: dict[str, Any]) -> Model:
    """The configuration that a description is of."""
    code = described["ApplicationCodeConfigurationDescription"]
    content = code["CodeContentDescription"]
    configuration: Model = {
        "ApplicationCodeConfiguration": {
            "CodeContentType": code["CodeContentType"],
            "CodeContent": {
                "S3ContentLocation": content.get("S3ApplicationCodeLocationDescription")
            },
        },
    }
    for section in (
        "ApplicationEncryptionConfiguration",
        "ApplicationSnapshotConfiguration",
        "ApplicationSystemRollbackConfiguration",
    ):
        configuration[section] = described.get(f"{section}Description")
    flink = described["FlinkApplicationConfigurationDescription"]
    configuration["FlinkApplicationConfiguration"] = {
        name.removesuffix("Description"): part for name, part in flink.items()
    }
    properties = described.get("EnvironmentPropertyDescriptions", {})
    groups = properties.get("PropertyGroupDescriptions", [])
    configuration["EnvironmentProperties"] = {"PropertyGroups": groups}
    return configuration
