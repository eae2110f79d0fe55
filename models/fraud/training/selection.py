"""Feature selection: what says the same goes, what says nothing goes, within a period.

1. A feature with one value everywhere goes.
2. Of features that rank the payments almost alike, the one that alone tells fraud best stays.
3. The rest is fitted, and each feature shuffled in turn among later payments: how far the average
   precision falls is its importance (Breiman, "Random forests", 2001).
4. Those with an importance stay, the most important first, within a least and a most number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from models.fraud.training.fitting import fit_candidate
from models.fraud.training.measures import average_precision
from models.fraud.training.rows import Rows
from models.fraud.training.settings import TrainSettings
from models.shared.training.classifiers import Classifier, log_odds_of
from models.shared.training.folds import Fold
from models.shared.training.imbalance import balanced
from models.shared.training.learners import Candidate

SAME_RANKING: Final = 0.98
JUDGE: Final = Candidate(
    "gradient_boosting",
    {
        "learning_rate": 0.1,
        "max_iter": 80,
        "max_leaf_nodes": 15,
        "min_samples_leaf": 20,
        "l2_regularization": 5.0,
        "max_features": 0.5,
    },
)
"""What the importance of features is judged by."""
_SHUFFLES: Final = 2
_CORRELATED_ROWS: Final = 20_000
_SHUFFLED_GENUINE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen of the candidates.

    Attributes:
        features: chosen, in the order of the candidates.
        importance: of every feature that was fitted, fall of the average precision.
        same_as: feature that was left out to the one that ranks payments alike.
        constant: features left out because they have one value only.
    """

    features: tuple[str, ...]
    importance: dict[str, float]
    same_as: dict[str, str]
    constant: tuple[str, ...]


def select(
    rows: Rows, names: Sequence[str], folds: Sequence[Fold], settings: TrainSettings
) -> Selection:
    """The features to train on.

    Args:
        rows: of the period.
        names: of the columns of their inputs.
        folds: in time order; what is fitted on one part is judged on the later one.
        settings: how many to keep, rows of a fit, seed.
    """
    least, most, seed = settings.least_features, settings.most_features, settings.seed
    varying = np.flatnonzero(np.ptp(rows.inputs, axis=0) > 0)
    constant = tuple(name for column, name in enumerate(names) if column not in set(varying))
    kept, same_as = _different(rows, varying, seed)
    if kept.size < least:
        spare = [column for column in same_as if column not in set(kept)][: least - kept.size]
        kept = np.sort(np.concatenate([kept, np.array(spare, dtype=np.int64)]))
        same_as = {column: other for column, other in same_as.items() if column not in spare}
    importance = _importance(rows, kept, folds, settings)
    order = kept[np.argsort(-importance, kind="stable")]
    telling = int((importance > 0).sum())
    chosen = np.sort(order[: min(most, max(least, telling))])
    return Selection(
        features=tuple(names[column] for column in chosen),
        importance={
            names[column]: round(float(value), 6)
            for column, value in zip(kept, importance, strict=True)
        },
        same_as={names[column]: names[other] for column, other in same_as.items()},
        constant=constant,
    )


def _different(
    rows: Rows, columns: NDArray[np.int64], seed: int
) -> tuple[NDArray[np.int64], dict[int, int]]:
    """The columns that stay, and for every other one the column that says the same."""
    strength = [_alone(rows, column) for column in columns]
    by_strength = columns[np.argsort([-value for value in strength], kind="stable")]
    correlation = _rank_correlation(rows, columns, seed)
    place = {int(column): index for index, column in enumerate(columns)}
    kept: list[int] = []
    same_as: dict[int, int] = {}
    for column in by_strength.tolist():
        row = correlation[place[column]]
        same = next((other for other in kept if row[place[other]] >= SAME_RANKING), None)
        if same is None:
            kept.append(column)
        else:
            same_as[column] = same
    return np.array(sorted(kept), dtype=np.int64), same_as


def _alone(rows: Rows, column: int) -> float:
    """How well one column tells fraud, in either direction: 0 is not at all, 0.5 always."""
    if not rows.fraud.any() or rows.fraud.all():
        return 0.0
    return abs(float(roc_auc_score(rows.fraud, rows.inputs[:, column])) - 0.5)


def _rank_correlation(rows: Rows, columns: NDArray[np.int64], seed: int) -> NDArray[np.float64]:
    """(columns, columns) absolute rank correlation, on a sample of the rows."""
    sample = np.arange(len(rows))
    if sample.size > _CORRELATED_ROWS:
        drawn = np.random.default_rng(seed).choice(sample, _CORRELATED_ROWS, replace=False)
        sample = np.sort(drawn)
    ranks = np.empty((sample.size, columns.size))
    for place, column in enumerate(columns):
        _, code, counts = np.unique(
            rows.inputs[sample, column], return_inverse=True, return_counts=True
        )
        ranks[:, place] = (np.cumsum(counts) - (counts - 1) / 2)[code]
    ranks -= ranks.mean(axis=0)
    spread = np.sqrt((ranks**2).sum(axis=0))
    ranks /= np.where(spread > 0, spread, 1.0)
    correlation: NDArray[np.float64] = np.abs(ranks.T @ ranks)
    return correlation


def _importance(
    rows: Rows, columns: NDArray[np.int64], folds: Sequence[Fold], settings: TrainSettings
) -> NDArray[np.float64]:
    """(columns,) mean over the folds of the fall of the average precision."""
    narrow = rows.columns(columns)
    found = [
        _importance_in(narrow, fold, settings.most_genuine_tuning, settings.seed + number)
        for number, fold in enumerate(folds)
    ]
    return np.mean(found, axis=0) if found else np.zeros(columns.size)


def _importance_in(rows: Rows, fold: Fold, most_genuine: int, seed: int) -> NDArray[np.float64]:
    fit = fit_candidate(JUDGE, rows.where(fold.fit), most_genuine=most_genuine, seed=seed)
    later = rows.where(fold.measure)
    later = later.where(
        balanced(later.fraud, "none", most_negatives=_SHUFFLED_GENUINE, seed=seed).rows
    )
    whole = average_precision(later.fraud, _scores(fit.classifier, later.inputs))
    rng = np.random.default_rng(seed)
    shuffles = [rng.permutation(len(later)) for _ in range(_SHUFFLES)]
    falls = np.zeros((rows.inputs.shape[1], _SHUFFLES))
    for column in range(rows.inputs.shape[1]):
        inputs = later.inputs.copy()
        for number, shuffle in enumerate(shuffles):
            inputs[:, column] = later.inputs[shuffle, column]
            falls[column, number] = whole - average_precision(
                later.fraud, _scores(fit.classifier, inputs)
            )
    return np.asarray(falls.mean(axis=1))


def _scores(classifier: Classifier, inputs: NDArray[np.float32]) -> NDArray[np.float64]:
    return log_odds_of(classifier, inputs)
