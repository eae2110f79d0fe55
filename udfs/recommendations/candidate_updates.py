"""What the store gets beside lists, so that these can be made anew for a request.

::

    candidates:user:ID         all candidates of the newest event of a shopper, as ranked
    candidates:item:ID         those of somebody who looks at this item and of whom nothing is known
    candidates:category:NAME   what is sought most there
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from events.recommendations.ranked_candidate import (
    CANDIDATES_SCHEMA_VERSION,
    OfWhom,
    RankedCandidate,
)
from events.recommendations.shopping_event import ShoppingEvent
from events.shared.feature_update import FeatureUpdate
from events.shared.feature_value import WrittenValue
from events.shared.model_ref import ModelRef
from features.recommendations.card import Card
from features.recommendations.listing import Listing
from features.recommendations.neighbour_table import NeighbourTable
from features.recommendations.session_view import ItemView, SessionView
from features.recommendations.shopper import LeadersTold
from features.recommendations.shopping_plan import ShoppingPlan
from models.recommendations.experiments.list_maker import ListMaker, MadeList
from models.recommendations.rules.reading import ListForm
from online_store.keys import CANDIDATES

_SOUGHT: Final = "sought in this category"


class CandidateUpdates:
    """Makes the updates.

    Args:
        of_whom: whose candidates are wanted.
        list_maker: of the job.
        plan: of the declared features.
        job_version: of the code.
    """

    def __init__(
        self, of_whom: OfWhom, list_maker: ListMaker, plan: ShoppingPlan, job_version: str
    ) -> None:
        self._of_shoppers = of_whom != "none"
        self._of_all = of_whom == "all"
        self._recommender = list_maker.for_anybody
        self._nothing_known = (None,) * len(plan.shopper_names)
        self._same: dict[str, WrittenValue] = {
            "definitions": plan.plan.definitions.sha256,
            "job_version": job_version,
        }

    def of_shopper(
        self, shopper: str, event: ShoppingEvent, listing: Listing, made: MadeList
    ) -> Iterator[FeatureUpdate]:
        """The candidates of a shopper at an event, whether or not their list has changed."""
        if not self._of_shoppers:
            return
        ranking = made.ranking
        values = self._values(ranking.candidates(), ranking.form, made.ranker)
        values["at_item"] = listing.session.items[-1]
        values["withheld"] = tuple(sorted(listing.bought | listing.hidden))
        yield _update(shopper, event.event_time_ms, values, event.event_id)

    def of_item(
        self, event: ShoppingEvent, card: Card, neighbours: NeighbourTable
    ) -> Iterator[FeatureUpdate]:
        """The candidates of somebody who looks at the item of an event, and has done nothing else.

        Args:
            event: at the item.
            card: of the item after the event.
            neighbours: of the item.
        """
        if not self._of_all:
            return
        time_ms = event.event_time_ms
        view = ItemView(card, neighbours)
        session = SessionView((card.item_id,), (time_ms,), {card.item_id: view}, time_ms)
        listing = Listing(session, (), frozenset(), frozenset(), self._nothing_known)
        ranking = self._recommender.recommend(listing).ranking
        others = [one for one in ranking.candidates() if one.item_id != card.item_id]
        values = self._values(others, ranking.form, self._recommender.ranker_ref)
        values["at_item"] = card.item_id
        values["category"] = card.category
        yield _update(f"item:{card.item_id}", time_ms, values, event.event_id)

    def of_category(self, told: LeadersTold) -> Iterator[FeatureUpdate]:
        """The leaders of a category, each with the inverse of its rank as its score."""
        if not self._of_all:
            return
        leaders = [
            RankedCandidate(item_id, round(1 / rank, 6), "category", _SOUGHT, told.category or None)
            for rank, item_id in enumerate(told.cards.item_ids, start=1)
        ]
        values = self._values(leaders, self._recommender.form, None)
        values["category"] = told.category or None
        yield _update(f"category:{told.category}", told.event_time_ms, values, "")

    def _values(
        self, ranked: Sequence[RankedCandidate], form: ListForm, ranker: ModelRef | None
    ) -> dict[str, WrittenValue]:
        return {
            **self._same,
            "ranked": msgspec.json.encode(ranked).decode(),
            "form": (form.length, form.per_category, form.in_a_row),
            "ranker": None if ranker is None else f"{ranker.name}@{ranker.version}",
        }


def _update(of: str, time_ms: int, values: dict[str, WrittenValue], event_id: str) -> FeatureUpdate:
    return FeatureUpdate(CANDIDATES, of, time_ms, CANDIDATES_SCHEMA_VERSION, values, event_id)
