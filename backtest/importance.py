"""Which features the model relies on: how much worse it ranks when one of them is shuffled.

Permutation importance (Breiman 2001, Random Forests, section 10): the values of one feature are
exchanged between the payments, everything else stays, and the fall of the average precision is
that feature's importance. Features that say the same thing cover for each other.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from backtest.curves import precision_recall
from backtest.decide import Advance, model_inputs
from backtest.history import History
from backtest.setting import Setting
from models.shared.scorer import OnnxScorer
from trainset.table import Ints

_SEED: Final = 20


@dataclass(frozen=True, slots=True)
class Importance:
    """Fall of the average precision when the feature is shuffled; can be negative by chance."""

    feature: str
    fall: float


@dataclass(frozen=True, slots=True)
class Importances:
    """All features of the model, the most important first.

    Attributes:
        payments: size of the sample.
        frauds: how many of them were frauds: all there are up to a quarter of the sample, so the
            average precision of the sample is not that of the history.
        average_precision: of the sample, nothing shuffled.
    """

    payments: int
    frauds: int
    average_precision: float
    features: tuple[Importance, ...]


def importances(
    history: History,
    setting: Setting,
    sample: int = 12_000,
    advance: Advance = lambda _: None,
) -> Importances | None:
    """The importances over at most `sample` of the payments; None where no fraud is known."""
    table, rows, truth = history.table, history.rows, history.truth
    random = np.random.default_rng(_SEED)
    on_time = ~history.late
    frauds = _some(random, np.flatnonzero(truth.counted_fraud & on_time), sample // 4)
    genuine = np.flatnonzero(truth.counted_genuine & on_time)
    chosen = np.concatenate([frauds, _some(random, genuine, sample - frauds.size)])
    scorer = OnnxScorer(setting.artifact, table.feature_names)
    inputs = model_inputs(table, rows[chosen], scorer)
    fraud = truth.fraud[chosen]
    whole = precision_recall(np.array(scorer.score_matrix(inputs)), fraud) if fraud.any() else None
    if whole is None:
        return None
    found = []
    for column, name in enumerate(scorer.manifest.features):
        shuffled = inputs.copy()
        shuffled[:, column] = random.permutation(inputs[:, column])
        curve = precision_recall(np.array(scorer.score_matrix(shuffled)), fraud)
        if curve is not None:
            found.append(Importance(name, whole.average_precision - curve.average_precision))
        advance(1)
    found.sort(key=lambda importance: -importance.fall)
    return Importances(int(fraud.size), int(fraud.sum()), whole.average_precision, tuple(found))


def _some(random: np.random.Generator, places: Ints, most: int) -> Ints:
    if places.size <= most:
        return places
    return np.sort(random.choice(places, most, replace=False))
