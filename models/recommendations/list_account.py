"""The account of a list: what was logged, whether it can be made again, what it was made of.

::

    logged list  --> who, when, which arm, ranker, rules; each item with score, source, reason
    events again --> what was known at its event --> the list made again: equal?
                                                 --> inputs of each item, features of the shopper
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from events.recommendations.recommendation_list import RecommendationList, RecommendedItem
from events.shared.feature_value import FeatureValue
from events.shared.model_ref import ModelRef
from features.recommendations.listing import Listing
from features.recommendations.shopping_plan import ShoppingPlan
from models.recommendations.experiments.list_maker import MadeList
from models.recommendations.gathering import candidates_of
from models.recommendations.inputs import matrix
from models.recommendations.recommender import input_names

_SCORE_TOLERANCE: Final = 1e-5


class ListCheck(Struct, frozen=True):
    """One thing that must be as it was.

    Attributes:
        name: of it.
        holds: whether it is.
        detail: in words.
    """

    name: str
    holds: bool
    detail: str


class Behind(Struct, frozen=True):
    """What a list was made of.

    Attributes:
        shopper: declared features of the shopper by name, None where missing.
        items: of each item of the list, what a ranker is given, by name; -1 where missing.
    """

    shopper: dict[str, FeatureValue]
    items: dict[str, dict[str, float]]


class ListAccount(Struct, frozen=True):
    """A list with what there is to say of it.

    Attributes:
        made: as it was logged.
        checks: what was compared with the list made again; empty where it was not made again.
        behind: None where it was not made again.
    """

    made: RecommendationList
    checks: tuple[ListCheck, ...] = ()
    behind: Behind | None = None

    @property
    def equal(self) -> bool:
        """Whether all of it is as it was."""
        return all(check.holds for check in self.checks)


def behind(listing: Listing, made: RecommendationList, plan: ShoppingPlan) -> Behind:
    """What a list was made of, of the items that are candidates again."""
    candidates = candidates_of(listing.session, listing.leaders, len(plan.item_names))
    names = input_names(plan.item_names, plan.shopper_names)
    inputs = matrix(listing.session, candidates, listing.values)
    rows = {
        item_id: dict(zip(names, row, strict=True))
        for item_id, row in zip(candidates.item_ids, inputs.astype(float).tolist(), strict=True)
    }
    return Behind(
        shopper=dict(zip(plan.shopper_names, listing.values, strict=True)),
        items={one.item_id: rows[one.item_id] for one in made.items if one.item_id in rows},
    )


def checks_of(
    logged: RecommendationList, again: MadeList, definitions: str
) -> tuple[ListCheck, ...]:
    """What a logged list and the one made again have in common.

    Args:
        logged: as the job wrote it.
        again: made of the same events.
        definitions: sha256 of those that it was made again by.
    """
    return (
        ListCheck(
            "definitions",
            logged.definitions == definitions,
            _same(logged.definitions, definitions, "name the file with --definitions"),
        ),
        ListCheck(
            "ranker",
            logged.ranker == again.ranker,
            _same(_named(logged.ranker), _named(again.ranker), "name the folder with --ranker"),
        ),
        _ruleset(logged.ruleset, again.ruleset),
        ListCheck(
            "arm",
            (logged.variant, logged.exposure) == (again.variant, again.exposure),
            _same(logged.variant, again.variant, "name the file with --experiment"),
        ),
        _items(logged.items, again.items),
    )


def _ruleset(logged: str | None, again: str) -> ListCheck:
    if logged is None:
        return ListCheck("rules", holds=True, detail="not noted in this list")
    return ListCheck("rules", logged == again, _same(logged, again, "name the file with --rules"))


def _items(logged: Sequence[RecommendedItem], again: Sequence[RecommendedItem]) -> ListCheck:
    number = 0
    for number, (one, other) in enumerate(zip(logged, again, strict=False), start=1):
        if (one.item_id, one.source, one.reason) != (other.item_id, other.source, other.reason):
            return ListCheck(
                "items",
                holds=False,
                detail=f"place {number}: {one.item_id} ({one.reason}), made again {other.item_id}"
                f" ({other.reason})",
            )
        if abs(one.score - other.score) > _SCORE_TOLERANCE:
            detail = f"place {number}: score {one.score:.6f}, made again {other.score:.6f}"
            return ListCheck("items", holds=False, detail=detail)
    if len(logged) != len(again):
        detail = f"{len(logged)} items, made again {len(again)}"
        return ListCheck("items", holds=False, detail=detail)
    return ListCheck("items", holds=True, detail=f"{number} with their scores, sources and reasons")


def _same(logged: str, again: str, way_out: str) -> str:
    return logged if logged == again else f"{logged}, made again by {again}; {way_out}"


def _named(ref: ModelRef | None) -> str:
    return "none" if ref is None else f"{ref.name} {ref.version}, sha256 {ref.sha256}"
