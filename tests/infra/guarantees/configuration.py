"""Values that AWS takes and that are wrong all the same, and tags."""

import importlib
import inspect
from collections.abc import Iterator
from typing import Final

from tests.infra.cloud_schemas import is_native, tag_property
from tests.infra.mocks import Program, Resource

REQUIRED_TAGS: Final = ("project", "environment", "managed-by")
_FLINK_DEFAULTED: Final = (
    "checkpointConfiguration",
    "monitoringConfiguration",
    "parallelismConfiguration",
)
_SHORTEST_RETENTION_HOURS: Final = 24


def kept(program: Program) -> Iterator[str]:
    """Records stay readable for a day at least, logs for a time that is said."""
    for stream in program.of("aws-native:kinesis:Stream"):
        hours = stream.inputs.get("retentionPeriodHours")
        if hours is None or hours < _SHORTEST_RETENTION_HOURS:
            yield f"{stream}: retentionPeriodHours is {hours}, at least 24 is expected"
    for group in program.of("aws-native:logs:LogGroup"):
        if "retentionInDays" not in group.inputs:
            yield f"{group}: retentionInDays is expected, else logs are kept for ever"


def stream_modes(program: Program) -> Iterator[str]:
    """A stream says its mode, and has a count of shards exactly if that is PROVISIONED."""
    for stream in program.of("aws-native:kinesis:Stream"):
        mode = stream.inputs.get("streamModeDetails", {}).get("streamMode")
        counted = "shardCount" in stream.inputs
        if mode not in {"PROVISIONED", "ON_DEMAND"} or counted != (mode == "PROVISIONED"):
            yield f"{stream}: mode {mode} with shardCount {stream.inputs.get('shardCount')}"


def custom_values(program: Program) -> Iterator[str]:
    """Managed Flink ignores or refuses custom values under a configuration type of DEFAULT."""
    for application in program.of("kinesisanalyticsv2:Application"):
        configuration = application.inputs.get("applicationConfiguration", {})
        flink = configuration.get("flinkApplicationConfiguration", {})
        for part in _FLINK_DEFAULTED:
            values = dict(flink.get(part, {}))
            kind = values.pop("configurationType", None)
            if part in flink and (kind == "CUSTOM") != bool(values):
                yield f"{application}: {part}: type {kind} with values {sorted(values)}"


def tagged(program: Program) -> Iterator[str]:
    """Everything that can have tags has those of the project."""
    for resource in program.custom:
        tags = _tags(resource)
        if tags is None:
            continue
        missing = [key for key in REQUIRED_TAGS if key not in tags]
        if missing:
            yield f"{resource}: tags {', '.join(missing)} are expected"


def _tags(resource: Resource) -> set[str] | None:
    """The keys of its tags; None if it cannot have any."""
    if is_native(resource.type):
        key = tag_property(resource.type)
        if key is None:
            return None
        given = resource.inputs.get(key, [])
        return set(given) if isinstance(given, dict) else {tag["key"] for tag in given}
    if not resource.type.startswith("aws:"):
        return None
    _, module, kind = resource.type.split(":")
    package = importlib.import_module(f"pulumi_aws.{module.split('/')[0]}")
    arguments = inspect.signature(getattr(package, kind)._internal_init).parameters  # noqa: SLF001
    return set(resource.inputs.get("tags", {})) if "tags" in arguments else None
