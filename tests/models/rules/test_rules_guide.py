"""What the rules guide shows is what happens."""

import re
from pathlib import Path

import pytest

from models.fraud.rules import catalogue_schema, parse_fraud_rules
from models.shared.rules import RuleSetError

GUIDE = (Path(__file__).parents[3] / "docs" / "rules.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", GUIDE, flags=re.DOTALL)
FILES = [text for kind, text in BLOCKS if kind == "yaml" and text.startswith("version:")]
LISTS = [text for _, text in BLOCKS if text.startswith("rules.yaml:")]


def test_the_guides_first_file_loads() -> None:
    assert len(parse_fraud_rules(FILES[0], "rules.yaml", catalogue_schema()).rules) == 1


@pytest.mark.parametrize("number", [1, 2])
def test_a_faulty_file_of_the_guide_gives_the_output_that_it_shows(number: int) -> None:
    with pytest.raises(RuleSetError) as caught:
        parse_fraud_rules(FILES[number], "rules.yaml", catalogue_schema())
    assert str(caught.value) == LISTS[number - 1].strip()
