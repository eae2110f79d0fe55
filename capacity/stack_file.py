"""Reads a stack's file `Pulumi.STACK.yaml` without Pulumi."""

from pathlib import Path
from typing import Any, Final

import yaml

from infra.stack_config import StackConfig
from infra.stack_config_reader import ConfigError, parse_stack_config

_PREFIX: Final = "revstream:"
_REGION_KEY: Final = "aws-native:region"


def read_stack_file(folder: Path, stack: str) -> StackConfig:
    """The configuration of `stack` from its file in `folder`.

    Raises:
        ConfigError: the file is not there or its values are not usable, with every fault.
    """
    path = folder / f"Pulumi.{stack}.yaml"
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}"]) from None
    except yaml.YAMLError as error:
        raise ConfigError([f"{path}: {error}"]) from None
    return parse_stack_config(_values(path, document))


def _values(path: Path, document: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever YAML holds
    config = document.get("config") if isinstance(document, dict) else None
    if not isinstance(config, dict):
        raise ConfigError([f"{path}: config: a mapping is expected"])
    values = {
        str(key).removeprefix(_PREFIX): value
        for key, value in config.items()
        if str(key).startswith(_PREFIX)
    }
    if _REGION_KEY in config:
        values["region"] = config[_REGION_KEY]
    return values
