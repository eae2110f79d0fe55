"""Cards as columns: what a table has of each, and of what it has no numbers."""

from typing import Any

from features.recommendations.card_table import card_table
from tests.features.recommendations.records import START_MS, a_card
from tests.features.recommendations.tables import rows_of


def values_of(*cards: tuple[Any, ...], width: int = 2) -> list[list[float | None]]:
    """The values of cards with these, in a table of that width."""
    made = [a_card(f"i{number}", values=values) for number, values in enumerate(cards)]
    return [row["values"] for row in rows_of(card_table(made, width))]


def test_a_table_has_what_its_cards_say() -> None:
    card = a_card(
        "a", category="shoes", price_minor=200, available=False, first_seen_ms=START_MS - 5,
        sessions=4.0, followed=3.0, again=1.0, values=(1, True),
    )  # fmt: skip
    said, nothing = rows_of(card_table((card, a_card("b", values=(0, 0.5))), 2))
    assert said == {
        "item_id": "a", "category": "shoes", "time_ms": START_MS, "first_seen_ms": START_MS - 5,
        "price_minor": 200, "available": 0, "sessions": 4, "followed": 3, "again": 1,
        "values": [1, 1],
    }  # fmt: skip
    assert (nothing["category"], nothing["price_minor"], nothing["available"]) == (None, None, 1)


def test_what_is_missing_or_a_text_is_no_number_wherever_it_stands() -> None:
    assert values_of((None, 1), (2, "shoes"), (3, 4)) == [[None, 1], [2, None], [3, 4]]


def test_a_card_of_other_definitions_has_no_values_and_leaves_the_others_theirs() -> None:
    assert values_of((1,), (2, 3), (4, 5, 6), (7, 8)) == [
        [None, None],
        [2, 3],
        [None, None],
        [7, 8],
    ]


def test_a_table_may_have_no_cards_or_no_values() -> None:
    assert rows_of(card_table((), 2)) == []
    assert values_of((), (), width=0) == [[], []]
