"""What the tests of the components begin with: values of a stack, and its parts."""

from collections.abc import Callable
from typing import Any

import pytest

from infra.stack_config import StackConfig
from infra.stack_config_reader import parse_stack_config
from tests.infra.cloud_outputs import REGION


@pytest.fixture
def stack_config() -> Callable[..., StackConfig]:
    """The values of the stack `dev`, changed by keyword, checked as a stack's file is."""

    def make(**changes: Any) -> StackConfig:  # noqa: ANN401 - as in a YAML file
        return parse_stack_config({"environment": "dev", "region": REGION, **changes})

    return make
