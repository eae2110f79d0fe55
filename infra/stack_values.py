"""A stack's values as Pulumi keeps them, as texts, in the form that they are read from.

Pulumi.dev.yaml            Pulumi's configuration                 parse_stack_config
revstream:fraud: {a: 1} -> {"revstream:fraud": '{"a": 1}'} ----> {"fraud": {"a": 1}, ...}
aws-native:region: x    -> {"aws-native:region": "x"} ---------> {"region": "x", ...}
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from infra.provider_values import provider_access, provider_faults
from infra.stack_config import StackConfig
from infra.stack_config_reader import ConfigError, parse_stack_config

PROJECT: Final = "revstream"
_REGION: Final = "aws-native:region"
_CLASSIC_REGION: Final = "aws:region"
_SAME: Final = f"both providers must work in one region, that of {_REGION}"


def read_stack_values(values: Mapping[str, str]) -> StackConfig:
    """The configuration from all values of a stack, by their full keys.

    Raises:
        ConfigError: with every fault found.
    """
    region = values.get(_REGION)
    if region is None:
        raise ConfigError([f"{_REGION}: missing, it is required"])
    classic, faults = values.get(_CLASSIC_REGION), list(provider_faults(values))
    if classic != region:
        faults.insert(0, f"{_CLASSIC_REGION}: {classic!r}: {region!r} is expected: {_SAME}")
    if faults:
        raise ConfigError(faults)
    prefix = f"{PROJECT}:"
    own = {
        key.removeprefix(prefix): _value(text)
        for key, text in values.items()
        if key.startswith(prefix)
    }
    return parse_stack_config({**own, "region": region, "access": provider_access(values)})


def _value(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """What stands in the file: Pulumi keeps objects, numbers and truth values as JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return text
