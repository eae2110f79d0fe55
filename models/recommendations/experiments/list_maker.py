"""What makes the list of a shopper: the one recommender, or that of the shopper's arm.

::

    shopper --> arm --> its recommender --> list --> the first places drawn anew --> list, exposure
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from events.recommendations.recommendation_list import CONTROL, Exposure, RecommendedItem
from events.shared.model_ref import ModelRef
from features.recommendations.listing import Listing
from features.recommendations.shopping_plan import ShoppingPlan
from features.shared.placed_file import in_code
from models.recommendations.experiments.experiment import SHIPPED, Arm, Experiment
from models.recommendations.experiments.experiment_file import load_experiment
from models.recommendations.experiments.exploration import explored, reordered
from models.recommendations.loading import DEFAULT, load_recommender
from models.recommendations.ranking import Ranking
from models.recommendations.recommender import Recommender

NO_EXPERIMENT: Final = "none"
FOLDER: Final = Path(__file__).parent
"""Where an experiment file that travels with the code lies."""


@dataclass(frozen=True, slots=True)
class MadeList:
    """A list and what made it so.

    Attributes:
        items: as they are shown.
        rules: that matched a candidate, each as ``NAME@VERSION``.
        ranker: the model that ordered them; None where there is none.
        ruleset: sha256 of the rules in force.
        digest: of the list as the ranker has it, whatever order is shown. Whether a list is worth
            sending must not depend on what was drawn: the propensities would be wrong.
        exposure: what it is a part of; None without an experiment.
        ranking: of all candidates.
    """

    items: tuple[RecommendedItem, ...]
    rules: tuple[str, ...]
    ranker: ModelRef | None
    ruleset: str
    digest: int
    exposure: Exposure | None
    ranking: Ranking

    @property
    def variant(self) -> str:
        """The arm that the shopper is in."""
        return CONTROL if self.exposure is None else self.exposure.arm


class ListMaker:
    """Makes lists.

    Args:
        experiment: None where all shoppers get lists of one recommender.
        recommenders: by name of the arm; without an experiment that of `CONTROL`.
    """

    def __init__(
        self, experiment: Experiment | None, recommenders: Mapping[str, Recommender]
    ) -> None:
        self._experiment = experiment
        self._recommenders = dict(recommenders)

    @property
    def for_anybody(self) -> Recommender:
        """The recommender for those of whom nothing is known: that of the first arm."""
        return next(iter(self._recommenders.values()))

    @property
    def rankers(self) -> dict[str, ModelRef | None]:
        """The ranker of each arm."""
        return {name: one.ranker_ref for name, one in self._recommenders.items()}

    def make(self, listing: Listing, shopper: str, list_id: str) -> MadeList:
        """The list of a shopper.

        Args:
            listing: what is known.
            shopper: key of the shopper that stays when ids are linked.
            list_id: of the list.
        """
        experiment = self._experiment
        arm = None if experiment is None else experiment.arm_of(shopper)
        recommender = self._recommenders[CONTROL if arm is None else arm.name]
        made = recommender.recommend(listing)
        items, exposure = made.items, None
        if experiment is not None and arm is not None:
            items, exposure = _exposed(
                made.items, recommender.free_places(made), experiment, arm, list_id
            )
        return MadeList(
            items=items,
            rules=made.rules,
            ranker=recommender.ranker_ref,
            ruleset=recommender.ruleset,
            digest=made.digest,
            exposure=exposure,
            ranking=made.ranking,
        )


def _exposed(
    items: tuple[RecommendedItem, ...],
    free: tuple[int, ...],
    experiment: Experiment,
    arm: Arm,
    list_id: str,
) -> tuple[tuple[RecommendedItem, ...], Exposure]:
    """The items as they are shown; `free` are the places whose order may be drawn."""
    found = None
    if experiment.explore is not None:
        found = explored(experiment.explore, experiment.salt, list_id, len(free))
    if found is None:
        return items, Exposure(experiment.id, arm.name, arm.share)
    places = free[: len(found.order)]
    return tuple(reordered(items, places, found.order)), Exposure(
        experiment=experiment.id,
        arm=arm.name,
        share=arm.share,
        explored=found.drawn,
        places=places,
        order_propensity=found.order_propensity,
        place_propensities=found.place_propensities,
    )


def load_list_maker(rules: str, ranker: str, experiment: str, plan: ShoppingPlan) -> ListMaker:
    """What makes the lists of a job.

    Args:
        rules: path of the rules, or `DEFAULT`; of arms that name none, too.
        ranker: path of the artifact, `DEFAULT` or ``none``; with an experiment, arms have theirs.
        experiment: path of the experiment file, or `NO_EXPERIMENT`.
        plan: of the declared features.

    Raises:
        ExperimentError: the experiment file is not usable.
        RuleSetError: rules are not usable.
        ModelArtifactError, ModelMismatchError: a ranker is not usable.
    """
    if experiment == NO_EXPERIMENT:
        return ListMaker(None, {CONTROL: load_recommender(rules, ranker, plan)})
    return list_maker(load_experiment(in_code(experiment, FOLDER)), rules, plan)


def list_maker(experiment: Experiment, rules: str, plan: ShoppingPlan) -> ListMaker:
    """What makes the lists of an experiment; see `load_list_maker`."""
    recommenders = {
        arm.name: load_recommender(_named(arm.rules or rules), _named(arm.ranker), plan)
        for arm in experiment.arms
    }
    return ListMaker(experiment, recommenders)


def _named(path: str) -> str:
    """A path as it is told to those that load it."""
    return DEFAULT if path == SHIPPED else path
