"""What a model has to beat: plain classifiers on counts and means, without any tuning."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from models.fraud.training.rows import Rows, inputs_of
from trainset.table import TrainingTable

_WINDOWS: Final = ("24h", "7d", "30d")
COUNTS_AND_MEANS: Final = (
    "amount_minor",
    "is_weekend",
    "is_night",
    *(
        f"{scope}_{statistic}_{window}"
        for scope in ("card", "merchant")
        for statistic in ("count", "mean_minor")
        for window in _WINDOWS
    ),
)
"""The payment, and how often and how much the card and the merchant had before."""

MERCHANT_RISK: Final = tuple(f"merchant_fraud_share_{window}" for window in ("1d", "7d", "30d"))
"""Share of the merchant's payments that turned out to be frauds, once that was known."""

BASELINE_FILL: Final = 0.0
"""What a baseline reads for a missing feature."""


def _logistic(seed: int) -> Any:  # noqa: ANN401 - scikit-learn has no types
    return make_pipeline(
        StandardScaler(),
        LogisticRegression(class_weight="balanced", max_iter=2_000, random_state=seed),
    )


def _random_forest(seed: int) -> Any:  # noqa: ANN401
    return RandomForestClassifier(class_weight="balanced", n_jobs=1, random_state=seed)


def _gradient_boosting(seed: int) -> Any:  # noqa: ANN401
    # Its early stopping would choose its rounds on a random tenth of the rows.
    return HistGradientBoostingClassifier(early_stopping=False, random_state=seed)


LEARNERS: Final[Mapping[str, Callable[[int], Any]]] = {
    "logistic_regression": _logistic,
    "random_forest": _random_forest,
    "gradient_boosting": _gradient_boosting,
}
"""An unfitted classifier with scikit-learn's default settings, from a seed."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A fitted baseline: a classifier of scikit-learn."""

    classifier: Any

    def score(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) the fitted probability of fraud; values (n, features), NaN where missing."""
        with threadpool_limits(limits=1):
            inputs = inputs_of(values, BASELINE_FILL)
            scores: NDArray[np.float64] = self.classifier.predict_proba(inputs)[:, 1]
        return scores


def feature_sets(table: TrainingTable) -> dict[str, tuple[str, ...]]:
    """Name to features of each set that the table can feed.

    The second set is there only if the table has merchant risks and its input has labels.
    """
    fed = [name for name in table.feature_names if name not in table.left_out]
    counts = tuple(name for name in COUNTS_AND_MEANS if name in fed)
    risks = tuple(name for name in MERCHANT_RISK if name in fed)
    sets = {"counts_and_means": counts}
    if risks:
        sets["counts_means_and_merchant_risk"] = counts + risks
    return sets


def fit_baseline(learner: str, rows: Rows, seed: int) -> Baseline:
    """Fits one baseline.

    Args:
        learner: name in `LEARNERS`.
        rows: of the training period, missing values filled with 0.
        seed: of the classifier.
    """
    classifier = LEARNERS[learner](seed)
    with threadpool_limits(limits=1):
        classifier.fit(rows.inputs, rows.fraud.astype(np.int64))
    return Baseline(classifier)
