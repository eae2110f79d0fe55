"""An experiment with a known effect: its lists, and what shoppers did afterwards."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from msgspec.structs import replace

from events.recommendations.identity_link import IdentityLink
from events.recommendations.recommendation_list import Exposure, RecommendationList, list_id
from events.recommendations.shopper import parse_shopper
from events.recommendations.shopping_event import ShoppingEvent
from models.recommendations.experiments.experiment import Arm, Experiment
from tests.features.recommendations.records import an_event

START_MS: Final = 1_750_000_000_000
EXPERIMENT: Final = Experiment("e", "s", (Arm("control", 0.5, "none"), Arm("new", 0.5, "shipped")))


def a_list(shopper: str, time_ms: int, arm: str, **changes: Any) -> RecommendationList:  # noqa: ANN401
    """A list of a shopper without items."""
    who = parse_shopper(shopper)
    made = RecommendationList(
        list_id=list_id(shopper, f"e{time_ms}"),
        user_id=who.id if who.kind == "user" else None,
        session_id=who.id if who.kind == "session" else None,
        event_id=f"e{time_ms}",
        event_time_ms=time_ms,
        items=(),
        ranker=None,
        rules=(),
        definitions="d",
        stage_us={},
        trace_id=None,
        job_version="1",
        variant=arm,
        exposure=Exposure("e", arm, 0.5),
    )
    return replace(made, **changes)


def a_purchase(shopper: str, time_ms: int, price: int | None = 100, **fields: Any) -> ShoppingEvent:  # noqa: ANN401
    """A purchase in the base currency, whose event is named after shopper and time."""
    who = parse_shopper(shopper)
    ids = {"user_id": None, "session_id": None, f"{who.kind}_id": who.id}
    priced = {} if price is None else {"price_minor": price, "currency": "EUR"}
    event: ShoppingEvent = an_event(
        time_ms, event_type="purchase", **{"event_id": f"p{time_ms}", **ids, **priced, **fields}
    )
    return event


def a_link(alias: str, user_id: str, time_ms: int = START_MS) -> IdentityLink:
    """A link of a shopper to a user."""
    who = parse_shopper(alias)
    name = "linked_user_id" if who.kind == "user" else "session_id"
    return IdentityLink(f"l{alias}", "link", user_id, time_ms, **{name: who.id})


def simulated(
    shoppers: int, rates: dict[str, float], seed: int
) -> tuple[list[RecommendationList], list[ShoppingEvent]]:
    """Lists and purchases where each arm converts a share of its shoppers, one purchase each.

    Everybody also buys before the exposure, which says nothing of the arms.
    """
    rng = np.random.default_rng(seed)
    lists, events = [], []
    for number in range(shoppers):
        shopper = f"user:{seed}-{number}"
        arm = EXPERIMENT.arm_of(shopper).name
        time_ms = START_MS + number
        lists.append(a_list(shopper, time_ms, arm))
        events.append(a_purchase(shopper, time_ms - 10))
        if rng.random() < rates[arm]:
            events.append(a_purchase(shopper, time_ms + 10, price=int(rng.integers(50, 150))))
    return lists, events


def without(lists: list[RecommendationList], arm: str, every: int) -> Iterator[RecommendationList]:
    """The lists of a split that loses one of so many of an arm."""
    seen = 0
    for one in lists:
        seen += one.variant == arm
        if one.variant != arm or seen % every:
            yield one
