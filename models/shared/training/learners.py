"""The learners that compete: each a kind of classifier and the settings tried for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from models.shared.training.classifiers import Settings
from models.shared.training.imbalance import Weighting


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to fit: a kind of classifier, its settings, the weight of a positive."""

    kind: str
    settings: Settings
    weighting: Weighting = "none"


GRIDS: Final[Mapping[str, tuple[Settings, ...]]] = {
    "logistic": ({"C": 1.0}, {"C": 0.01}),
    "random_forest": (
        {"n_estimators": 60, "max_leaf_nodes": 128, "min_samples_leaf": 5, "max_features": 0.4},
        {"n_estimators": 60, "max_leaf_nodes": 128, "min_samples_leaf": 5, "max_features": 0.2},
    ),
    "gradient_boosting": (
        {
            "learning_rate": 0.05,
            "max_iter": 200,
            "max_leaf_nodes": 15,
            "min_samples_leaf": 20,
            "l2_regularization": 5.0,
            "max_features": 0.5,
        },
        {
            "learning_rate": 0.05,
            "max_iter": 120,
            "max_leaf_nodes": 8,
            "min_samples_leaf": 40,
            "l2_regularization": 20.0,
            "max_features": 0.5,
        },
        {
            "learning_rate": 0.05,
            "max_iter": 500,
            "max_leaf_nodes": 31,
            "min_samples_leaf": 20,
            "l2_regularization": 10.0,
            "max_features": 0.3,
        },
        {
            "learning_rate": 0.08,
            "max_iter": 100,
            "max_leaf_nodes": 10,
            "min_samples_leaf": 20,
            "l2_regularization": 10.0,
            "max_features": 0.3,
        },
        {
            "learning_rate": 0.15,
            "max_iter": 100,
            "max_leaf_nodes": 31,
            "min_samples_leaf": 20,
            "l2_regularization": 10.0,
            "max_features": 0.3,
        },
    ),
}
"""Settings to try; the first of each learner is its default where tuning is not possible."""

LEARNERS: Final = tuple(GRIDS)


def most_leaves(settings: Settings) -> int:
    """The leaves that all trees of these settings have at most; 0 for what has no trees.

    What scoring a payment takes grows with them.
    """
    trees = settings.get("max_iter", settings.get("n_estimators"))
    leaves = settings.get("max_leaf_nodes")
    return 0 if trees is None or leaves is None else int(trees) * int(leaves)
