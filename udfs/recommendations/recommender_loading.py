"""Loading what makes lists where it is used: on the worker."""

from dataclasses import dataclass

from features.recommendations.shopping_plan import ShoppingPlan
from models.recommendations.experiments.list_maker import (
    NO_EXPERIMENT,
    ListMaker,
    load_list_maker,
)


@dataclass(frozen=True, slots=True)
class ListMakerLoader:
    """Makes the list maker; it travels to the worker, what it makes does not.

    Attributes:
        rules: path of the rules, or ``default`` for the shipped ones.
        ranker: path of the artifact, ``default`` for the shipped one, or ``none``.
        experiment: path of the experiment file, or ``none``.
    """

    rules: str
    ranker: str
    experiment: str = NO_EXPERIMENT

    def __call__(self, plan: ShoppingPlan) -> ListMaker:
        """The list maker for the values that a plan gives.

        Raises:
            ExperimentError: the experiment file is not usable.
            RuleSetError: the rules are not usable.
            ModelArtifactError, ModelMismatchError: a ranker is not usable.
        """
        return load_list_maker(self.rules, self.ranker, self.experiment, plan)
