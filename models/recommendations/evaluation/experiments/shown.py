"""Lists that shoppers were really shown, by what was written down when they were.

::

    made 10:00 --------- shown 10:04 --- shown again 10:09     exposed from 10:04 on
    made 10:10 --------- never shown                           no exposure
"""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from events.recommendations.recommendation_list import RecommendationList
from events.recommendations.showing import Showing
from models.recommendations.evaluation.experiments.exposures import ExperimentLogError

_RESTS_ON_LIST: Final = frozenset(("list", "list_reranked"))


def shown_lists(
    lists: Iterable[RecommendationList], showings: Iterable[Showing]
) -> list[RecommendationList]:
    """The lists that were shown in whatever form, as of when they were shown first.

    Raises:
        ExperimentLogError: there are none.
    """
    first_ms: dict[str | None, int] = {}
    for showing in showings:
        if showing.basis in _RESTS_ON_LIST:
            known_ms = first_ms.get(showing.list_id, showing.shown_at_ms)
            first_ms[showing.list_id] = min(known_ms, showing.shown_at_ms)
    return _some(
        [
            replace(one, event_time_ms=first_ms[one.list_id])
            for one in lists
            if one.list_id in first_ms
        ]
    )


def shown_as_made(
    lists: Iterable[RecommendationList], showings: Iterable[Showing]
) -> list[RecommendationList]:
    """Of these the lists whose drawn places were all shown as they were drawn, likewise.

    Whether they were does not depend on the draw: a page shows as many items as it has room for,
    and leaves out items, wherever they stand.

    Raises:
        ExperimentLogError: there are none.
    """
    each = {one.list_id: one for one in lists}
    whole = [one for one in showings if one.list_id in each and _is_whole(one, each[one.list_id])]
    return shown_lists(each.values(), whole)


def _is_whole(showing: Showing, made: RecommendationList) -> bool:
    """Whether all places whose order could be drawn were shown as they are in the list."""
    places = () if made.exposure is None else made.exposure.places
    begun = max(places, default=-1) + 1
    as_made = tuple(item.item_id for item in made.items[:begun])
    return showing.item_ids[:begun] == as_made


def _some(lists: list[RecommendationList]) -> list[RecommendationList]:
    if not lists:
        raise ExperimentLogError(
            "exposures: none is of any of the lists; those of the same shop and time are expected"
        )
    return lists
