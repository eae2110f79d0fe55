"""Reads a stack's file `Pulumi.STACK.yaml` without Pulumi, as Pulumi would."""

import json
from pathlib import Path
from typing import Any

import yaml

from infra.stack_config import StackConfig
from infra.stack_config_reader import ConfigError
from infra.stack_values import read_stack_values


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
    # PyYAML raises errors of Python's own for a value that a tag of it does not fit.
    except (yaml.YAMLError, ValueError, AttributeError, RecursionError) as error:
        raise ConfigError([f"{path}: not YAML as Pulumi writes it: {error}"]) from None
    config = document.get("config") if isinstance(document, dict) else None
    if not isinstance(config, dict):
        raise ConfigError([f"{path}: config: a mapping is expected"])
    return read_stack_values({str(key): _text(value) for key, value in config.items()})


def _text(value: Any) -> str:  # noqa: ANN401 - whatever YAML holds
    """Pulumi keeps what is no text as JSON; a date is the text that it was."""
    return value if isinstance(value, str) else json.dumps(value, default=str)
