"""Loading ranker and rules where they are used: on the worker."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from features.recommendations.shopping_plan import ShoppingPlan
from models.recommendations.artifact import load_ranker
from models.recommendations.recommender import Recommender, input_names
from models.recommendations.rules.reading import load_list_rules

DEFAULT: Final = "default"
NO_RANKER: Final = "none"


@dataclass(frozen=True, slots=True)
class RecommenderLoader:
    """Makes the recommender; it travels to the worker, the recommender itself does not.

    Attributes:
        rules: path of the rules, or ``default`` for the shipped ones.
        ranker: path of the artifact, ``default`` for the shipped one, or ``none``.
    """

    rules: str
    ranker: str

    def __call__(self, plan: ShoppingPlan) -> Recommender:
        """The recommender for the values that a plan gives.

        Raises:
            RuleSetError: the rules are not usable.
            ModelArtifactError, ModelMismatchError: the ranker is not usable.
        """
        rules = load_list_rules(None if self.rules == DEFAULT else Path(self.rules))
        names = input_names(plan.item_names, plan.shopper_names)
        ranker = None
        if self.ranker != NO_RANKER:
            ranker = load_ranker(self.ranker, names, plan.plan.definitions)
        return Recommender(ranker, rules, len(plan.item_names))
