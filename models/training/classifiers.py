"""The kinds of classifier that may become a model."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    VotingClassifier,
)
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder, StandardScaler

Setting = int | float | None
Settings = Mapping[str, Setting]
Weights = dict[int, float]

GENUINE_CLASS: Final = 0
FRAUD_CLASS: Final = 1


class Classifier(Protocol):
    """The part of a scikit-learn classifier that training uses."""

    def fit(self, inputs: NDArray[np.float32], fraud: NDArray[np.int64]) -> Any:  # noqa: ANN401
        """Learns from (rows, features) and (rows,) of 0 and 1."""

    def predict_proba(self, inputs: NDArray[np.float32]) -> NDArray[np.float64]:
        """(rows, 2): the probabilities of genuine and of fraud."""


def _gradient_boosting(settings: Settings, weights: Weights, seed: int) -> Classifier:
    classifier: Classifier = HistGradientBoostingClassifier(
        **settings,
        class_weight=weights,
        early_stopping=False,  # it would choose its validation rows without regard to time
        random_state=seed,
    )
    return classifier


def _random_forest(settings: Settings, weights: Weights, seed: int) -> Classifier:
    classifier: Classifier = RandomForestClassifier(
        **settings, class_weight=weights, random_state=seed
    )
    return classifier


def _logistic(settings: Settings, weights: Weights, seed: int) -> Classifier:
    classifier: Classifier = make_pipeline(
        StandardScaler(),
        LogisticRegression(**settings, class_weight=weights, max_iter=1_000, random_state=seed),
    )
    return classifier


CLASSIFIERS: Final[Mapping[str, Callable[[Settings, Weights, int], Classifier]]] = {
    "logistic": _logistic,
    "random_forest": _random_forest,
    "gradient_boosting": _gradient_boosting,
}
"""An unfitted classifier of each kind, from its settings, the class weights and a seed."""


def average_of(members: Mapping[str, Classifier]) -> Classifier:
    """The mean of the probabilities of fitted classifiers, by name; they are its `estimators_`."""
    average = VotingClassifier(list(members.items()), voting="soft")
    average.estimators_ = list(members.values())
    average.le_ = LabelEncoder().fit([GENUINE_CLASS, FRAUD_CLASS])
    average.classes_ = average.le_.classes_
    classifier: Classifier = average
    return classifier
