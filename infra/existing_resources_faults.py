"""What is wrong with the ids and ARNs that a stack is given, as far as no call to AWS is needed."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from infra.existing_resources import ExistingConfig
from infra.stack_config import NetworkConfig, StackConfig
from infra.stack_config_ranges import RANGES
from infra.stream_names import PAYMENTS

_PARTITION: Final = r"arn:aws(-[a-z]+)*"
# By service, what its ARNs end with, and that in words.
_RESOURCES: Final = {
    "kms": (r"key/[A-Za-z0-9-]{1,128}", "key/ID"),
    "kinesis": (r"stream/[A-Za-z0-9_.-]{1,128}", "stream/NAME"),
}
_BOUNDARY: Final = rf"{_PARTITION}:iam::(\d{{12}}|aws):policy/[\w+=,.@/-]{{1,512}}"
_PRODUCER: Final = rf"{_PARTITION}:iam::\d{{12}}:(root|role/[\w+=,.@/-]{{1,512}})"
_SUBNETS: Final = range(2, 4)  # The store takes two or three.
_ID_KINDS: Final = {
    "subnet_ids": "subnet",
    "route_table_ids": "rtb",
    "endpoint_security_group_ids": "sg",
}
# What only means something in a network that is there already.
_OF_THE_NETWORK: Final = ("subnet_ids", "route_table_ids", "endpoints", *list(_ID_KINDS)[2:])


def existing_faults(config: StackConfig) -> Iterator[str]:
    """One line for each value that cannot be right, with what is expected."""
    existing = config.existing
    yield from _network_faults(existing, config.network)
    if existing.key_arn is not None:
        yield from _arn_faults("existing.key_arn", existing.key_arn, "kms", config.region)
    yield from _stream_faults(config)
    boundary = existing.permissions_boundary_arn
    if boundary is not None and not re.fullmatch(_BOUNDARY, boundary):
        yield (
            f"existing.permissions_boundary_arn: {boundary!r}:"
            " arn:aws:iam::ACCOUNT:policy/NAME is expected"
        )
    yield from _producer_faults(config)


def _network_faults(existing: ExistingConfig, network: NetworkConfig) -> Iterator[str]:
    if existing.vpc_id is None:
        for field in _OF_THE_NETWORK:
            if given := getattr(existing, field):
                yield f"existing.{field}: {_listed(given)}: none is expected without vpc_id"
        return
    yield from _id_faults("vpc_id", "vpc", [existing.vpc_id])
    for field, kind in _ID_KINDS.items():
        yield from _id_faults(field, kind, getattr(existing, field))
    if len(existing.subnet_ids) not in _SUBNETS:
        yield f"existing.subnet_ids: {len(existing.subnet_ids)} of them: 2 or 3 are expected"
    yield from _repeated("existing.endpoints", existing.endpoints)
    yield from _expected_or_not(
        existing, "route_table_ids", wanted="s3" not in existing.endpoints, when="without s3"
    )
    interfaces = [each for each in existing.endpoints if each != "s3"]
    yield from _expected_or_not(
        existing,
        "endpoint_security_group_ids",
        wanted=bool(interfaces),
        when="with another than s3",
    )
    if network != NetworkConfig():
        yield "network: values of a network that is made; none is expected with existing.vpc_id"


def _expected_or_not(
    existing: ExistingConfig, field: str, *, wanted: bool, when: str
) -> Iterator[str]:
    """Whether a field is given exactly if `endpoints` asks for it."""
    given = getattr(existing, field)
    if wanted and not given:
        yield f"existing.{field}: missing; expected {when} in existing.endpoints"
    elif given and not wanted:
        yield f"existing.{field}: {_listed(given)}: expected only {when} in existing.endpoints"


def _id_faults(field: str, kind: str, ids: Sequence[str]) -> Iterator[str]:
    for each in ids:
        if not re.fullmatch(rf"{kind}-([0-9a-f]{{8}}|[0-9a-f]{{17}})", each):
            yield f"existing.{field}: {each!r}: {kind}- and 8 or 17 of 0-9, a-f are expected"
    yield from _repeated(f"existing.{field}", ids)


def _stream_faults(config: StackConfig) -> Iterator[str]:
    for name, stream in config.existing.streams.items():
        path = f"existing.streams.{name}"
        if name not in config.stream_names:
            yield f"{path}: no such stream; known are {', '.join(config.stream_names)}"
        yield from _arn_faults(f"{path}.arn", stream.arn, "kinesis", config.region)
        if stream.key_arn is not None:
            yield from _arn_faults(f"{path}.key_arn", stream.key_arn, "kms", config.region)
        kept = RANGES["streams"]["retention_hours"]
        if stream.retention_hours not in kept:
            yield f"{path}.retention_hours: {stream.retention_hours}: {kept} is expected"
        if name in config.stream_overrides:
            yield f"stream_overrides.{name}: none is expected, existing.streams has the stream"
    yield from _repeated("existing.streams", list(config.existing.stream_arns.values()))


def _producer_faults(config: StackConfig) -> Iterator[str]:
    producers = config.payment_producers
    for each in producers:
        if not re.fullmatch(_PRODUCER, each):
            yield (
                f"payment_producers: {each!r}: arn:aws:iam::ACCOUNT:root or"
                " arn:aws:iam::ACCOUNT:role/NAME is expected"
            )
    yield from _repeated("payment_producers", producers)
    if producers and PAYMENTS in config.existing.streams:
        yield (
            f"payment_producers: {_listed(producers)}: none is expected, who may put is the"
            f" business of the owner of existing.streams.{PAYMENTS}"
        )


def _arn_faults(path: str, arn: str, service: str, region: str) -> Iterator[str]:
    form, words = _RESOURCES[service]
    if not re.fullmatch(rf"{_PARTITION}:{service}:{re.escape(region)}:\d{{12}}:{form}", arn):
        yield f"{path}: {arn!r}: arn:aws:{service}:{region}:ACCOUNT:{words} is expected"


def _repeated(path: str, values: Sequence[str]) -> Iterator[str]:
    for each in dict.fromkeys(value for value in values if values.count(value) > 1):
        yield f"{path}: {each!r}: more than once"


def _listed(values: Sequence[str]) -> str:
    return ", ".join(values)
