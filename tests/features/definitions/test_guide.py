"""What the reference of the definition file shows is what happens."""

import re
from pathlib import Path

import pytest

from features.fraud.definitions import parse_definitions
from features.shared.definitions.aggregate_forms import FORMS
from features.shared.definitions.faults import DefinitionsError

GUIDE = (Path(__file__).parents[3] / "docs" / "definitions.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", GUIDE, flags=re.DOTALL)
FILES = [text for kind, text in BLOCKS if kind == "yaml" and text.startswith("version:")]
FRAGMENTS = [text for kind, text in BLOCKS if kind == "yaml" and text.startswith("features:")]
FAULTS = [text for _, text in BLOCKS if text.startswith("own.yaml:")]
BEFORE = "version: 1\nextends: shipped\nfields: {response: {type: text}}\n"


def test_the_first_file_of_the_guide_is_sound() -> None:
    found = parse_definitions(FILES[0], "own.yaml")
    names = [feature.name for feature in found.features]
    assert {"card_count_1h", "card_mcc_count_1h", "card_fee_over_usual"} <= set(names)


@pytest.mark.parametrize("number", range(3))
def test_features_of_the_guide_are_sound_beside_the_shipped_ones(number: int) -> None:
    assert len(FRAGMENTS) == 3
    assert parse_definitions(BEFORE + FRAGMENTS[number], "own.yaml").features


def test_the_faulty_file_of_the_guide_has_the_faults_that_it_shows() -> None:
    with pytest.raises(DefinitionsError) as caught:
        parse_definitions(FILES[1], "own.yaml")
    assert str(caught.value) == FAULTS[0].strip()


@pytest.mark.parametrize("aggregate", FORMS)
def test_every_aggregate_is_in_the_guide(aggregate: str) -> None:
    assert re.search(rf"`{aggregate}[:`]", GUIDE)
