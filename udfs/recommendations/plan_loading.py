"""Loading definitions and the plan where they are used: on the worker."""

from dataclasses import dataclass, replace

from features.recommendations.definitions import parse_definitions
from features.recommendations.limits import RecommendationLimits
from features.recommendations.shopping_plan import ShoppingPlan, shopping_plan
from features.shared.definitions.model import Definitions


@dataclass(frozen=True, slots=True)
class ShoppingPlanLoader:
    """Makes the plan; the content of the definitions travels to the worker, the plan does not.

    Attributes:
        path: of the definitions, for messages.
        text: their content.
        rates_text: content of the file of rates that they name, None where they name none.
        limits: of what is kept.
    """

    path: str
    text: str
    rates_text: str | None
    limits: RecommendationLimits

    def definitions(self) -> Definitions:
        """The definitions, parsed anew.

        Raises:
            DefinitionsError: anything in them is wrong.
        """
        found = parse_definitions(self.text, self.path)
        return replace(found, money=replace(found.money, rates_text=self.rates_text))

    def __call__(self) -> ShoppingPlan:
        """The plan of all features.

        Raises:
            DefinitionsError: anything in the file is wrong.
        """
        return shopping_plan(self.definitions(), self.limits.history)


def loader_of(definitions: Definitions, limits: RecommendationLimits) -> ShoppingPlanLoader:
    """What travels of definitions that were loaded."""
    money = definitions.money
    return ShoppingPlanLoader(definitions.path, definitions.text, money.rates_text, limits)
