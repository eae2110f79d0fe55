"""The stacks of the project as their files have them."""

from pathlib import Path
from typing import Final

from infra.stack_config import StackConfig
from infra.stack_file import read_stack_file

ROOT: Final = Path(__file__).parents[2]
STACK_FILES: Final = sorted(ROOT.glob("Pulumi.*.yaml"))


def stack_config_of(path: Path) -> StackConfig:
    """The configuration in a stack's file."""
    return read_stack_file(path.parent, path.stem.removeprefix("Pulumi."))
