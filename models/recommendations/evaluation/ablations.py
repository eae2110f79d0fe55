"""What each group of inputs adds to a ranker: it is trained again without them."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from models.recommendations.candidates import EVIDENCE
from models.recommendations.evaluation.asked import Asked
from models.recommendations.evaluation.learned import Learned
from models.recommendations.evaluation.packed_lists import Ints
from models.recommendations.evaluation.paired_intervals import Comparison
from models.recommendations.evaluation.ranking_metrics import METRICS, ranking_figures
from models.recommendations.evaluation.task import Progress, Task
from models.recommendations.inputs import IN_SESSION, ITEM, SESSION

_ROUGH: Final = ("rough",)
"""Made of all evidence, so it goes with each kind of it."""

_BUILT_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "session": SESSION,
    "candidate in session": IN_SESSION,
    "all of the session": (*SESSION, *IN_SESSION),
    "rough score": _ROUGH,
    "transitions": (
        *("after1", "after1_share", "after1_rank", "after2", "after2_share", "after3"),
        *("before", "after", *_ROUGH),
    ),
    "co-visits": ("near_last", "near", "near_most", "near_lately", "sources", *_ROUGH),
    "co-purchases": ("bought",),
    "walk": ("walk", "walk_rank", *_ROUGH),
    "leaders": ("leader",),
    "all evidence": EVIDENCE,
    "item": ITEM,
}


class Ablation(Struct, frozen=True, kw_only=True):
    """A ranker that could not read some inputs.

    Attributes:
        inputs: how many it could not read.
        trees: it has.
        means: of each metric.
        against: the whole ranker against it: what the inputs add.
    """

    inputs: int
    trees: int
    means: dict[str, float]
    against: dict[str, Comparison]


def groups_of(item_names: Sequence[str], shopper_names: Sequence[str]) -> dict[str, Sequence[str]]:
    """Inputs by group; groups overlap."""
    return {
        **_BUILT_IN,
        "declared of item": tuple(item_names),
        "declared of shopper": tuple(shopper_names),
    }


def ablations(
    learned: Learned, asked: Asked, task: Task, progress: Progress
) -> dict[str, Ablation]:
    """By group of inputs, the task without it.

    Args:
        learned: what the sessions taught.
        asked: with its inputs kept.
        task: that is evaluated.
        progress: told how far it is.
    """
    groups = groups_of(task.plan.item_names, task.plan.shopper_names)
    found = {}
    for place, (name, inputs) in enumerate(groups.items()):
        progress(f"without {name}", place / len(groups))
        booster = learned.fitting.fit(without=inputs)
        ranks = asked.ranks_by(booster.predict(asked.inputs))
        found[name] = Ablation(
            inputs=len(inputs),
            trees=booster.best_iteration or booster.num_trees(),
            means=_means(ranks, task.k),
            against=task.measure.beside(asked.ranks.ranks, ranks),
        )
    return found


def _means(ranks: Ints, k: int) -> dict[str, float]:
    figures = ranking_figures(ranks, k)
    return {metric: getattr(figures, metric) for metric in METRICS}
