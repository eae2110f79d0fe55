"""What is in a simulated shop, and how it changes."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from events.shared.time_units import DAY_MS
from simulator.shoppers.assortment import ASSORTMENT
from simulator.shoppers.complements import COMPLEMENTS
from simulator.shoppers.listings import Listing
from simulator.shoppers.settings import LARGE, ShoppingScenario
from simulator.shoppers.shop import Shop, shop_of
from simulator.shoppers.wire import catalogue_items

SCENARIO = ShoppingScenario(items=1_500, categories=24)


@pytest.fixture(scope="module")
def shop() -> Shop:
    return shop_of(SCENARIO)


def test_no_kind_of_item_is_in_two_categories() -> None:
    kinds = Counter(kind for category in ASSORTMENT for kind in category.kinds)
    assert len(kinds) > 200
    assert set(kinds.values()) == {1}


def test_what_goes_together_is_sold() -> None:
    kinds = {kind for category in ASSORTMENT for kind in category.kinds}
    assert len(COMPLEMENTS) > 70
    assert {kind for pair in COMPLEMENTS.items() for kind in (pair[0], *pair[1])} <= kinds


def test_every_item_has_a_name_of_its_own(shop: Shop) -> None:
    assert len(set(shop.items.names)) == 1_500
    assert "espresso machine 1" in shop.items.names


def test_every_category_has_an_item_from_the_first_day_on(shop: Shop) -> None:
    first = shop.items.first
    assert len(first) == 25
    assert all(shop.items.born_ms[first[:-1]] <= SCENARIO.start_ms)
    assert (np.diff(first) >= 1).all()


def test_some_categories_have_many_times_the_items_of_others(shop: Shop) -> None:
    sizes = np.diff(shop.items.first)
    assert sizes.max() > 5 * np.median(sizes)


def test_a_quarter_of_the_items_is_new(shop: Shop) -> None:
    born_ms = shop.items.born_ms
    assert 0.2 < np.mean(born_ms > SCENARIO.start_ms) < 0.3
    assert born_ms.max() < SCENARIO.span.end_ms


def test_items_alike_are_of_the_same_category_and_often_of_the_same_kind(shop: Shop) -> None:
    items, pairs = shop.items, []
    for item, alike in enumerate(shop.likeness.alike):
        pairs += [(item, other) for other in alike[:5]]
    here, there = np.array(pairs).T
    assert (items.category[here] == items.category[there]).all()
    assert (here != there).all()
    assert np.mean(items.kind[here] == items.kind[there]) > 0.7
    # Of two drawn evenly the ranks would be a third apart.
    assert np.mean(np.abs(items.price_rank[here] - items.price_rank[there])) < 0.22


def test_a_companion_is_of_a_kind_that_goes_with_the_item(shop: Shop) -> None:
    item = shop.items.names.index("espresso machine 1")
    companions = {shop.items.names[other].rsplit(" ", 1)[0] for other in _companions(shop, item)}
    assert companions
    assert companions <= set(COMPLEMENTS["espresso machine"])


def _companions(shop: Shop, item: int) -> list[int]:
    return shop.likeness.companions[item]


def test_a_price_holds_until_the_next_one() -> None:
    listing = Listing((10, 20, 30), (500, 400, 500), (True, True, False))
    assert [listing.price_at(time_ms) for time_ms in (10, 19, 20, 35)] == [500, 500, 400, 500]
    assert [listing.available_at(time_ms) for time_ms in (9, 10, 29, 30)] == [
        False,
        True,
        True,
        False,
    ]


def test_the_catalogue_tells_of_new_items_prices_and_what_is_out_of_stock(shop: Shop) -> None:
    records = catalogue_items(shop)
    times = [record.event_time_ms for record in records]
    assert times == sorted(times)
    assert {record.item_id for record in records} == {
        name.replace(" ", "-") for name in shop.items.names
    }
    assert sum(not record.available for record in records) > 100
    assert len({(record.item_id, record.price_minor) for record in records}) > 1_700


def test_an_item_is_in_the_catalogue_from_its_first_day_on(shop: Shop) -> None:
    first_ms = np.array([listing.from_ms[0] for listing in shop.listings])
    assert (first_ms == np.maximum(shop.items.born_ms, SCENARIO.start_ms)).all()


def test_a_new_item_is_in_no_demand_before_its_first_day(shop: Shop) -> None:
    item = int(np.argmax(shop.items.born_ms))
    demands, born_ms = shop.demands(), int(shop.items.born_ms[item])
    assert demands.at(born_ms - 1).vigour[item] == 0
    assert demands.at(born_ms).vigour[item] > 0


def test_what_is_out_of_stock_is_in_little_demand() -> None:
    shop = shop_of(ShoppingScenario(out_of_stock_share=1.0, new_item_share=0.0))
    demands, days = shop.demands(), range(ShoppingScenario().days)
    noon_ms = [SCENARIO.start_ms + day * DAY_MS + DAY_MS // 2 for day in days]
    drops = 0
    for before_ms, after_ms in pairwise(noon_ms):
        there = [shop.listings[0].available_at(at_ms) for at_ms in (before_ms, after_ms)]
        vigour = [demands.at(at_ms).vigour[0] for at_ms in (before_ms, after_ms)]
        drops += there == [True, False] and vigour[1] < 0.2 * vigour[0]
    assert drops == 1


def test_an_item_fades(shop: Shop) -> None:
    item = int(np.argmin(np.abs(shop.items.born_ms - SCENARIO.start_ms)))
    demands = shop.demands()
    vigour = [demands.at(SCENARIO.start_ms + day * DAY_MS).vigour[item] for day in (0, 27)]
    assert vigour[1] < 0.9 * vigour[0]


def test_skis_are_wanted_in_winter_and_swimsuits_in_summer() -> None:
    year = shop_of(ShoppingScenario(days=364, items=400, categories=36))
    names = [category.name for category in year.items.categories]
    skis, swimming = (year.seasons[:, names.index(name)] for name in ("winter sports", "swimming"))
    assert skis[:8].mean() > 2 * skis[22:30].mean()
    assert swimming[22:30].mean() > 2 * swimming[:8].mean()


@pytest.mark.parametrize("name", ["events", "days", "items", "accounts"])
def test_a_shop_that_no_machine_holds_is_refused_before_it_is_drawn(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name}: 100000000000, expected "):
        ShoppingScenario(**{name: 100_000_000_000})


def test_all_faults_of_a_scenario_are_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"^events: 0, .*; items: 3, .*; list_share: 2, .*; bot_"):
        ShoppingScenario(events=0, items=3, list_share=2, bot_share=0.6)


def test_a_large_scenario_has_all_categories_and_weeks_to_judge_by() -> None:
    assert LARGE.categories == len(ASSORTMENT)
    assert LARGE.days >= 56
