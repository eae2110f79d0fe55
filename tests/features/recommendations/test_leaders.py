"""The leaders of a category, against a list of all its items."""

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from events.shared.time_units import DAY_MS
from features.recommendations.leaders import Leaders, Left, Sought
from features.recommendations.limits import RecommendationLimits
from tests.features.recommendations.records import START_MS, a_card

LIMITS: Final = RecommendationLimits(leaders=3)
HALF_LIFE_MS: Final = DAY_MS

STEPS = st.lists(st.tuples(st.sampled_from("abcdefg"), st.integers(0, 3)), min_size=1, max_size=60)
"""An item that is sought, and half-lives since the event before."""


def sought(item_id: str, half_lives: float, interest: float = 1.0, **fields: object) -> Sought:
    """An item after an event of its own."""
    return Sought(a_card(item_id, START_MS + int(half_lives * HALF_LIFE_MS), **fields), interest)


def led(*events: Sought) -> list[str]:
    """The leaders after these events."""
    leaders = Leaders(LIMITS, HALF_LIFE_MS)
    for one in events:
        leaders.note(one)
    return [card.item_id for card in leaders.first()]


@given(STEPS)
def test_at_every_step_the_leaders_are_the_items_of_most_decayed_interest(
    steps: list[tuple[str, int]],
) -> None:
    leaders, now = Leaders(LIMITS, HALF_LIFE_MS), 0
    kept: dict[str, int] = {}
    assert steps
    for item_id, gap in steps:
        now += gap
        kept[item_id] = kept.get(item_id, 0) + (1 << now)
        before = [card.item_id for card in leaders.first()]
        leaders.note(sought(item_id, now, kept[item_id] / (1 << now)))
        found = [card.item_id for card in leaders.first()]
        assert [kept[one] for one in found] == sorted(kept.values(), reverse=True)[:3]
        assert set(found) <= {*before, item_id}


@given(STEPS)
def test_leaders_have_their_newest_cards(steps: list[tuple[str, int]]) -> None:
    leaders, now, cards = Leaders(LIMITS, HALF_LIFE_MS), 0, {}
    for item_id, gap in steps:
        now += gap
        one = sought(item_id, now)
        cards[item_id] = one.card
        leaders.note(one)
    assert leaders.first()
    assert [card for card in leaders.first() if card != cards[card.item_id]] == []


def test_interest_fades_by_its_half_life() -> None:
    assert led(sought("a", 0, 5), sought("b", 2, 1.2)) == ["a", "b"]
    assert led(sought("a", 0, 5), sought("b", 3, 1.2)) == ["b", "a"]


def test_of_equal_interest_the_first_by_name_leads() -> None:
    assert led(sought("b", 0), sought("a", 0)) == ["a", "b"]


def test_no_newcomer_of_the_same_interest_takes_a_place() -> None:
    assert led(*(sought(name, 0) for name in "abcd")) == ["a", "b", "c"]


def test_an_item_that_goes_out_of_stock_leaves_and_can_come_back() -> None:
    events = [sought("a", 0), sought("b", 0), sought("a", 0, available=False)]
    assert (led(*events), led(*events, sought("a", 0, 3))) == (["b"], ["a", "b"])


def test_an_event_out_of_order_neither_lowers_an_item_nor_sells_it_out() -> None:
    events = [sought("a", 1, 3), sought("b", 1, 2)]
    assert led(*events, sought("a", 0.5, 0.1)) == ["a", "b"]
    assert led(*events, sought("a", 0.5, available=False)) == ["a", "b"]


def test_an_item_that_left_is_no_leader_until_it_is_sought_here_again() -> None:
    leaders = Leaders(LIMITS, HALF_LIFE_MS)
    leaders.note(sought("a", 1, 5))
    leaders.note(sought("b", 1, 4))
    entries = [leaders.leave(Left("a")), leaders.leave(Left("a"))]
    assert list(map(bool, entries)) == [True, False]
    assert [card.item_id for card in leaders.first()] == ["b"]
    leaders.note(sought("a", 2, 6))
    assert [card.item_id for card in leaders.first()] == ["a", "b"]


def test_what_changes_nothing_leaves_the_log_as_it_is() -> None:
    leaders = Leaders(LIMITS, HALF_LIFE_MS)
    entries = [leaders.note(sought(name, 0, 5)) for name in "abc"]
    assert all(entries)
    nothing = [leaders.note(one) for one in (sought("d", 0), sought("e", 0, available=False))]
    assert (nothing, leaders.log_length) == ([b"", b""], 3)


def test_leaders_are_forgotten_after_their_time() -> None:
    keep = LIMITS.keep_ms / HALF_LIFE_MS
    assert led(sought("a", 0, 1e60), sought("b", keep)) == ["a", "b"]
    assert led(sought("a", 0, 1e60), sought("b", keep + 0.1)) == ["b"]
    assert led(sought("a", 0, 1e60), sought("b", keep + 0.1, available=False)) == []


def test_leaders_stay_in_order_however_far_the_first_of_all_events_is() -> None:
    old = [sought("z", half_lives, 1) for half_lives in range(0, 100_000, 100)]
    today = [sought(name, 100_000 + place, 3) for place, name in enumerate("abc")]
    assert led(*old, *today) == ["c", "b", "a"]
