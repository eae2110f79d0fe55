"""What is drawn comes as often as it is said to come."""

from collections import Counter
from itertools import permutations, product

import pytest

from models.recommendations.experiments.experiment import Explore
from models.recommendations.experiments.exploration import (
    Explored,
    explored,
    order_propensity,
    place_propensity,
    reordered,
)

LISTS = 12_000


def draws(explore: Explore, places: int = 20) -> list[Explored]:
    found = [explored(explore, "s", f"list-{number}", places) for number in range(LISTS)]
    return [one for one in found if one is not None]


def test_every_order_comes_as_often_as_its_propensity_says() -> None:
    explore = Explore(0.6, 3)
    found = Counter(one.order for one in draws(explore))
    said = {order: order_propensity(0.6, order) for order in permutations(range(3))}
    assert sum(said.values()) == pytest.approx(1)
    assert {order: found[order] / LISTS for order in said} == pytest.approx(said, abs=0.015)


def test_an_item_is_at_a_place_as_often_as_the_sum_of_the_orders_that_put_it_there() -> None:
    share, places = 0.3, 4
    orders = list(permutations(range(places)))
    pairs = list(product(range(places), repeat=2))
    together = [
        sum(order_propensity(share, order) for order in orders if order[place] == item)
        for place, item in pairs
    ]
    said = [place_propensity(share, places, kept=place == item) for place, item in pairs]
    assert together == pytest.approx(said)


def test_a_list_says_the_propensities_of_what_it_shows() -> None:
    found = draws(Explore(0.5, 3))
    assert len(found) == LISTS
    swapped = next(one for one in found if one.order == (1, 0, 2))
    kept = next(one for one in found if one.drawn and one.order == (0, 1, 2))
    assert swapped.order_propensity == pytest.approx(0.5 / 6)
    assert swapped.place_propensities == pytest.approx((0.5 / 3, 0.5 / 3, 0.5 + 0.5 / 3))
    assert kept.order_propensity == pytest.approx(0.5 + 0.5 / 6)


def test_the_share_that_is_drawn_is_the_one_asked_for() -> None:
    drawn = [one.drawn for one in draws(Explore(0.25, 2))]
    assert sum(drawn) / LISTS == pytest.approx(0.25, abs=0.012)


def test_a_list_made_again_is_drawn_again_in_the_same_way() -> None:
    explore = Explore(1, 6)
    first = [explored(explore, "s", f"l{n}", 20) for n in range(20)]
    assert [explored(explore, "s", f"l{n}", 20) for n in range(20)] == first
    assert [explored(explore, "t", f"l{n}", 20) for n in range(20)] != first


def test_a_short_list_has_fewer_places_and_one_of_one_item_none() -> None:
    explore = Explore(1, 5)
    short = explored(explore, "s", "l", 3)
    assert short is not None
    assert sorted(short.order) == [0, 1, 2]
    assert short.order_propensity == pytest.approx(1 / 6)
    assert explored(explore, "s", "l", 1) is None


def test_places_that_are_not_free_keep_their_items() -> None:
    assert reordered("abcde", (1, 2, 4), (2, 0, 1)) == ["a", "e", "b", "d", "c"]
