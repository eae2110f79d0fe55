"""A small part of the check of random files; the whole is `python -m tests.definitions`."""

import pytest

from tests.definitions.cases import random_case
from tests.definitions.comparison import compare
from tests.definitions.engine import engine_of


@pytest.mark.parametrize("seed", range(40))
def test_every_value_of_a_random_file_is_the_interpreters(seed: int) -> None:
    found = compare(random_case(seed, payments=60), engine_of)
    assert found.mismatches == []
    assert found.values > 100
