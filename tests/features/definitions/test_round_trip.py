"""A file says just what is read from it: written again from there it means the same."""

import pytest

from features.fraud.catalogue import SHIPPED
from features.shared.definitions.model import Definitions
from tests.definitions.cases import random_case
from tests.features.definitions.files import parsed
from tests.features.definitions.rendered import nowhere, rendered


def again(definitions: Definitions) -> Definitions:
    return nowhere(parsed(rendered(definitions)))


def test_the_shipped_file_written_again_means_the_same() -> None:
    assert again(SHIPPED) == nowhere(SHIPPED)


@pytest.mark.parametrize("seed", range(40))
def test_a_random_file_written_again_means_the_same(seed: int) -> None:
    definitions = random_case(seed, payments=1).definitions
    assert len(definitions.features) >= 4
    assert again(definitions) == nowhere(definitions)
