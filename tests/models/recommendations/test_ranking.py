"""All candidates behind a list: the list is the best of them, mixed by its form."""

from hypothesis import given
from hypothesis import strategies as st

from models.recommendations.mixing import mixed
from models.recommendations.recommender import Recommender
from models.recommendations.rules.reading import ListForm, load_list_rules
from tests.models.recommendations.drawn import a_listing

CANDIDATES = st.lists(st.sampled_from(["a", "b", "c", None]), max_size=30).map(
    lambda categories: list(enumerate(categories))
)
FORMS = st.builds(ListForm, *[st.integers(1, 8)] * 3)
Candidate = tuple[int, str | None]


def category(one: Candidate) -> str | None:
    return one[1]


def test_the_list_is_mixed_from_all_candidates_that_no_rule_leaves_out() -> None:
    made = Recommender(None, load_list_rules(), 2).recommend(
        a_listing(bought=frozenset({"A"}), hidden=frozenset({"C"}))
    )
    candidates = made.ranking.candidates()
    assert [one.item_id for one in candidates] == ["B", "F", "E"]
    listed = mixed(candidates, lambda one: one.category, made.ranking.form)
    assert tuple(one.item for one in listed) == made.items


@given(CANDIDATES, FORMS)
def test_what_is_mixed_and_then_what_was_left_over_is_mixed_to_the_same(
    ranked: list[Candidate], form: ListForm
) -> None:
    once = mixed(ranked, category, form)
    over = [one for one in ranked if one not in once]
    assert mixed([*once, *over], category, form) == once


@given(CANDIDATES, FORMS)
def test_a_list_is_no_longer_than_its_form_and_has_nothing_twice(
    ranked: list[Candidate], form: ListForm
) -> None:
    found = mixed(ranked, category, form)
    assert len({*found}) == len(found) <= form.length
