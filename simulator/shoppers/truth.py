"""What is true of shoppers and visits, for whoever wants to see whether a recommender found it."""

from collections.abc import Iterator

from msgspec import Struct

from simulator.shoppers import purposes
from simulator.shoppers.behaviours import BehaviourName
from simulator.shoppers.shop import Shop
from simulator.shoppers.shopper import PRICE_LEVELS, open_accounts
from simulator.shoppers.visit import Visit
from simulator.streams import stream


class ShopperTruth(Struct, frozen=True):
    """A shopper with an account.

    Attributes:
        user_id: the one that stays.
        other_user_id: another one that a link joins to it, None for none.
        tastes: share of the interest by name of the category, the largest first, 1 together.
        price_level: low, middle or high.
    """

    user_id: str
    other_user_id: str | None
    tastes: dict[str, float]
    price_level: str


class VisitTruth(Struct, frozen=True):
    """A visit.

    Attributes:
        visit_id: unique.
        behaviour: browser, comparer, hunter or bot.
        user_id: of the shopper, also where the events do not say it; None without account.
        session_id: what the events say, None where they say none.
        tastes: names of the categories that the shopper likes, the dearest first.
        start_ms: time of the first event, epoch ms.
        events: number of shopping events.
    """

    visit_id: str
    behaviour: BehaviourName
    user_id: str | None
    session_id: str | None
    tastes: tuple[str, ...]
    start_ms: int
    events: int


def shopper_truths(shop: Shop) -> Iterator[ShopperTruth]:
    """The truth about each shopper with an account."""
    scenario, names = shop.scenario, [category.name for category in shop.items.categories]
    rng = stream(scenario.seed, purposes.ACCOUNTS)
    for shopper in open_accounts(rng, shop.items, scenario):
        shares = zip(shopper.tastes, shopper.shares, strict=True)
        yield ShopperTruth(
            shopper.user_id or "",
            shopper.other_user_id,
            {names[category]: round(share, 3) for category, share in shares},
            PRICE_LEVELS[shopper.price_level],
        )


def visit_truth(shop: Shop, visit: Visit) -> VisitTruth:
    """The truth about a visit."""
    categories = shop.items.categories
    return VisitTruth(
        visit.visit_id,
        visit.behaviour,
        visit.shopper.user_id,
        visit.session_id,
        tuple(categories[number].name for number in visit.shopper.tastes),
        visit.start_ms,
        visit.events,
    )
