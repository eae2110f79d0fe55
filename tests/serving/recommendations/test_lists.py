"""Lists of a simulated shop, answered from a real store that the job's own code has filled."""

import pytest
from redis import Redis

from events.recommendations.recommendation_list import RecommendationList
from machine.ports import free_ports
from online_store.errors import StoreUnavailable
from servers.valkey import ValkeyServer
from serving.recommendations.lists import ListSettings
from tests.serving.recommendations.asked import NOW_S, Lists, ids
from tests.serving.recommendations.shop import DEFINITIONS, ListedShop, listed_shop

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ListedShop:
    return listed_shop(tmp_path_factory.mktemp("shop"), events=1_500)


@pytest.fixture
def lists(shop: ListedShop, store: Redis, valkey: ValkeyServer) -> Lists:
    shop.write(store)
    return Lists(valkey.url)


def longest(shop: ListedShop) -> tuple[str, RecommendationList]:
    """Who has the most candidates, with their list."""
    shopper = max(shop.newest, key=lambda one: shop.candidates[one])
    return shopper, shop.newest[shopper]


def test_without_context_an_answer_is_the_list_of_the_job(shop: ListedShop, lists: Lists) -> None:
    assert len(shop.newest) > 15
    for shopper, made in shop.newest.items():
        answer = lists.ask(shopper)
        told = [(one.item_id, one.score, one.source, one.reason) for one in answer.items]
        listed = [(one.item_id, one.score, one.source, one.reason) for one in made.items]
        assert (told, answer.basis) == (listed, "list")
        assert [one.rank for one in answer.items] == [*range(1, len(listed) + 1)]
        ranker = made.ranker
        assert ranker is not None
        assert (answer.list_id, answer.variant) == (made.list_id, made.variant)
        assert answer.ranker == f"{ranker.name}@{ranker.version}"
        assert (answer.definitions, answer.rules) == (made.definitions, made.rules)
        assert answer.event_time_ms == made.event_time_ms


def test_what_is_on_the_page_makes_room_for_other_candidates(
    shop: ListedShop, lists: Lists
) -> None:
    shopper, made = longest(shop)
    assert len(made.items) == 20
    shown = [one.item_id for one in made.items[:5]]
    answer = lists.ask(shopper, exclude=shown)
    assert (answer.basis, len(answer.items)) == ("list_reranked", 20)
    assert ids(answer)[:15] == [one.item_id for one in made.items[5:]]
    assert not {*ids(answer)} & {*shown}
    assert {one.origin for one in answer.items} == {"list"}


def test_a_shorter_answer_is_the_beginning_of_the_list(shop: ListedShop, lists: Lists) -> None:
    shopper, made = longest(shop)
    answer = lists.ask(shopper, limit=3)
    assert ids(answer) == [one.item_id for one in made.items[:3]]
    assert (answer.basis, answer.list_id) == ("list", made.list_id)


def test_a_longer_one_goes_on_with_the_other_candidates(shop: ListedShop, lists: Lists) -> None:
    shopper, made = longest(shop)
    answer = lists.ask(shopper, limit=40)
    assert len(answer.items) > 25
    assert ids(answer)[:20] == [one.item_id for one in made.items]
    assert answer.basis == "list_reranked"


def test_of_a_category_there_is_nothing_else_and_what_is_sought_most_fills_up(
    shop: ListedShop, lists: Lists
) -> None:
    categories = {one.entity_id: one for one in shop.updates if one.entity == "candidates"}
    category = next(one for one in categories if one.startswith("category:")).partition(":")[2]
    shopper, _ = longest(shop)
    answer = lists.ask(shopper, category=category)
    assert len(answer.items) > 3
    assert {one.rpartition("-")[0] for one in ids(answer)} <= {category, *_kinds(lists, category)}
    assert [one.origin for one in answer.items] == sorted(one.origin for one in answer.items), (
        "popular items come behind those of the shopper"
    )


def _kinds(lists: Lists, category: str) -> set[str]:
    """Beginnings of the names of what is sought in a category."""
    popular = lists.ask("user:nobody", category=category)
    return {one.rpartition("-")[0] for one in ids(popular)}


def test_the_item_of_the_page_is_not_shown_and_what_goes_with_it_is_in_turn_with_the_list(
    shop: ListedShop, lists: Lists
) -> None:
    shopper, made = longest(shop)
    elsewhere = next(
        ids(answer)[0]
        for answer in (lists.ask(other) for other in shop.newest if other != shopper)
        if answer.items and lists.ask("user:nobody", current_item=ids(answer)[0]).items
    )
    answer = lists.ask(shopper, current_item=elsewhere)
    assert elsewhere not in ids(answer)
    assert len({*ids(answer)}) == len(answer.items)
    assert answer.items[0].origin == "neighbours"
    assert {one.origin for one in answer.items} == {"list", "neighbours"}
    assert answer.list_id == made.list_id


def test_a_shopper_of_whom_nothing_is_known_is_shown_what_goes_with_the_item_of_the_page(
    shop: ListedShop, lists: Lists
) -> None:
    item = next(one for one in shop.updates if one.entity_id.startswith("item:"))
    answer = lists.ask("user:nobody", current_item=item.entity_id.partition(":")[2])
    assert (answer.basis, answer.list_id, answer.variant) == ("neighbours", None, None)
    assert {one.origin for one in answer.items} == {"neighbours"}
    assert answer.event_time_ms == item.event_time_ms


def test_on_the_front_page_it_is_what_is_sought_most_in_its_categories_in_turn(
    shop: ListedShop, lists: Lists
) -> None:
    names = [
        one.entity_id.partition(":")[2]
        for one in shop.updates
        if one.entity_id.startswith("category:")
    ][:2]
    lists.settings = ListSettings(front_categories=(*names, "unheard-of"))
    answer = lists.ask("session:new", limit=4)
    first = [lists.ask("session:new", category=name, limit=2) for name in names]
    assert answer.basis == "popular"
    assert ids(answer) == [ids(one)[at] for at in range(2) for one in first]
    assert answer.shortfalls == (*first[0].shortfalls, "unheard-of: front_category_empty")


def test_a_front_page_of_which_nothing_is_there_says_so(lists: Lists) -> None:
    lists.settings = ListSettings(front_categories=("lamps", "chairs"))
    answer = lists.ask("user:nobody")
    empty = ("lamps: front_category_empty", "chairs: front_category_empty")
    assert (answer.basis, answer.shortfalls) == ("none", empty)


def test_where_nothing_is_known_the_answer_is_empty_and_no_exposure(lists: Lists) -> None:
    answer = lists.ask("user:nobody", current_item="unheard-of")
    assert (answer.basis, answer.items, answer.exposure_id) == ("none", (), None)
    assert (answer.age_ms, answer.shortfalls, lists.kept.records) == (None, (), [])


def test_each_showing_is_an_exposure_of_its_own_and_says_what_was_shown(
    shop: ListedShop, lists: Lists
) -> None:
    shopper, made = longest(shop)
    answers = [lists.ask(shopper, limit=2, exclude=["x"]) for _ in range(2)]
    assert ids(answers[0]) == ids(answers[1])
    assert answers[0].exposure_id != answers[1].exposure_id
    assert [one.exposure_id for one in lists.kept.showings] == [one.exposure_id for one in answers]
    showing = lists.kept.showings[0]
    assert (showing.list_id, showing.variant) == (made.list_id, made.variant)
    assert (showing.shopper, showing.tenant, showing.basis) == (shopper, "shop", "list")
    assert (showing.item_ids, showing.shown_at_ms) == (tuple(ids(answers[0])), int(NOW_S * 1_000))


def test_an_exposure_that_could_not_be_written_down_is_said(shop: ListedShop, lists: Lists) -> None:
    lists.kept.takes = False
    answer = lists.ask(longest(shop)[0])
    assert answer.items
    assert answer.shortfalls == ("older_than_limit", "exposure_not_recorded")


def test_an_answer_says_how_old_it_is_and_whether_it_is_too_old(
    shop: ListedShop, lists: Lists
) -> None:
    shopper, made = longest(shop)
    for age_ms, shortfalls in ((5_000, ()), (5_001, ("older_than_limit",))):
        lists.now_s = (made.event_time_ms + age_ms) / 1_000
        lists.settings = ListSettings(stale_after_ms=5_000)
        answer = lists.ask(shopper)
        assert (answer.age_ms, answer.shortfalls) == (age_ms, shortfalls)


@pytest.mark.parametrize(
    ("expected", "shortfalls"), [(DEFINITIONS.sha256, ()), ("0" * 64, ("other_definitions",))]
)
def test_a_list_by_other_definitions_is_shown_and_said_to_be(
    shop: ListedShop, lists: Lists, expected: str, shortfalls: tuple[str, ...]
) -> None:
    lists.settings = ListSettings(definitions=expected, stale_after_ms=10**15)
    answer = lists.ask(longest(shop)[0])
    assert answer.items
    assert answer.shortfalls == shortfalls


def test_a_store_without_candidates_gives_the_list_alone_and_says_so(
    shop: ListedShop, lists: Lists, store: Redis
) -> None:
    shopper, made = longest(shop)
    store.delete(f"candidates:{shopper}")
    answer = lists.ask(shopper, exclude=[made.items[0].item_id])
    assert ids(answer) == [one.item_id for one in made.items[1:]]
    assert answer.shortfalls == ("older_than_limit", "no_candidates")


def test_candidates_of_an_event_before_that_of_the_list_are_left_aside(
    shop: ListedShop, lists: Lists, store: Redis
) -> None:
    shopper, made = longest(shop)
    store.hset(f"candidates:{shopper}", "event_time_ms", made.event_time_ms - 1)
    assert "no_candidates" in lists.ask(shopper, exclude=["x"]).shortfalls


@pytest.mark.parametrize("key", ["recommendations", "candidates"])
def test_what_nobody_can_read_is_left_aside_and_said(
    shop: ListedShop, lists: Lists, store: Redis, key: str
) -> None:
    shopper, _ = longest(shop)
    field = "items" if key == "recommendations" else "ranked"
    store.hset(f"{key}:{shopper}", field, "[1]")
    answer = lists.ask(shopper)
    assert answer.items
    assert "unreadable" in answer.shortfalls
    store.delete(f"{key}:{shopper}")
    store.set(f"{key}:{shopper}", "text")
    assert "unreadable" in lists.ask(shopper).shortfalls


def test_without_a_store_there_is_no_answer() -> None:
    (port,) = free_ports(1)
    with pytest.raises(StoreUnavailable):
        Lists(f"redis://127.0.0.1:{port}").ask("user:u")
