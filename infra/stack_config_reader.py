"""Reading a stack's values: every fault is found before any cloud call."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from infra.application_faults import application_faults
from infra.stack_config import StackConfig, StreamConfig

_LEAST_RETENTION_HOURS: Final = 24
_LONGEST_RETENTION_HOURS: Final = 8_760
_ENVIRONMENT: Final = re.compile(r"[a-z][a-z0-9-]{0,19}")


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
    """
    try:
        config = msgspec.convert(dict(values), StackConfig)
    except msgspec.ValidationError as error:
        raise ConfigError([str(error)]) from None
    faults = list(_faults(config))
    if faults:
        raise ConfigError(faults)
    return config


def _faults(config: StackConfig) -> Iterator[str]:
    if not _ENVIRONMENT.fullmatch(config.environment):
        yield (
            f"environment: {config.environment!r}: 1 to 20 of a-z, 0-9 and -, a letter first,"
            " are expected"
        )
    yield from _stream_faults("streams", config.streams)
    for name, stream in config.stream_overrides.items():
        yield from _stream_faults(f"stream_overrides.{name}", stream)
    yield from application_faults(config)


def _stream_faults(path: str, stream: StreamConfig) -> Iterator[str]:
    if stream.mode == "ON_DEMAND" and stream.shards is not None:
        yield f"{path}.shards: {stream.shards}: none is expected with mode ON_DEMAND"
    if stream.mode == "PROVISIONED" and (stream.shards is None or stream.shards < 1):
        yield f"{path}.shards: {stream.shards}: at least 1 is expected with mode PROVISIONED"
    if not _LEAST_RETENTION_HOURS <= stream.retention_hours <= _LONGEST_RETENTION_HOURS:
        yield (
            f"{path}.retention_hours: {stream.retention_hours}: {_LEAST_RETENTION_HOURS} to"
            f" {_LONGEST_RETENTION_HOURS} is expected"
        )
