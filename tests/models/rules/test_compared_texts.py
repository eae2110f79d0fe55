"""The texts that an expression looks for are found wherever they stand in it."""

import pytest

from features.shared.language.compared_texts import ComparedText, compared_texts
from features.shared.language.expression import parse_expression
from models.fraud.rules import catalogue_schema

FOUND = {
    "channel == 'pos'": [("channel", "pos")],
    "'pos' != channel": [("channel", "pos")],
    "channel not in ('a', 'b')": [("channel", "a"), ("channel", "b")],
    "not (is_night and (amount_minor > 1 or channel == 'x'))": [("channel", "x")],
    "(channel == 'x') == is_night": [("channel", "x")],
    "country == 'DE' and currency == 'EUR'": [("country", "DE"), ("currency", "EUR")],
    "channel == country": [],
    "amount_minor in (1, 2)": [],
}


@pytest.mark.parametrize(("text", "expected"), FOUND.items(), ids=list(FOUND))
def test_every_compared_text_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    tree = parse_expression(text, catalogue_schema()).tree
    assert [(one.name, one.text) for one in compared_texts(tree)] == expected


def test_a_prefix_fits_what_begins_with_it() -> None:
    tree = parse_expression("starts_with(channel, 'po')", catalogue_schema()).tree
    assert list(compared_texts(tree)) == [ComparedText("channel", "po", whole=False)]
    assert ComparedText("channel", "po", whole=False).fits("pos")
    assert not ComparedText("channel", "po", whole=True).fits("pos")
