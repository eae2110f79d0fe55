"""Lists: what rules leave out, lift, lower and put first, and how what is left is mixed."""

from collections import Counter
from itertools import groupby
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.recommendations.session_view import SessionView
from models.recommendations.gathering import candidates_of
from models.recommendations.recommender import Recommendations, Recommender
from models.recommendations.rules.reading import load_list_rules, parse_list_rules
from models.recommendations.wording import SOURCES
from tests.features.recommendations.records import a_card
from tests.models.recommendations.drawn import (
    DRAWN,
    LEADERS,
    NOW_MS,
    a_listing,
    short_session,
)
from tests.models.recommendations.rankers import a_ranker

RULE: Final = "  - {{id: {0}, version: {1}, expression: {2}, action: {0}, reason: why}}\n"


def rules_file(form: str = "", **conditions: str) -> str:
    """A rules file with one rule of each action, named after it."""
    rules = "".join(
        RULE.format(action, 3, f"'{condition}'") for action, condition in conditions.items()
    )
    return f"version: 1\nlist: {{{form}}}\nrules:{' []' if not rules else ''}\n{rules}"


def made(form: str = "", **conditions: str) -> Recommendations:
    """The list of the drawn session under these rules, by the rough score."""
    rules = parse_list_rules(rules_file(form, **conditions), "rules.yaml")
    return Recommender(None, rules, 2).recommend(a_listing())


def names(form: str = "", **conditions: str) -> str:
    return "".join(item.item_id for item in made(form, **conditions).items)


def mixed(*categories: str | None, form: str) -> str:
    """The list of neighbours of these categories, named after them; Z is the item they are of."""
    cards = [a_card(f"{category}{at}", category=category) for at, category in enumerate(categories)]
    rules = parse_list_rules(rules_file(form, exclude="seen"), "rules.yaml")
    found = Recommender(None, rules, 0).recommend(a_listing(short_session(*cards), ()))
    return " ".join(item.item_id for item in found.items)


def test_without_a_ranker_candidates_are_in_the_order_of_their_rough_score() -> None:
    found = made()
    candidates = candidates_of(DRAWN, LEADERS, 2)
    rough = [round(one, 6) for one in candidates.column("rough").tolist()]
    scored = list(zip(candidates.item_ids, rough, strict=True))
    assert [(item.item_id, item.score) for item in found.items] == scored


def test_a_ranker_orders_them_by_its_scores() -> None:
    ranker = a_ranker(("item_age_days", "seen_steps_since"), (1.0, 0.0))
    rules = parse_list_rules(rules_file(), "rules.yaml")
    found = Recommender(ranker, rules, 2).recommend(a_listing())
    assert [item.item_id for item in found.items] == ["A", "D", "E", "C", "B", "F"]
    assert found.items[0].score == 2.0


def test_the_ranker_in_force_is_named() -> None:
    rules, ranker = parse_list_rules(rules_file(), "rules.yaml"), a_ranker(("near",), (1.0,))
    assert Recommender(ranker, rules, 2).ranker_ref == ranker.artifact.ref
    assert Recommender(None, rules, 2).ranker_ref is None


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        ("seen", "CDFE"),
        ("not available", "BCAFE"),
        ('category == "shoes"', "BDFE"),
        ("price_minor > 150", "BCDFE"),
        ("age_days < 1", "AF"),
        ('source == "walk"', "BCADE"),
        ("same_category", "BDFE"),
        ('item_id in ("A", "F")', "BCDE"),
        ("is_missing(category)", "BCAE"),
    ],
)
def test_a_rule_leaves_out_what_it_matches(condition: str, left: str) -> None:
    assert names(exclude=condition) == left


def test_what_was_bought_or_hidden_or_is_out_of_stock_is_not_recommended() -> None:
    listing = a_listing(bought=frozenset({"B", "E"}), hidden=frozenset({"C"}))
    found = Recommender(None, load_list_rules(), 2).recommend(listing)
    assert [item.item_id for item in found.items] == ["A", "F"]
    assert set(found.rules) == {"just_bought@1", "hidden@1", "out_of_stock@1"}


def test_a_pinned_item_comes_first() -> None:
    assert names(pin='item_id == "E"') == "EBCADF"


def test_pinned_items_stay_in_the_order_of_their_scores() -> None:
    assert names(pin='item_id in ("E", "D")') == "DEBCAF"


def test_a_boost_adds_one_and_a_demotion_takes_it() -> None:
    assert names(boost='item_id == "A"') == "BCADFE"
    assert names(boost='item_id in ("A", "D")') == "BCADFE"
    assert names(boost='item_id == "F"') == "BCFADE"
    assert names(demote='item_id == "B"') == "CBADFE"


def test_what_is_left_out_stays_out_whatever_else_matches() -> None:
    assert (
        names(exclude='item_id == "E"', pin='item_id == "E"', boost="seen or not seen") == "BCADF"
    )


def test_rules_that_matched_are_named_once_with_their_version() -> None:
    assert made(exclude="hidden", boost="seen", demote="not seen").rules == ("boost@3", "demote@3")


def test_a_list_is_as_long_as_its_form_says() -> None:
    assert [names(f"length: {length}") for length in (1, 4)] == ["B", "BCAD"]


def test_no_more_of_one_category_are_in_a_list_than_are_allowed() -> None:
    assert mixed("a", "a", "a", "b", "a", form="per_category: 2") == "a0 a1 b3"


def test_no_more_of_one_category_follow_each_other_as_long_as_there_are_others() -> None:
    assert mixed("a", "a", "a", "b", "b", form="in_a_row: 1") == "a0 b3 a1 b4 a2"
    assert mixed("a", "a", "a", "b", form="in_a_row: 2") == "a0 a1 b3 a2"


def test_items_of_no_known_category_are_not_counted_together() -> None:
    found = mixed(None, None, "a", None, form="in_a_row: 1, per_category: 1")
    assert found == "None0 None1 a2 None3"


CATEGORIES: Final = st.lists(st.sampled_from([None, "a", "b", "c"]), max_size=30)


@given(CATEGORIES, st.integers(1, 12), st.integers(1, 6), st.integers(1, 4))
def test_every_list_keeps_to_its_form(
    categories: list[str | None], length: int, per_category: int, in_a_row: int
) -> None:
    form = f"length: {length}, per_category: {per_category}, in_a_row: {in_a_row}"
    found = mixed(*categories, form=form).split()
    of = [name.rstrip("0123456789") for name in found]
    counts = Counter(one for one in of if one != "None")
    allowed = sum(min(per_category, categories.count(one)) for one in ("a", "b", "c"))
    assert len(found) == len(set(found)) == min(length, allowed + categories.count(None))
    assert max(counts.values(), default=0) <= per_category
    rows = [(one, len(list(row))) for one, row in groupby(of)]
    too_long = [at for at, (one, row) in enumerate(rows) if one != "None" and row > in_a_row]
    assert too_long in ([], [len(rows) - 1])


def test_every_item_has_a_source_and_a_reason() -> None:
    found = {item.item_id: (item.source, item.reason) for item in made().items}
    assert found == {
        "A": ("session", "seen in this session"),
        "B": ("session", "seen in this session"),
        "C": ("co_purchase", "bought with B"),
        "D": ("co_visit", "seen with B"),
        "E": ("category", "sought in this category"),
        "F": ("walk", "two steps from A"),
    }
    assert {source for source, _ in found.values()} < set(SOURCES)


def test_an_item_that_came_right_after_the_last_one_is_a_transition() -> None:
    listing = a_listing(SessionView(("B",), (NOW_MS,), {"B": DRAWN.views["B"]}, NOW_MS), ())
    rules = parse_list_rules(rules_file(), "rules.yaml")
    found = {one.item_id: one for one in Recommender(None, rules, 2).recommend(listing).items}
    assert (found["C"].source, found["C"].reason) == ("transition", "often seen right after B")


def test_lists_of_other_items_or_another_order_have_other_digests() -> None:
    lists = [made(), made("length: 5"), made(pin='item_id == "E"')]
    assert len({one.digest for one in lists}) == 3
    assert made().digest == made(boost="seen and not seen").digest
    assert 0 not in {made(exclude="seen or not seen").digest, *(one.digest for one in lists)}


def test_a_session_of_which_nothing_is_known_gives_its_item() -> None:
    session = SessionView(("X",), (NOW_MS,), {}, NOW_MS)
    rules = parse_list_rules(rules_file(), "rules.yaml")
    found = Recommender(None, rules, 2).recommend(a_listing(session, ()))
    assert [item.item_id for item in found.items] == ["X"]
