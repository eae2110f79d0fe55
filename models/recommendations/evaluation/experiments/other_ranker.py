"""Logged lists beside what another ranker makes of the same moments.

::

    events --replayer--> what was known at the event of a list --other ranker--> its order
    lists  --> the order that was shown, how likely it was, what the shopper did  ---+--> LoggedList
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from events.recommendations.recommendation_list import RecommendationList, list_id
from events.recommendations.shopper import shopper_key
from events.recommendations.shopping_event import ShoppingEvent
from features.recommendations.replayer import ReplayedEvent
from models.recommendations.evaluation.experiments.counterfactual import (
    LoggedList,
    NoSupportError,
)
from models.recommendations.evaluation.experiments.reactions import Reactions
from models.recommendations.recommender import Recommender


@dataclass(slots=True)
class Compared:
    """Lists beside the other ranker.

    Attributes:
        clicks: lists with the items that were clicked.
        purchases: the same lists with the items that were bought.
        same_items: of them, lists that the other ranker begins with the same items.
        unknown: lists whose event is not among the events, or makes none there.
        other_items: lists with an item that is no candidate of the other ranker, or excluded.
        deterministic: lists without propensities.
    """

    clicks: list[LoggedList]
    purchases: list[LoggedList]
    same_items: int = 0
    unknown: int = 0
    other_items: int = 0
    deterministic: int = 0


def drawn_lists(
    lists: Iterable[RecommendationList], arm: str | None = None
) -> tuple[dict[str, RecommendationList], int]:
    """The lists whose order could be drawn, by id, and the number of the others.

    Args:
        lists: as the job wrote them, repeated ones too.
        arm: only those of this arm; None for all.

    Raises:
        NoSupportError: there is none.
    """
    each = {one.list_id: one for one in lists}
    those = {name: one for name, one in each.items() if arm is None or one.variant == arm}
    if not those:
        arms = ", ".join(sorted({one.variant for one in each.values()})) or "none"
        raise NoSupportError(f"lists: an arm among {arms} expected, got {arm!r}")
    drawn = {
        name: one
        for name, one in those.items()
        if one.exposure is not None and one.exposure.order_propensity is not None
    }
    if not drawn:
        which = "" if arm is None else f" of arm '{arm}'"
        raise NoSupportError(
            f"lists: none of the {len(those):,}{which} has propensities: they are deterministic,"
            " and say nothing of another order; an experiment with `explore` is expected"
        )
    return drawn, len(those) - len(drawn)


def compared_with(
    replayed: Iterable[tuple[ShoppingEvent, ReplayedEvent]],
    lists: Mapping[str, RecommendationList],
    reactions: Reactions,
    other: Recommender,
) -> Compared:
    """The lists beside the other ranker.

    Args:
        replayed: each event with what came of it, in the order of arrival.
        lists: by id, those whose order could be drawn.
        reactions: what came of lists.
        other: makes the lists of the other ranker.

    Raises:
        NoSupportError: no list can be made again.
    """
    found, waiting = Compared([], []), dict(lists)
    for event, result in replayed:
        if result.listing is None:
            continue
        name = list_id(shopper_key(event.user_id, event.session_id), event.event_id)
        logged = waiting.pop(name, None)
        if logged is None or logged.exposure is None:
            continue
        places = logged.exposure.places
        shown = tuple(logged.items[place].item_id for place in places)
        wanted = other.order_of(result.listing, shown)
        if wanted is None:
            found.other_items += 1
            continue
        made = other.recommend(result.listing)
        free = other.free_places(made)[: len(places)]
        found.same_items += {made.items[place].item_id for place in free} == {*shown}
        reaction = reactions.to(logged)
        for those, outcome in (
            (found.clicks, reaction.clicked),
            (found.purchases, reaction.bought),
        ):
            those.append(_logged(reactions.shopper(logged), logged, shown, wanted, outcome))
    found.unknown = len(waiting)
    if not found.clicks:
        raise NoSupportError(
            f"lists: of {len(lists):,} with propensities the events make none again with the same"
            f" items ({found.unknown:,} are of no event, {found.other_items:,} have items that the"
            " other ranker does not have): the events, items, rules and definitions of the job are"
            " expected"
        )
    return found


def _logged(
    shopper: str,
    made: RecommendationList,
    shown: tuple[str, ...],
    wanted: tuple[str, ...],
    outcome: frozenset[str],
) -> LoggedList:
    exposure = made.exposure
    if exposure is None or exposure.order_propensity is None:
        raise NoSupportError(f"list {made.list_id}: without propensities, some expected")
    return LoggedList(
        shopper, shown, wanted, exposure.order_propensity, exposure.place_propensities, outcome
    )
