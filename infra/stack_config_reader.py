"""Reading a stack's values: every fault is found before any cloud call.

values --shape: names, types--> StackConfig --ranges, forms, what fits together--> StackConfig
"""

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any, Final

import msgspec

from infra.application_faults import application_faults
from infra.existing_resources_faults import existing_faults
from infra.serving_faults import serving_faults
from infra.stack_config import (
    AccessConfig,
    NetworkConfig,
    PipelineConfig,
    StackConfig,
    StreamConfig,
)
from infra.stack_config_ranges import LOG_RETENTION_DAYS, RANGES
from infra.stack_config_shape import STRICT, shape_faults
from infra.stream_names import STREAMS
from infra.tag_names import tag_faults

_ROLE_NAME_CHARACTERS: Final = 64
_ACCOUNT_ID: Final = re.compile(r"[0-9]{12}")
_POLICY_ARN: Final = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/\S+")
_PIPELINE_ROLES: Final = ("preview", "drift", "deploy")
_PREFIX_LENGTHS: Final = range(16, 25)
# Field, its form and the form in words.
_FORMS: Final = (
    (
        "environment",
        re.compile(r"[a-z]([a-z0-9-]{0,18}[a-z0-9])?"),
        "1 to 20 of a-z, 0-9 and -, a letter first and no - last, are expected",
    ),
    (
        "region",
        re.compile(r"[a-z]{2}(-[a-z]+)+-[1-9]"),
        "a region of AWS such as eu-central-1 is expected in aws-native:region",
    ),
    (
        "access.role_arn",
        re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/\S+"),
        "the ARN of a role is expected in aws-native:assumeRole",
    ),
    (
        "pipeline.repository",
        re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}"),
        "OWNER/NAME on GitHub is expected",
    ),
    (
        "pipeline.branch",
        # A wildcard would let other branches deploy, too.
        re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}"),
        "the name of one branch is expected",
    ),
    ("alarms.email", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "an e-mail address is expected"),
)


class ConfigError(ValueError):
    """A stack's values cannot be used; `faults` has one line for each fault."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        lines = "".join(f"\n  {fault}" for fault in faults)
        super().__init__(f"the stack's values are not usable:{lines}")


def parse_stack_config(values: Mapping[str, Any]) -> StackConfig:
    """The configuration from the values of a stack's file, without the prefix `revstream:`.

    Raises:
        ConfigError: with every fault found, each naming the field, the value and what is expected.
            While a name or a type is wrong, what depends on values is not looked at.
    """
    faults = list(shape_faults(values, StackConfig))
    if not faults:
        config = msgspec.convert(dict(values), StackConfig, strict=STRICT)
        faults = list(_faults(config))
    if faults:
        raise ConfigError(faults)
    return config


def _faults(config: StackConfig) -> Iterator[str]:
    yield from _form_faults(config)
    for path in RANGES:
        yield from _range_faults(path, _value_at(config, path), path)
    for name, stream in config.stream_overrides.items():
        path = f"stream_overrides.{name}"
        if name not in STREAMS:
            yield f"{path}: no such stream; known are {', '.join(STREAMS)}"
        yield from _range_faults(path, stream, "streams")
        yield from _stream_faults(path, stream)
    yield from _stream_faults("streams", config.streams)
    yield from _network_faults(config.network)
    yield from _role_name_faults(config)
    yield from _account_faults(config.access)
    yield from _pipeline_faults(config.pipeline)
    yield from _policy_faults(config.pipeline)
    if config.log_retention_days not in LOG_RETENTION_DAYS:
        known = ", ".join(str(days) for days in LOG_RETENTION_DAYS)
        yield f"log_retention_days: {config.log_retention_days}: one of {known} is expected"
    yield from tag_faults(config.tags)
    yield from application_faults(config)
    yield from existing_faults(config)
    yield from serving_faults(config)


def _form_faults(config: StackConfig) -> Iterator[str]:
    for path, form, expected in _FORMS:
        value = _value_at(config, path)
        if value is not None and not form.fullmatch(value):
            yield f"{path}: {value!r}: {expected}"


def _range_faults(path: str, part: msgspec.Struct, ranges: str) -> Iterator[str]:
    for field, allowed in RANGES[ranges].items():
        value = getattr(part, field)
        if value is not None and value not in allowed:
            yield f"{path}.{field}: {value}: {allowed} is expected".removeprefix(".")


def _stream_faults(path: str, stream: StreamConfig) -> Iterator[str]:
    """What does not fit together in the capacity of a stream."""
    if stream.mode == "ON_DEMAND":
        for field in ("shards", "max_shards"):
            if getattr(stream, field) is not None:
                yield f"{path}.{field}: {getattr(stream, field)}: none is expected with ON_DEMAND"
    elif stream.shards is None:
        yield f"{path}.shards: missing; it is expected with mode PROVISIONED"
    elif stream.max_shards is not None and stream.max_shards < stream.shards:
        yield f"{path}.max_shards: {stream.max_shards}: at least shards, {stream.shards}, expected"


def _role_name_faults(config: StackConfig) -> Iterator[str]:
    """All names are of one form, so that the longest says it for all."""
    longest = max(config.role_names.values(), key=len)
    if len(longest) > _ROLE_NAME_CHARACTERS:
        yield (
            f"environment: {config.environment!r}: the role {longest} would have {len(longest)}"
            f" characters, IAM takes {_ROLE_NAME_CHARACTERS}: a shorter name is expected"
        )


def _account_faults(access: AccessConfig) -> Iterator[str]:
    for account_id in access.account_ids:
        if not _ACCOUNT_ID.fullmatch(account_id):
            yield f"access.account_ids: {account_id!r}: twelve digits in quotes are expected"


def _pipeline_faults(pipeline: PipelineConfig) -> Iterator[str]:
    """Numbers that are missing, or that tokens without numbers would never have."""
    for field in ("owner_id", "repository_id"):
        value = getattr(pipeline, field)
        if pipeline.subject == "names" and value is not None:
            yield f"pipeline.{field}: {value}: none is expected with subject names"
        elif pipeline.subject == "ids" and pipeline.repository is not None and value is None:
            yield (
                f"pipeline.{field}: missing; it is expected with subject ids, and printed by"
                f" `gh api repos/{pipeline.repository} --jq '.owner.id, .id'`"
            )


def _policy_faults(pipeline: PipelineConfig) -> Iterator[str]:
    """Roles that the pipeline does not have, and what is the ARN of no policy."""
    for role, policy_arns in pipeline.policy_arns.items():
        if role not in _PIPELINE_ROLES:
            known = ", ".join(_PIPELINE_ROLES)
            yield f"pipeline.policy_arns.{role}: no such role; known are {known}"
        for policy_arn in policy_arns:
            if not _POLICY_ARN.fullmatch(policy_arn):
                yield (
                    f"pipeline.policy_arns.{role}: {policy_arn!r}:"
                    " arn:aws:iam::ACCOUNT:policy/NAME is expected"
                )


def _network_faults(config: NetworkConfig) -> Iterator[str]:
    if config.endpoint_zones is not None and not 1 <= config.endpoint_zones <= config.zones:
        yield (
            f"network.endpoint_zones: {config.endpoint_zones}: 1 to zones, {config.zones}, expected"
        )
    cidr = config.cidr
    try:
        network = IPv4Network(cidr)
    except ValueError as error:
        yield f"network.cidr: {cidr!r}: {error}; a range such as 10.40.0.0/16 is expected"
        return
    if network.prefixlen not in _PREFIX_LENGTHS:
        yield f"network.cidr: {cidr!r}: /16 to /24 is expected"
    if not network.is_private:
        yield f"network.cidr: {cidr!r}: a private range is expected"


def _value_at(config: StackConfig, path: str) -> Any:  # noqa: ANN401 - of any field
    value: Any = config
    for name in filter(None, path.split(".")):
        value = getattr(value, name)
    return value
