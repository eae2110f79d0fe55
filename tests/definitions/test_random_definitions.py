"""A small part of the check of random files; the whole is `python -m tests.definitions`."""

import pytest

from tests.definitions.cases import random_case
from tests.definitions.changes import compare_change, random_change
from tests.definitions.comparison import compare
from tests.definitions.engine import engine_of


@pytest.mark.parametrize("seed", range(24))
def test_every_value_of_a_random_file_is_the_interpreters(seed: int) -> None:
    found = compare(random_case(seed, payments=60), engine_of)
    assert found.mismatches == []
    assert found.values > 100


@pytest.mark.parametrize("seed", range(24))
def test_after_a_change_of_the_file_a_value_is_exact_or_said_to_be_incomplete(seed: int) -> None:
    found = compare_change(random_change(seed, payments=60))
    assert found.mismatches == []
    assert found.values > found.incomplete
