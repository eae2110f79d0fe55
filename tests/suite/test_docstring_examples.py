"""What a docstring shows is what the code does."""

import pytest

from tests.suite.docstring_examples import (
    BESIDE_PULUMI,
    modules_with_examples,
    packages,
    wrong_examples,
)

MODULES = [
    module
    for package in packages()
    if package not in BESIDE_PULUMI
    for module in modules_with_examples(package)
]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_a_module_are_right(module: str) -> None:
    count, wrong = wrong_examples(module)
    assert count >= 1
    assert wrong == ""


def test_the_examples_of_all_layers_are_found() -> None:
    assert {"events", "features", "models"} <= {module.partition(".")[0] for module in MODULES}
    assert len(MODULES) >= 25
