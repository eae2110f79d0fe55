"""The kinds of classifier that may become a model."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from models.shared.training.calibration import log_odds

Setting = int | float | None
Settings = Mapping[str, Setting]
Weights = dict[int, float] | None

NEGATIVE_CLASS: Final = 0
POSITIVE_CLASS: Final = 1


class Classifier(Protocol):
    """The part of a scikit-learn classifier that training uses."""

    def fit(self, inputs: NDArray[np.float32], positive: NDArray[np.int64]) -> Any:  # noqa: ANN401
        """Learns from (rows, features) and (rows,) of 0 and 1."""

    def predict_proba(self, inputs: NDArray[np.float32]) -> NDArray[np.float64]:
        """(rows, 2): the probabilities of negative and of the positive class."""


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


def log_odds_of(classifier: Classifier, inputs: NDArray[np.float32]) -> NDArray[np.float64]:
    """(rows,) what a fitted classifier says of (rows, features), as log-odds of the positive class.

    A forest averages probabilities; the others add up log-odds, and turning these into
    probabilities and back would cost the small ones their precision.
    """
    if isinstance(classifier, HistGradientBoostingClassifier | Pipeline):
        margins: NDArray[np.float64] = classifier.decision_function(inputs)
        return margins
    return log_odds(classifier.predict_proba(inputs)[:, POSITIVE_CLASS])
