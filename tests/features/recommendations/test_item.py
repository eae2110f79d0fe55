"""What is known of an item: attributes as of event time, what was taught, what is forgotten."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.shared.time_units import DAY_MS, HOUR_MS
from features.recommendations.card import FOLLOWERS_ON_A_CARD, Card
from features.recommendations.item import Item
from features.recommendations.item_attributes import VERSIONS_KEPT, Catalogued
from features.recommendations.item_lessons import FOLLOWERS
from features.recommendations.lessons import Lesson
from features.recommendations.limits import RecommendationLimits
from features.shared.watermark import NOTHING_SEEN_MS
from tests.features.recommendations.records import START_MS

LIMITS: Final = RecommendationLimits(half_life_ms=10 * DAY_MS)
KEEP_MS: Final = LIMITS.keep_ms

VERSIONS = st.builds(
    Catalogued,
    st.integers(START_MS, START_MS + 20),
    st.sampled_from([None, "shoes", "hats"]),
    st.sampled_from([None, 100, 200]),
    st.booleans(),
)
LESSONS = st.lists(
    st.tuples(st.integers(0, 30), st.lists(st.sampled_from("ABCX"), max_size=4)), max_size=12
)


def seen(*events: tuple[int, str | None, int | None]) -> Item:
    """An item of these events: time after the start, category, price."""
    item = Item(LIMITS)
    for after_ms, category, price_minor in events:
        item.see(START_MS + after_ms, category, price_minor)
    return item


def named(item: Item, after_ms: int = 0) -> tuple[str | None, int | None, bool]:
    """Category, price and stock at a time after the start."""
    one = item.attributes(START_MS + after_ms)
    return one.category, one.price_minor, one.available


def card_of(item: Item, time_ms: int) -> Card:
    return item.card("A", time_ms, (1, None))


@given(st.lists(VERSIONS, max_size=VERSIONS_KEPT, unique_by=lambda one: one.from_ms), st.data())
def test_attributes_are_those_of_the_newest_record_by_then_whatever_their_order(
    versions: list[Catalogued], data: st.DataObject
) -> None:
    item = Item(LIMITS)
    for version in data.draw(st.permutations(versions)):
        item.catalogue(version)
    for after_ms in range(21):
        by_then = [one for one in versions if one.from_ms <= START_MS + after_ms]
        known = max(by_then, key=lambda one: one.from_ms, default=None)
        expected = (
            (None, None, True)
            if known is None
            else (known.category, known.price_minor, known.available)
        )
        assert named(item, after_ms) == expected


def test_of_two_records_of_one_time_the_one_that_came_last_holds() -> None:
    item = Item(LIMITS)
    for category in ("shoes", "hats"):
        item.catalogue(Catalogued(START_MS, category, None, available=True))
    assert named(item) == ("hats", None, True)


def test_a_record_that_is_known_changes_nothing() -> None:
    item, version = Item(LIMITS), Catalogued(START_MS, "shoes", 100, available=False)
    assert [bool(item.catalogue(version)) for _ in range(2)] == [True, False]
    assert item.log_length == 1


def test_the_newest_records_are_kept() -> None:
    item = Item(LIMITS)
    for after_ms in range(2 * VERSIONS_KEPT):
        item.catalogue(Catalogued(START_MS + after_ms, f"c{after_ms}", None, available=True))
    assert item.retained() == VERSIONS_KEPT
    assert (named(item, VERSIONS_KEPT - 1)[0], named(item, VERSIONS_KEPT)[0]) == (None, "c8")


def test_what_the_catalogue_leaves_out_is_as_events_named_it() -> None:
    item = seen((0, "hats", 100))
    item.catalogue(Catalogued(START_MS, None, 300, available=False))
    assert named(item) == ("hats", 300, False)


def test_events_name_an_item_in_the_order_of_their_times() -> None:
    assert named(seen((5, "hats", 100), (9, "shoes", 200), (7, "bags", 300)), 9)[:2] == (
        "shoes",
        200,
    )


def test_an_event_that_names_nothing_leaves_what_was_named() -> None:
    assert named(seen((5, "hats", 100), (9, None, None)), 9) == ("hats", 100, True)


def test_an_item_was_first_seen_at_its_earliest_event() -> None:
    item = seen((5, None, None), (9, None, None), (3, None, None))
    assert card_of(item, START_MS + 9).first_seen_ms == START_MS + 3


def test_an_item_that_was_never_seen_is_first_seen_now() -> None:
    assert card_of(Item(LIMITS), START_MS).first_seen_ms == START_MS


def test_events_that_change_nothing_leave_the_log_as_it_is() -> None:
    item = seen((0, "hats", 100))
    entries = [item.see(START_MS + 1, *known) for known in (("hats", 100), (None, None))]
    assert (entries, item.log_length) == ([b"", b""], 1)


@given(LESSONS)
def test_counts_are_the_decayed_sums_of_all_lessons(lessons: list[tuple[int, list[str]]]) -> None:
    item, now_ms = Item(LIMITS), START_MS + 30 * DAY_MS
    weighed = [(2.0 ** ((day - 30) / 10), names) for day, names in lessons]
    for day, names in lessons:
        item.learn(
            Lesson("A", START_MS + day * DAY_MS, tuple(n.replace("X", "A") for n in names), ())
        )
    card = card_of(item, now_ms)
    followed = sum(weight * len(names) for weight, names in weighed)
    assert card.sessions == pytest.approx(sum(weight for weight, _ in weighed))
    assert card.followed == pytest.approx(followed)
    assert card.again == pytest.approx(sum(w * (n.count("A") + n.count("X")) for w, n in weighed))
    expected = {
        name: pytest.approx(sum(weight * names.count(name) for weight, names in weighed) / followed)
        for name in "BC"
        if any(name in names for _, names in weighed)
    }
    assert dict(card.followers) == expected


def test_a_card_has_the_heaviest_followers_the_heaviest_first() -> None:
    item = Item(LIMITS)
    for number in range(FOLLOWERS_ON_A_CARD + 3):
        item.learn(Lesson("A", START_MS, (f"i{number}",) * (number + 1), ()))
    found = [name for name, _ in card_of(item, START_MS).followers]
    assert found == [f"i{number}" for number in range(8, 2, -1)]


def test_only_so_many_followers_are_held() -> None:
    item = Item(LIMITS)
    for number in range(100):
        item.learn(Lesson("A", START_MS + number, (f"i{number}",), ()))
    assert item.retained() == FOLLOWERS


def test_what_was_taught_and_seen_is_forgotten_after_its_time() -> None:
    item = seen((0, "hats", 100))
    item.learn(Lesson("A", START_MS, ("B",), ()))
    item.see(START_MS + KEEP_MS + 1, None, None)
    card = card_of(item, START_MS + KEEP_MS + 1)
    assert (card.sessions, card.followers, card.category) == (0, (), None)
    assert card.first_seen_ms == START_MS + KEEP_MS + 1


def test_an_item_that_is_seen_now_and_then_is_remembered() -> None:
    item = seen((0, "hats", 100))
    for half_keeps in range(1, 9):
        item.see(START_MS + half_keeps * KEEP_MS // 2, None, None)
    assert card_of(item, START_MS + 4 * KEEP_MS).first_seen_ms == START_MS


def test_an_item_expires_the_lateness_after_it_is_forgotten() -> None:
    lateness_ms = LIMITS.history.allowed_lateness_ms
    assert seen((0, None, None)).expires_at_ms() == START_MS + KEEP_MS + lateness_ms


def catalogued(from_ms: int, arrived_ms: int = START_MS, category: str = "hats") -> Catalogued:
    """A record of an item that is out of stock."""
    return Catalogued(from_ms, category, 100, available=False, arrived_ms=arrived_ms)


@pytest.mark.parametrize(
    ("from_ms", "until_ms"), [(0, START_MS), (START_MS + 10 * KEEP_MS, START_MS + 10 * KEEP_MS)]
)
def test_what_the_catalogue_says_is_kept_from_when_it_came_and_from_when_it_holds(
    from_ms: int, until_ms: int
) -> None:
    item = Item(LIMITS)
    item.catalogue(catalogued(from_ms))
    assert item.expires_at_ms() == until_ms + KEEP_MS + LIMITS.history.allowed_lateness_ms


def test_a_record_holds_for_as_long_as_the_item_is_met() -> None:
    item = Item(LIMITS)
    item.catalogue(catalogued(0))
    for half_keeps in range(1, 9):
        item.see(START_MS + half_keeps * KEEP_MS // 2, None, None)
    assert named(item, 4 * KEEP_MS) == ("hats", 100, False)
    item.see(START_MS + 5 * KEEP_MS + 1, None, None)
    assert named(item, 5 * KEEP_MS + 1) == (None, None, True)


def test_a_record_that_comes_again_now_and_then_is_kept() -> None:
    item = Item(LIMITS)
    entries = [
        bool(item.catalogue(catalogued(0, START_MS + eighths * KEEP_MS // 8)))
        for eighths in range(17)
    ]
    assert sum(entries) == 1 + 8
    assert item.expires_at_ms() > START_MS + 3 * KEEP_MS - KEEP_MS // 8


def test_a_record_makes_nothing_else_remembered_or_forgotten() -> None:
    item = seen((0, "bags", 50))
    item.learn(Lesson("A", START_MS, ("B",), ()))
    item.catalogue(catalogued(START_MS + KEEP_MS, START_MS + KEEP_MS))
    assert card_of(item, START_MS).sessions == 1
    item.see(START_MS + KEEP_MS + 1, None, None)
    assert card_of(item, START_MS + KEEP_MS + 1).sessions == 0
    assert named(item, KEEP_MS + 1) == ("hats", 100, False)


def test_what_came_before_all_watermarks_is_kept_until_its_item_is_met_and_from_then_on() -> None:
    item = Item(LIMITS)
    item.catalogue(catalogued(0, NOTHING_SEEN_MS))
    assert (item.is_endless, item.expires_at_ms()) == (True, 2**63 - 1)
    assert item.see(START_MS + 9 * KEEP_MS, None, None)
    assert named(item, 9 * KEEP_MS) == ("hats", 100, False)
    kept_ms = START_MS + 10 * KEEP_MS + LIMITS.history.allowed_lateness_ms
    assert (item.is_endless, item.expires_at_ms()) == (False, kept_ms)


def test_an_event_that_names_half_of_it_leaves_the_other_half() -> None:
    assert named(seen((5, "hats", 100), (9, "bags", None), (11, None, 200)), 11)[:2] == (
        "bags",
        200,
    )


def test_what_is_named_again_counts_as_newer_once_an_hour() -> None:
    again = seen((0, "hats", None), (HOUR_MS, "hats", None), (HOUR_MS - 1, "bags", None))
    soon = seen((0, "hats", None), (HOUR_MS - 1, "hats", None), (HOUR_MS - 2, "bags", None))
    assert (named(again)[0], named(soon)[0]) == ("hats", "bags")


def test_whether_a_forgotten_item_has_been_dropped_makes_no_difference() -> None:
    item = seen((0, "bags", 50))
    last_ms = item.expires_at_ms()
    named_last = item.newest_attributes(last_ms)
    assert named_last is not None
    assert named_last.category == "bags"
    assert (
        item.newest_attributes(last_ms + 1) is Item(LIMITS).newest_attributes(last_ms + 1) is None
    )
