"""Who shops: people with lasting tastes, known by an account or only for a session."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from events.shared.time_units import DAY_MS
from simulator.growth import joining_times
from simulator.shoppers.items import Items
from simulator.shoppers.settings import ShoppingScenario
from simulator.table import Floats, Ints

PRICE_LEVELS: Final = ("low", "middle", "high")
"""Which part of the prices of a kind a shopper looks at first."""

_JOINED_LATER: Final = 0.3
_MOST_TASTES: Final = 4
_TASTES: Final = (0.2, 0.4, 0.3, 0.1)
"""Of the shoppers with an account, those with one, two, three and four tastes."""

_EVENNESS: Final = 1.5
_ACTIVITY_SPREAD: Final = 0.9


@dataclass(slots=True)
class Shopper:
    """One shopper, with what changes from visit to visit.

    Attributes:
        tastes: numbers of the categories that the shopper likes, the dearest first.
        shares: how much of the interest each of them has, 1 together.
        price_level: index of `PRICE_LEVELS`.
        user_id: the one that stays, None without account.
        other_user_id: a second one, which a link joins to the first.
        linked_ms: the first visit from then on begins with that link.
        joined_ms: no visit before.
        session_id: of all visits of somebody without account; None with one.
        gives_session_id: whether the events say the session.
        free_ms: no visit begins before, for the one before is not over.
        used_other_id: whether any event had the second user id.
        recent: items looked at last, the latest at the end.
    """

    tastes: tuple[int, ...]
    shares: tuple[float, ...]
    price_level: int
    user_id: str | None = None
    other_user_id: str | None = None
    linked_ms: int = 0
    joined_ms: int = 0
    session_id: str | None = None
    gives_session_id: bool = True
    free_ms: int = 0
    used_other_id: bool = False
    recent: list[int] = field(default_factory=list)


def open_accounts(
    rng: np.random.Generator, items: Items, scenario: ShoppingScenario
) -> list[Shopper]:
    """The shoppers with an account."""
    count, span = scenario.accounts, scenario.span
    tastes, shares = _tastes(rng, items, count)
    level = rng.choice(len(PRICE_LEVELS), size=count, p=(0.35, 0.4, 0.25)).tolist()
    joined = joining_times(rng, count, _JOINED_LATER, span).tolist()
    second = (rng.random(count) < scenario.second_id_share).tolist()
    linked = (span.start_ms + span.days * DAY_MS * rng.uniform(0.3, 0.8, size=count)).tolist()
    silent = (rng.random(count) < scenario.without_session_id_share).tolist()
    return [
        Shopper(
            tastes=tastes[number],
            shares=shares[number],
            price_level=level[number],
            user_id=user_id(number),
            other_user_id=user_id(count + number) if second[number] else None,
            linked_ms=int(linked[number]),
            joined_ms=joined[number],
            gives_session_id=not silent[number],
        )
        for number in range(count)
    ]


def activities(rng: np.random.Generator, count: int) -> Floats:
    """How often each of `count` shoppers comes, relatively: a few come very often."""
    activity: Floats = rng.lognormal(0.0, _ACTIVITY_SPREAD, size=count)
    return activity


def user_id(number: int) -> str:
    """The user id of a number."""
    return f"user-{number:06d}"


def _tastes(
    rng: np.random.Generator, items: Items, count: int
) -> tuple[list[tuple[int, ...]], list[tuple[float, ...]]]:
    """Categories, the bigger ones more often, and their shares, the largest first."""
    wanted = np.sqrt(np.add.reduceat(items.popularity, items.first[:-1]))
    # The categories with the largest of these are a draw without repetition.
    keys = np.log(wanted) + rng.gumbel(size=(count, wanted.size))
    favourites: Ints = np.argsort(-keys, axis=1)[:, :_MOST_TASTES]
    number = np.minimum(1 + rng.choice(_MOST_TASTES, size=count, p=_TASTES), wanted.size)
    shares = rng.gamma(_EVENNESS, size=favourites.shape)
    shares = np.where(np.arange(favourites.shape[1]) < number[:, None], shares, 0.0)
    shares = -np.sort(-shares / shares.sum(axis=1, keepdims=True), axis=1)
    return (
        [tuple(row[:many]) for row, many in zip(favourites.tolist(), number.tolist(), strict=True)],
        [tuple(row[:many]) for row, many in zip(shares.tolist(), number.tolist(), strict=True)],
    )
