"""The stacks of the project as their files have them."""

import json
from pathlib import Path
from typing import Final

import yaml

from infra.stack_config import StackConfig
from infra.stack_values import read_stack_values

ROOT: Final = Path(__file__).parents[2]
STACK_FILES: Final = sorted(ROOT.glob("Pulumi.*.yaml"))


def stack_config_of(path: Path) -> StackConfig:
    """The configuration in a stack's file, by way of the texts that Pulumi makes of it."""
    config = yaml.safe_load(path.read_text())["config"]
    return read_stack_values({key: _text(value) for key, value in config.items()})


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
