"""How well scores separate fraud from genuine payments, for tuning and for reports."""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from events.shared.time_units import DAY_MS
from models.fraud.thresholds import Thresholds
from models.fraud.training.rows import Rows

Scores = NDArray[np.float64]

CARDS_A_DAY = 100
_LEAST_PROBABILITY = 1e-15


def average_precision(fraud: NDArray[np.bool_], scores: Scores) -> float:
    """Area under precision over recall, 0 where nothing is fraud."""
    return float(average_precision_score(fraud, scores)) if fraud.any() else 0.0


def card_precision(rows: Rows, scores: Scores, cards_a_day: int = CARDS_A_DAY) -> float:
    """Of the cards that score highest on a day, the share with a fraud on it; mean over days.

    A card's score of a day is that of its highest payment. Where a day has fewer cards than
    `cards_a_day`, all of them are looked at. Le Borgne et al., "Reproducible machine learning for
    credit card fraud detection" (2022), chapter 4.
    """
    days = rows.time_ms // DAY_MS
    shares = []
    for day in np.unique(days):
        of_day = np.flatnonzero(days == day)
        cards, code = np.unique(rows.card[of_day], return_inverse=True)
        highest = np.full(cards.size, -np.inf)
        np.maximum.at(highest, code, scores[of_day])
        frauds = np.bincount(code, rows.fraud[of_day], cards.size) > 0
        top = np.argsort(-highest, kind="stable")[:cards_a_day]
        shares.append(float(frauds[top].mean()))
    return float(np.mean(shares)) if shares else 0.0


def log_loss(fraud: NDArray[np.bool_], probability: Scores) -> float:
    """Mean of -log of the probability that was given to what happened; lower is better."""
    given = np.where(fraud, probability, 1.0 - probability)
    return float(-np.log(np.clip(given, _LEAST_PROBABILITY, 1.0)).mean())


def measure(rows: Rows, scores: Scores, thresholds: Thresholds, prefix: str) -> dict[str, float]:
    """Figures by name, each beginning with `prefix`; shares are 0 to 1.

    - ``payments``, ``frauds``: how many.
    - ``average_precision``, ``roc_auc``: independent of thresholds; absent without a fraud.
    - ``card_precision_100``: see `card_precision`.
    - ``log_loss``: of the probabilities.
    - ``detection_flag``, ``detection_block``: of the frauds, those at or above the threshold.
    - ``false_positives_flag``, ``false_positives_block``: of the genuine payments, the same.
    - ``false_alarms_flag``, ``false_alarms_block``: of the payments at or above the threshold,
      the genuine ones; absent where there are none.
    """
    fraud = rows.fraud
    found: dict[str, float] = {"payments": len(rows), "frauds": int(fraud.sum())}
    if fraud.any() and not fraud.all():
        found |= {
            "average_precision": average_precision(fraud, scores),
            "roc_auc": float(roc_auc_score(fraud, scores)),
            "card_precision_100": card_precision(rows, scores),
        }
    found["log_loss"] = log_loss(fraud, scores)
    for name, threshold in (("flag", thresholds.flag), ("block", thresholds.block)):
        reached = scores >= threshold
        found |= {
            f"detection_{name}": share(reached, fraud),
            f"false_positives_{name}": share(reached, ~fraud),
        }
        if reached.any():
            found[f"false_alarms_{name}"] = share(~fraud, reached)
    return {f"{prefix}{name}": round(value, 6) for name, value in found.items()}


def share(mask: NDArray[np.bool_], of: NDArray[np.bool_]) -> float:
    """The share of the rows of `of` for which `mask` holds too; 0 where there are none."""
    return float((mask & of).sum() / max(1, of.sum()))
