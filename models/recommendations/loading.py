"""Rules and ranker by their names, together what makes lists."""

from typing import Final

from features.recommendations.shopping_plan import ShoppingPlan
from features.shared.placed_file import in_code
from models.recommendations.artifact import load_ranker
from models.recommendations.recommender import Recommender, input_names
from models.recommendations.rules.reading import SHIPPED_RULES, load_list_rules

DEFAULT: Final = "default"
NO_RANKER: Final = "none"


def load_recommender(rules: str, ranker: str, plan: ShoppingPlan) -> Recommender:
    """The recommender for the values that a plan gives.

    Args:
        rules: path of the rules, or `DEFAULT` for the shipped ones.
        ranker: path of the artifact, `DEFAULT` for the shipped one, or `NO_RANKER`.
        plan: of the declared features.

    Raises:
        RuleSetError: the rules are not usable.
        ModelArtifactError, ModelMismatchError: the ranker is not usable.
    """
    read = load_list_rules(None if rules == DEFAULT else in_code(rules, SHIPPED_RULES))
    names = input_names(plan.item_names, plan.shopper_names)
    loaded = None if ranker == NO_RANKER else load_ranker(ranker, names, plan.plan.definitions)
    return Recommender(loaded, read, len(plan.item_names))
