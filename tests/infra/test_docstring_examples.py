"""What a docstring shows is what the code does, also where Pulumi is needed to import it."""

import pytest

from tests.suite.docstring_examples import (
    BESIDE_PULUMI,
    modules_with_examples,
    wrong_examples,
)

MODULES = [module for package in BESIDE_PULUMI for module in modules_with_examples(package)]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_are_right(module: str) -> None:
    count, wrong = wrong_examples(module)
    assert count >= 1
    assert wrong == ""
