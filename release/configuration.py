"""From the configuration that the service describes to the update that brings it back.

The service describes `XDescription` and takes `XUpdate` with every member named `memberUpdate`.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

Properties: TypeAlias = Mapping[str, Mapping[str, str]]
"""Value by property group and key."""

_CODE: Final = "ApplicationCodeConfigurationDescription"
_FLINK: Final = "FlinkApplicationConfigurationDescription"
_DEFAULT_CHECKPOINT_INTERVAL_MS: Final = 60_000
_PROPERTIES: Final = "EnvironmentPropertyDescriptions"
_VPCS: Final = "VpcConfigurationDescriptions"
_NETWORKS: Final = "VpcConfigurationUpdates"
_FLINK_MEMBERS: Final = {
    "CheckpointConfiguration": (
        "CheckpointingEnabled",
        "CheckpointInterval",
        "MinPauseBetweenCheckpoints",
    ),
    "MonitoringConfiguration": ("MetricsLevel", "LogLevel"),
    "ParallelismConfiguration": ("Parallelism", "ParallelismPerKPU", "AutoScalingEnabled"),
}
_SWITCHES: Final = {
    "ApplicationSnapshotConfiguration": ("SnapshotsEnabled",),
    "ApplicationSystemRollbackConfiguration": ("RollbackEnabled",),
    "ApplicationEncryptionConfiguration": ("KeyId", "KeyType"),
}


def configuration_update(now: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The smallest `ApplicationConfigurationUpdate` from one description to the other.

    Empty if they agree in all that an update can change.
    """
    before, after = _update_form(now), _update_form(wanted)
    _leave_out_other_networks(before, after)
    return {name: value for name, value in after.items() if before.get(name) != value}


def _leave_out_other_networks(before: dict[str, Any], after: dict[str, Any]) -> None:
    """An update can change a network that the application is in, not put it into another."""
    here = {network["VpcConfigurationId"] for network in before.get(_NETWORKS, ())}
    networks = [net for net in after.pop(_NETWORKS, ()) if net["VpcConfigurationId"] in here]
    if networks:
        after[_NETWORKS] = networks


def are_equal(now: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether two descriptions are of one configuration."""
    return not configuration_update(now, wanted)


def code_location(description: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Bucket and key of the code."""
    content = description.get(_CODE, {}).get("CodeContentDescription", {})
    location = content.get("S3ApplicationCodeLocationDescription", {})
    arn: str | None = location.get("BucketARN")
    return (arn.rpartition(":")[2] if arn else None), location.get("FileKey")


def property_groups(description: Mapping[str, Any]) -> Properties:
    """The property groups."""
    groups = description.get(_PROPERTIES, {}).get("PropertyGroupDescriptions", [])
    return {str(group["PropertyGroupId"]): dict(group["PropertyMap"]) for group in groups}


def checkpoint_interval_ms(description: Mapping[str, Any]) -> int:
    """The time between two checkpoints."""
    checkpoints = description.get(_FLINK, {}).get("CheckpointConfigurationDescription", {})
    return int(checkpoints.get("CheckpointInterval", _DEFAULT_CHECKPOINT_INTERVAL_MS))


def properties_update(now: Mapping[str, Any], wanted: Properties) -> dict[str, Any]:
    """The `ApplicationConfigurationUpdate` to property groups; empty if they are there."""
    groups = [{"PropertyGroupId": group, "PropertyMap": dict(wanted[group])} for group in wanted]
    return configuration_update(now, {**now, _PROPERTIES: {"PropertyGroupDescriptions": groups}})


def restored_snapshot(description: Mapping[str, Any]) -> str | None:
    """The snapshot that the application was last started from by name."""
    run = description.get("RunConfigurationDescription", {})
    name: str | None = run.get("ApplicationRestoreConfigurationDescription", {}).get("SnapshotName")
    return name


def _update_form(description: Mapping[str, Any]) -> dict[str, Any]:
    update: dict[str, Any] = {}
    if _CODE in description:
        update["ApplicationCodeConfigurationUpdate"] = _code(description[_CODE])
    if _FLINK in description:
        update["FlinkApplicationConfigurationUpdate"] = {
            f"{name}Update": _flink_part(description[_FLINK][f"{name}Description"], members)
            for name, members in _FLINK_MEMBERS.items()
            if f"{name}Description" in description[_FLINK]
        }
    groups = description.get(_PROPERTIES, {}).get("PropertyGroupDescriptions", [])
    ordered = sorted(groups, key=lambda group: str(group["PropertyGroupId"]))
    update["EnvironmentPropertyUpdates"] = {"PropertyGroups": ordered}
    for name, members in _SWITCHES.items():
        if f"{name}Description" in description:
            update[f"{name}Update"] = _renamed(description[f"{name}Description"], members)
    if description.get(_VPCS):
        update[_NETWORKS] = [_vpc(each) for each in description[_VPCS]]
    return update


def _code(code: Mapping[str, Any]) -> dict[str, Any]:
    location = code["CodeContentDescription"].get("S3ApplicationCodeLocationDescription", {})
    members = _renamed(location, ("BucketARN", "FileKey", "ObjectVersion"))
    return {
        "CodeContentTypeUpdate": code["CodeContentType"],
        "CodeContentUpdate": {"S3ContentLocationUpdate": members},
    }


def _flink_part(part: Mapping[str, Any], members: tuple[str, ...]) -> dict[str, Any]:
    """With the type DEFAULT the service takes no other member."""
    if part["ConfigurationType"] == "DEFAULT":
        return {"ConfigurationTypeUpdate": "DEFAULT"}
    return {"ConfigurationTypeUpdate": "CUSTOM", **_renamed(part, members)}


def _vpc(description: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "VpcConfigurationId": description["VpcConfigurationId"],
        "SubnetIdUpdates": sorted(description["SubnetIds"]),
        "SecurityGroupIdUpdates": sorted(description["SecurityGroupIds"]),
    }


def _renamed(values: Mapping[str, Any], members: tuple[str, ...]) -> dict[str, Any]:
    return {f"{member}Update": values[member] for member in members if member in values}
