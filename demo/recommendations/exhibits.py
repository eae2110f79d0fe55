"""A few shoppers who are shown one by one: what they did, what they get and why."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from demo.recommendations.finding import Finding
from demo.recommendations.in_force import Moment
from demo.recommendations.plan import K
from demo.recommendations.store_census import stored_list
from events.recommendations.recommendation_list import RecommendationList
from online_store.lists import StoredList
from simulator.shoppers.truth import VisitTruth

_FEWEST_STEPS: Final = 4
_MOST_STEPS: Final = 12
_LISTED_FOR_SHOW: Final = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a shopper did.

    Attributes:
        moment: the event.
        place: of its item in the list that was in force, from 1; 0 where it was not in it.
    """

    moment: Moment
    place: int


@dataclass(frozen=True, slots=True)
class ShownShopper:
    """A shopper whose newest list is shown.

    Attributes:
        title: which kind of shopper it is.
        key: of the shopper.
        visit: their last visit.
        steps: what they did in it.
        made: their newest list, as the job put it out.
        stored: the same, as it was read back from the store; None where it is not there.
    """

    title: str
    key: str
    visit: VisitTruth
    steps: tuple[Step, ...]
    made: RecommendationList
    stored: StoredList | None


_Visit = Sequence[Moment]
_KINDS: Final[tuple[tuple[str, Callable[[_Visit], bool]], ...]] = (
    ("A shopper with an account", lambda one: one[-1].shopper.startswith("user:")),
    ("A guest", lambda one: one[-1].shopper.startswith("session:")),
    (
        "A guest who logs in",
        lambda one: one[0].event.user_id is None and one[-1].event.user_id is not None,
    ),
)


def shown_shoppers(finding: Finding, store_url: str) -> list[ShownShopper]:
    """One shopper of each kind that there is, while the store is still there.

    Of each kind the one whose newest list has most sources, and of these the first.
    """
    visits = list(_last_visits(finding.measured.moments))
    shown: dict[str, ShownShopper] = {}
    for title, is_one in _KINDS:
        found = [one for one in visits if is_one(one) and one[-1].shopper not in shown]
        if found:
            best = max(found, key=_telling)
            shown[best[-1].shopper] = _shown(title, best, store_url)
    return list(shown.values())


def _last_visits(moments: Sequence[Moment]) -> Iterator[_Visit]:
    """The last visit of each shopper that is long enough to look at and ends with a list."""
    visits: dict[str, list[Moment]] = defaultdict(list)
    last_of: dict[str, str] = {}
    for moment in moments:
        if moment.sent.visit.behaviour != "bot":
            visits[moment.sent.visit.visit_id].append(moment)
            last_of[moment.shopper] = moment.sent.visit.visit_id
    for shopper, name in last_of.items():
        visit = visits[name]
        whole = visit[-1].shopper == shopper and newest_list(visit) is not None
        if whole and _FEWEST_STEPS <= len(visit) <= _MOST_STEPS:
            yield visit


def newest_list(visit: _Visit) -> RecommendationList | None:
    """The list in force after the last event of a visit."""
    last = visit[-1]
    return last.made if last.taken else last.before


def _telling(visit: _Visit) -> tuple[int, int]:
    """How much there is to see in a list: sources, and items that came next from it."""
    made = newest_list(visit)
    items = () if made is None else made.items[:_LISTED_FOR_SHOW]
    return len({item.source for item in items}), sum(bool(_place(one)) for one in visit)


def _shown(title: str, visit: _Visit, store_url: str) -> ShownShopper:
    made, key = newest_list(visit), visit[-1].shopper
    if made is None:
        raise ValueError("visit: without a list, expected one with a list at its end")
    steps = tuple(Step(one, _place(one)) for one in visit)
    return ShownShopper(title, key, visit[-1].sent.visit, steps, made, stored_list(store_url, key))


def _place(moment: Moment) -> int:
    listed = () if moment.before is None else moment.before.items[:K]
    places = (place for place, one in enumerate(listed, 1) if one.item_id == moment.event.item_id)
    return next(places, 0)
