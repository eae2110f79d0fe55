"""A simulated shop has what a recommender lives on, in the measure in which real shops have it."""

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from events.shared.time_units import DAY_MS
from simulator.shoppers.settings import ShoppingScenario
from simulator.shoppers.shop import Shop, shop_of
from simulator.shoppers.visit import Visit
from simulator.shoppers.visits import visits_in_order

SCENARIO = ShoppingScenario(events=40_000, items=2_000, categories=24, accounts=800)


@pytest.fixture(scope="module")
def shop() -> Shop:
    return shop_of(SCENARIO)


@pytest.fixture(scope="module")
def visits(shop: Shop) -> list[Visit]:
    return list(visits_in_order(shop))


@pytest.fixture(scope="module")
def sessions(visits: list[Visit]) -> list[list[int]]:
    """As public data sets have them: views and carts of people, two at least."""
    found = [
        [act.item for act in visit.acts if act.event_type in {"view", "cart"}]
        for visit in visits
        if visit.behaviour != "bot"
    ]
    return [items for items in found if len(items) > 1]


def viewed(visit: Visit) -> list[int]:
    return [act.item for act in visit.acts if act.event_type == "view"]


def repeats(sessions: list[list[int]]) -> float:
    """The share of next items that the session has had before."""
    again = [items[at] in items[:at] for items in sessions for at in range(1, len(items))]
    return sum(again) / len(again)


def test_two_of_five_next_items_were_there_before(sessions: list[list[int]]) -> None:
    assert 0.3 < repeats(sessions) < 0.55


def test_a_session_has_between_four_and_seven_events_on_average(
    sessions: list[list[int]],
) -> None:
    assert 4 < np.mean([len(items) for items in sessions]) < 7


def test_few_sessions_are_many_times_as_long_as_the_usual_one(sessions: list[list[int]]) -> None:
    lengths = np.array([len(items) for items in sessions])
    assert np.median(lengths) <= 5
    assert np.percentile(lengths, 99) > 4 * np.median(lengths)
    assert lengths.max() > 8 * np.median(lengths)


def test_a_comparer_goes_back_and_forth_more_than_others(visits: list[Visit]) -> None:
    returns, steps = Counter[str](), Counter[str]()
    for visit in visits:
        items = viewed(visit)
        steps[visit.behaviour] += max(0, len(items) - 2)
        returns[visit.behaviour] += sum(
            first == third != second
            for first, second, third in zip(items, items[1:], items[2:], strict=False)
        )
    share = {name: returns[name] / steps[name] for name in ("browser", "comparer", "hunter")}
    assert share["comparer"] > 0.2
    assert share["comparer"] > 1.7 * max(share["browser"], share["hunter"])


def test_a_hunter_buys_most_often_and_after_the_fewest_views(visits: list[Visit]) -> None:
    bought, views = defaultdict(list), defaultdict(list)
    for visit in visits:
        bought[visit.behaviour].append(any(act.event_type == "purchase" for act in visit.acts))
        views[visit.behaviour].append(len(viewed(visit)))
    assert np.mean(bought["hunter"]) > 4 * np.mean(bought["browser"])
    assert np.mean(views["hunter"]) < np.mean(views["browser"]) < np.mean(views["comparer"])


def test_items_alike_follow_each_other_far_more_often_than_chance(
    shop: Shop, sessions: list[list[int]]
) -> None:
    alike = [set(others) for others in shop.likeness.alike]
    new = [(a, b) for items in sessions for a, b in pairwise(items) if a != b]
    views = np.bincount([b for _, b in new], minlength=len(shop.items))
    chance = np.mean([sum(views[other] for other in alike[a]) for a, _ in new]) / views.sum()
    found = np.mean([b in alike[a] for a, b in new])
    assert found > 0.5
    assert found > 8 * chance


def test_one_item_in_ten_has_two_fifths_of_the_views(shop: Shop, sessions: list[list[int]]) -> None:
    views = np.bincount([item for items in sessions for item in items], minlength=len(shop.items))
    ordered = np.sort(views)[::-1]
    assert ordered[:200].sum() > 0.4 * ordered.sum()
    assert ordered[0] > 20 * np.median(ordered)


def test_returning_shoppers_stay_in_their_tastes(shop: Shop, visits: list[Visit]) -> None:
    category = shop.items.category
    own: list[bool] = []
    of_others: list[bool] = []
    last: tuple[int, ...] = ()
    for visit in visits:
        if visit.shopper.user_id is not None:
            own += [category[item] in visit.shopper.tastes for item in viewed(visit)]
            of_others += [category[item] in last for item in viewed(visit)]
            last = visit.shopper.tastes
    assert np.mean(own) > 0.75
    assert np.mean(own) > 2.5 * np.mean(of_others)


def test_more_than_one_visit_in_five_begins_with_an_item_of_the_visit_before(
    visits: list[Visit],
) -> None:
    before: dict[int, set[int]] = {}
    again = []
    for visit in visits:
        shopper, items = id(visit.shopper), viewed(visit)
        if shopper in before:
            again.append(items[0] in before[shopper])
        before[shopper] = set(items)
    assert len(again) > 1_000
    assert 0.22 < np.mean(again) < 0.4


def test_shoppers_look_at_items_of_their_price_level(shop: Shop, visits: list[Visit]) -> None:
    ranks: dict[int, list[float]] = defaultdict(list)
    for visit in visits:
        if visit.behaviour != "bot":
            ranks[visit.shopper.price_level] += shop.items.price_rank[viewed(visit)].tolist()
    low, middle, high = (np.mean(ranks[level]) for level in range(3))
    assert low + 0.06 < middle < high - 0.06


def test_baskets_have_what_goes_together(shop: Shop, visits: list[Visit]) -> None:
    kind, pairs = shop.items.kind, []
    companions = [set(others) for others in shop.likeness.companions]
    for visit in visits:
        basket = [act.item for act in visit.acts if act.event_type == "purchase"]
        pairs += list(pairwise(basket))
    assert len(pairs) > 100
    assert np.mean([b in companions[a] for a, b in pairs]) > 0.15
    assert np.mean([kind[a] != kind[b] for a, b in pairs]) > 0.2


def test_the_first_of_a_list_is_clicked_most(visits: list[Visit]) -> None:
    clicked, shown = Counter[int](), Counter[int]()
    for visit in visits:
        listed: dict[int, int] = {}
        for act in visit.acts:
            if act.event_type == "impression":
                listed[act.item] = act.position
                shown[act.position] += 1
            elif act.event_type == "view":
                clicked.update([listed[act.item]] if act.item in listed else [])
                listed = {}
    rate = {position: clicked[position] / shown[position] for position in range(1, 7)}
    assert shown[1] > 500
    assert rate[1] > 1.5 * rate[2] > 1.5 * rate[6]


def test_lists_and_hides_are_rare(visits: list[Visit]) -> None:
    kinds = Counter(act.event_type for visit in visits for act in visit.acts)
    assert 0.02 < kinds["impression"] / kinds["view"] < 0.2
    assert 0 < kinds["hide"] < kinds["impression"] / 30
    assert kinds["view"] > 3 * kinds["cart"] > 3 * kinds["purchase"] > 0


def test_what_was_hidden_does_not_come_again_in_the_visit() -> None:
    often = shop_of(replace(SCENARIO, events=20_000, list_share=0.3, hide_share=0.9))
    later = [
        (hide.item, {act.item for act in visit.acts[at + 1 :] if act.event_type != "link"})
        for visit in visits_in_order(often)
        for at, hide in enumerate(visit.acts)
        if hide.event_type == "hide"
    ]
    assert sum(bool(items) for _, items in later) > 1_000
    assert all(item not in items for item, items in later)


def test_a_bot_is_fast_long_and_at_home_nowhere(shop: Shop, visits: list[Visit]) -> None:
    bots = [visit for visit in visits if visit.behaviour == "bot"]
    assert 0 < len(bots) < len(visits) / 200
    assert 0.01 < sum(bot.events for bot in bots) / SCENARIO.events <= 0.02
    for bot in bots:
        assert bot.events >= 60
        assert (bot.end_ms - bot.start_ms) / bot.events < 2_000
        assert len({shop.items.category[item] for item in viewed(bot)}) > 12


def test_a_category_is_looked_at_when_it_is_in_season(shop: Shop, visits: list[Visit]) -> None:
    weeks = len(shop.seasons)
    seen = np.ones((weeks, len(shop.items.categories)))
    for visit in visits:
        if visit.behaviour != "bot":
            week = (visit.start_ms - SCENARIO.start_ms) // (7 * DAY_MS)
            seen[week] += np.bincount(
                shop.items.category[viewed(visit)], minlength=len(shop.items.categories)
            )
    share = seen / seen.sum(axis=1, keepdims=True)
    deviation = np.log(share) - np.log(share).mean(axis=0)
    wanted = np.log(shop.seasons) - np.log(shop.seasons).mean(axis=0)
    assert np.corrcoef(deviation.ravel(), wanted.ravel())[0, 1] > 0.4


def test_new_items_are_found(shop: Shop, sessions: list[list[int]]) -> None:
    new = shop.items.born_ms > SCENARIO.start_ms
    views = [item for items in sessions for item in items]
    assert 0.05 < np.mean(new[views]) < 0.3
