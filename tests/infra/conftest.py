"""What the tests of the components begin with: values of a stack, and its parts."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from infra.stack_config import StackConfig
from infra.stack_config_reader import parse_stack_config
from tests.infra.cloud_outputs import REGION
from tests.infra.emulated_stack import BroughtUp, emulated_stack
from tests.infra.emulator.inventory import inventory


@pytest.fixture(scope="session")
def stack_config() -> Callable[..., StackConfig]:
    """The values of the stack `dev`, changed by keyword, checked as a stack's file is."""

    def make(**changes: Any) -> StackConfig:  # noqa: ANN401 - as in a YAML file
        return parse_stack_config({"environment": "dev", "region": REGION, **changes})

    return make


@pytest.fixture(scope="session")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BroughtUp]:
    """The stack `dev` in an emulated AWS of its own; the tests of the engine share it."""
    with emulated_stack("dev", tmp_path_factory.mktemp("dev")) as stack:
        before = inventory(stack.account)
        previewed = stack.workspace.preview()
        yield BroughtUp(stack, before, previewed, stack.workspace.up())
