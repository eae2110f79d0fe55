"""Fits one candidate to rows, with the imbalance handled as it says."""

from dataclasses import dataclass

import numpy as np

from models.fraud.training.rows import Rows
from models.shared.training.classifiers import (
    CLASSIFIERS,
    NEGATIVE_CLASS,
    POSITIVE_CLASS,
    Classifier,
)
from models.shared.training.imbalance import balanced
from models.shared.training.learners import Candidate


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted classifier, and by how much its log-odds of fraud are too high."""

    classifier: Classifier
    log_odds_ratio: float


def fit_candidate(candidate: Candidate, rows: Rows, *, most_genuine: int, seed: int) -> Fit:
    """Fit a classifier as `candidate` says; the same arguments give the same one.

    Args:
        candidate: kind, settings and weighting.
        rows: to fit to.
        most_genuine: if there are more genuine payments, this many are drawn.
        seed: of the draw and of the classifier.
    """
    balance = balanced(rows.fraud, candidate.weighting, most_negatives=most_genuine, seed=seed)
    part = rows.where(balance.rows)
    weights = None
    # Boosting bins weighted rows ten times as slowly, even if all of them weigh the same.
    if balance.positive_weight != 1:
        weights = {NEGATIVE_CLASS: 1.0, POSITIVE_CLASS: balance.positive_weight}
    classifier = CLASSIFIERS[candidate.kind](candidate.settings, weights, seed)
    classifier.fit(part.inputs, part.fraud.astype(np.int64))
    return Fit(classifier, balance.log_odds_ratio)
