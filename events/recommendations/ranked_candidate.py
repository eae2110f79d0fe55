"""A candidate of a list with its place among all of them: what lists are made from on request."""

from typing import Final, Literal

from msgspec import Struct

from events.recommendations.recommendation_list import RecommendedItem

CANDIDATES_SCHEMA_VERSION: Final = 1

OfWhom = Literal["none", "shoppers", "all"]
"""Whose candidates are kept: nobody's, each shopper's, or those of items and categories too."""


class RankedCandidate(Struct, frozen=True, array_like=True, gc=False):
    """A candidate that no rule leaves out.

    Attributes:
        item_id: of the item.
        score: what candidates are ordered by, highest first; comparable among these alone.
        source: where it comes from.
        reason: a sentence for a person.
        category: of the item, None where it is not known.
    """

    item_id: str
    score: float
    source: str
    reason: str
    category: str | None

    @property
    def item(self) -> RecommendedItem:
        """The candidate as a place of a list."""
        return RecommendedItem(self.item_id, self.score, self.source, self.reason)
