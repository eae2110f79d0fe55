"""The systems whose definition files can be listed, checked and written as a page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cli.options.system_option import FRAUD, RECOMMENDATIONS
from features.fraud.definitions import load_definitions as load_of_fraud
from features.fraud.payment_fields import payment_schema
from features.recommendations.definitions import load_definitions as load_of_recommendations
from features.recommendations.event_fields import shopping_schema
from features.recommendations.limits import RecommendationLimits
from features.recommendations.shopping_plan import LeadersByError, shopping_plan
from features.shared.definitions.aggregate_faults import aggregate_faults
from features.shared.definitions.event_schema import EventSchema
from features.shared.definitions.hops import Hop, hops_of
from features.shared.definitions.model import Definitions, Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionSystem:
    """A system, as far as its definition files go.

    Attributes:
        event: what its events are called.
        first: what is done at the first key beside keeping histories.
        last: what is done at the last one.
        title: of the page of its features.
        option: what names it on a command line, with a space before it; empty for the usual one.
        load: reads a file of that path, or the shipped one.
        schema: of its events.
        needs: what its job refuses of a file that is right by itself: a line each.
    """

    event: str
    first: str
    last: str
    title: str
    option: str
    load: Callable[[str], Definitions]
    schema: Callable[[Money], EventSchema]
    needs: Callable[[Definitions], list[str]] = lambda _: []

    def hops(self, definitions: Definitions) -> tuple[Hop, ...]:
        """The keys that its events pass."""
        return hops_of(definitions.entities, self.schema(definitions.money).decided_by)

    def aggregate_faults(self, definitions: Definitions) -> list[str]:
        """What is wrong with own aggregates: a line each."""
        return aggregate_faults(definitions, self.schema(definitions.money))


def _leaders_lacking(definitions: Definitions) -> list[str]:
    try:
        shopping_plan(definitions, RecommendationLimits().history)
    except LeadersByError as error:
        return [str(error)]
    return []


SYSTEMS: Final = {
    FRAUD: DefinitionSystem(
        event="payment",
        first="finds duplicates",
        last="decides",
        title="Feature catalogue",
        option="",
        load=load_of_fraud,
        schema=payment_schema,
    ),
    RECOMMENDATIONS: DefinitionSystem(
        event="event",
        first="counts for all shoppers",
        last="makes the list",
        title="Feature catalogue of recommendations",
        option=f" --system {RECOMMENDATIONS}",
        load=load_of_recommendations,
        schema=shopping_schema,
        needs=_leaders_lacking,
    ),
}
"""By name."""
