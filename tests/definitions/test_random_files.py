"""Random files are files that a team could write, and what the parser says of them is so."""

import pytest

from events.fraud.label import Label
from tests.definitions.cases import random_case
from tests.definitions.claims import as_said
from tests.definitions.reading import interpreter_of


@pytest.mark.parametrize("seed", range(8))
def test_every_value_is_of_the_type_and_within_the_limits_that_the_parser_finds(seed: int) -> None:
    case = random_case(seed, payments=60)
    interpreter = interpreter_of(case)
    features = {feature.name: feature for feature in case.definitions.features}
    checked = 0
    for event in case.events:
        if isinstance(event, Label):
            interpreter.label(event)
        elif isinstance(event, dict):
            kind, values = interpreter.pay(event)
            for name, value in values.items():
                if kind == "accepted":
                    assert as_said(features[name], value), (name, value)
                    checked += 1
    assert checked > 100
