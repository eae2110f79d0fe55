"""The kinds of classifier that may become a model, each with its settings."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from models.training.rows import Rows


class Classifier(Protocol):
    """The part of a scikit-learn classifier that training uses."""

    def fit(self, inputs: NDArray[np.float32], fraud: NDArray[np.int64]) -> Any:  # noqa: ANN401
        """Learns from (rows, features) and (rows,) of 0 and 1."""

    def predict_proba(self, inputs: NDArray[np.float32]) -> NDArray[np.float64]:
        """(rows, 2): the probabilities of genuine and of fraud."""


def _gradient_boosting(seed: int) -> Classifier:
    classifier: Classifier = HistGradientBoostingClassifier(
        learning_rate=0.06,
        max_iter=220,
        max_leaf_nodes=15,
        min_samples_leaf=20,
        l2_regularization=5.0,
        early_stopping=False,  # it would choose its validation rows without regard to time
        random_state=seed,
    )
    return classifier


def _random_forest(seed: int) -> Classifier:
    classifier: Classifier = RandomForestClassifier(
        n_estimators=60, max_depth=10, min_samples_leaf=5, random_state=seed
    )
    return classifier


def _logistic(seed: int) -> Classifier:
    classifier: Classifier = make_pipeline(
        StandardScaler(), LogisticRegression(max_iter=2_000, random_state=seed)
    )
    return classifier


CLASSIFIERS: Final[Mapping[str, Callable[[int], Classifier]]] = {
    "gradient_boosting": _gradient_boosting,
    "random_forest": _random_forest,
    "logistic": _logistic,
}
"""An unfitted classifier of each kind, from a seed."""


def fitted(kind: str, seed: int, rows: Rows) -> Classifier:
    """A classifier of `kind`, fitted to `rows`; the same arguments give the same classifier."""
    classifier = CLASSIFIERS[kind](seed)
    # On a busy machine the threads of one fit wait for each other longer than they work.
    with threadpool_limits(limits=1):
        classifier.fit(rows.inputs, rows.fraud.astype(np.int64))
    return classifier
