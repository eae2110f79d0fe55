"""Visits: exactly as many events as asked for, whole, apart from each other, under their ids."""

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.shared.time_units import DAY_MS, HOUR_MS
from simulator.shoppers.record import IdentityLink, SentRecord, ShoppingEvent
from simulator.shoppers.settings import ShoppingScenario
from simulator.shoppers.shop import shop_of
from simulator.shoppers.visit import SESSION_GAP_MS, Visit
from simulator.shoppers.visits import visits_in_order
from simulator.shoppers.wire import sent_records
from tests.simulator.shoppers.reading import well_formed

SCENARIO = ShoppingScenario(
    events=8_000, accounts=150, second_id_share=0.4, without_session_id_share=0.3
)


@pytest.fixture(scope="module")
def visits() -> list[Visit]:
    return list(visits_in_order(shop_of(SCENARIO)))


@pytest.fixture(scope="module")
def sent() -> list[SentRecord]:
    return sent_by(SCENARIO)


def sent_by(scenario: ShoppingScenario) -> list[SentRecord]:
    shop = shop_of(scenario)
    return list(sent_records(shop, visits_in_order(shop)))


def events_of(sent: list[SentRecord]) -> list[ShoppingEvent]:
    return [one.record for one in sent if isinstance(one.record, ShoppingEvent)]


def links_of(sent: list[SentRecord]) -> list[IdentityLink]:
    return [one.record for one in sent if isinstance(one.record, IdentityLink)]


def test_the_same_seed_gives_the_same_bytes(sent: list[SentRecord]) -> None:
    assert [one.raw for one in sent_by(SCENARIO)] == [one.raw for one in sent]


def test_another_seed_gives_other_events(sent: list[SentRecord]) -> None:
    others = {one.raw for one in sent_by(replace(SCENARIO, seed=8))}
    assert not others & {one.raw for one in sent}


def test_there_are_exactly_as_many_events_as_asked_for(sent: list[SentRecord]) -> None:
    assert len(events_of(sent)) == 8_000


def test_records_are_in_order_of_time_though_visits_overlap(
    visits: list[Visit], sent: list[SentRecord]
) -> None:
    times = [one.record.event_time_ms for one in sent]
    assert times == sorted(times)
    assert sum(before.end_ms > after.start_ms for before, after in pairwise(visits)) > 100


def test_every_visit_begins_in_the_days_and_one_in_the_last_hour(visits: list[Visit]) -> None:
    starts = [visit.start_ms for visit in visits]
    assert starts == sorted(starts)
    assert starts[0] >= SCENARIO.start_ms
    assert SCENARIO.span.end_ms - HOUR_MS <= starts[-1] < SCENARIO.span.end_ms


def test_fewer_visits_begin_at_night_than_in_the_evening(visits: list[Visit]) -> None:
    hours = [visit.start_ms % DAY_MS // HOUR_MS for visit in visits]
    assert 6 * sum(1 <= hour < 5 for hour in hours) < sum(17 <= hour < 21 for hour in hours)


def test_a_pause_in_a_visit_is_shorter_than_half_an_hour(visits: list[Visit]) -> None:
    gaps = [b.time_ms - a.time_ms for visit in visits for a, b in pairwise(visit.acts)]
    assert len(gaps) > 6_000
    assert 0 <= min(gaps) <= max(gaps) < SESSION_GAP_MS


def test_the_visits_of_a_shopper_are_more_than_half_an_hour_apart(visits: list[Visit]) -> None:
    by_shopper = defaultdict(list)
    for visit in visits:
        by_shopper[id(visit.shopper)].append(visit)
    pauses = [
        after.start_ms - before.end_ms
        for own in by_shopper.values()
        for before, after in pairwise(own)
    ]
    assert len(pauses) > 300
    assert min(pauses) > SESSION_GAP_MS


def test_shoppers_with_an_account_come_again_over_weeks(visits: list[Visit]) -> None:
    starts = defaultdict(list)
    for visit in visits:
        if visit.shopper.user_id is not None:
            starts[visit.shopper.user_id].append(visit.start_ms)
    weeks = [(max(times) - min(times)) / (7 * DAY_MS) for times in starts.values()]
    assert sum(week > 1 for week in weeks) > 0.6 * len(weeks) > 60


def test_some_guests_come_again_with_the_same_session_id(visits: list[Visit]) -> None:
    guests = [visit.session_id for visit in visits if visit.shopper.user_id is None]
    assert 10 < len(guests) - len(set(guests)) < len(guests) / 4


def test_every_record_names_a_shopper_and_has_an_id_of_its_own(sent: list[SentRecord]) -> None:
    assert len({one.record.event_id for one in sent}) == len(sent) > 8_000
    assert all(well_formed(one.raw) for one in sent)


def test_some_events_have_only_a_user_some_only_a_session_some_both(
    sent: list[SentRecord],
) -> None:
    known = [(one.user_id is not None, one.session_id is not None) for one in events_of(sent)]
    assert {(True, False), (False, True), (True, True)} == set(known)


def test_who_logs_in_later_is_linked_to_the_session_between_its_events(
    sent: list[SentRecord],
) -> None:
    links = [link for link in links_of(sent) if link.session_id is not None]
    assert len(links) > 30
    for link in links:
        own = [one for one in events_of(sent) if one.session_id == link.session_id]
        for event in own:
            # At the moment of the link both may be.
            if event.event_time_ms < link.event_time_ms:
                assert event.user_id is None
            if event.event_time_ms > link.event_time_ms:
                assert event.user_id == link.user_id


def test_a_second_user_id_is_used_before_it_is_linked_and_not_after(
    sent: list[SentRecord],
) -> None:
    links = [link for link in links_of(sent) if link.linked_user_id is not None]
    assert len(links) > 10
    for link in links:
        times = [one.event_time_ms for one in events_of(sent) if one.user_id == link.linked_user_id]
        assert times
        assert max(times) < link.event_time_ms


def test_no_link_comes_twice(sent: list[SentRecord]) -> None:
    links = [(link.user_id, link.linked_user_id, link.session_id) for link in links_of(sent)]
    assert len(links) == len(set(links)) > 40


def test_the_price_of_an_event_is_that_of_the_catalogue_at_its_time() -> None:
    shop = shop_of(replace(SCENARIO, events=3_000, price_change_share=1.0, described_share=1.0))
    listings = {
        name.replace(" ", "-"): listing
        for name, listing in zip(shop.items.names, shop.listings, strict=True)
    }
    events = events_of(list(sent_records(shop, visits_in_order(shop))))
    assert len(events) == 3_000
    for event in events:
        assert event.price_minor == listings[event.item_id].price_at(event.event_time_ms)


def test_only_what_can_be_bought_is_put_into_a_cart_or_bought() -> None:
    shop = shop_of(replace(SCENARIO, out_of_stock_share=1.0))
    taken = [
        shop.listings[act.item].available_at(act.time_ms)
        for visit in visits_in_order(shop)
        for act in visit.acts
        if act.event_type in {"cart", "purchase"}
    ]
    assert len(taken) > 500
    assert all(taken)


def test_nothing_is_looked_at_before_it_is_in_the_shop(visits: list[Visit]) -> None:
    born_ms = shop_of(SCENARIO).items.born_ms
    acts = [act for visit in visits for act in visit.acts if act.event_type != "link"]
    assert len(acts) == 8_000
    assert all(born_ms[act.item] <= act.time_ms for act in acts)


def test_what_is_bought_was_in_the_cart(visits: list[Visit]) -> None:
    bought = 0
    for visit in visits:
        cart = set()
        for act in visit.acts:
            if act.event_type == "cart":
                cart.add(act.item)
            if act.event_type == "purchase":
                bought += 1
                assert act.item in cart
    assert bought > 200


def test_the_acts_of_a_visit_do_not_depend_on_what_is_said_of_items() -> None:
    told, silent = (sent_by(replace(SCENARIO, described_share=share)) for share in (1.0, 0.0))
    assert [(one.item_id, one.event_time_ms) for one in events_of(told)] == [
        (one.item_id, one.event_time_ms) for one in events_of(silent)
    ]


SHARES = st.sampled_from((0.0, 0.2, 1.0))


@settings(max_examples=40)
@given(
    seed=st.integers(0, 1_000),
    events=st.integers(1, 300),
    days=st.integers(1, 40),
    categories=st.integers(1, 36),
    more_items=st.integers(0, 60),
    accounts=st.integers(0, 30),
    account_share=SHARES,
    later_login_share=SHARES,
    second_id_share=SHARES,
    without_session_id_share=SHARES,
    new_item_share=SHARES,
    out_of_stock_share=SHARES,
    list_share=SHARES,
    hide_share=SHARES,
    bot_share=st.sampled_from((0.0, 0.5)),
)
def test_any_scenario_has_its_number_of_valid_events_in_order_of_time(
    *, more_items: int, categories: int, **numbers: float
) -> None:
    scenario = ShoppingScenario(
        items=categories + more_items,
        categories=categories,
        **numbers,  # type: ignore[arg-type]
    )
    sent = sent_by(scenario)
    assert len(events_of(sent)) == scenario.events
    assert all(well_formed(one.raw) for one in sent)
    times = [one.record.event_time_ms for one in sent]
    assert times == sorted(times)
    assert times[0] >= scenario.start_ms
    assert times[-1] < scenario.span.end_ms + DAY_MS
    assert times[-1] >= scenario.span.end_ms - HOUR_MS
