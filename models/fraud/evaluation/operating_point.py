"""What acting on every score from a threshold upwards catches, and what it costs."""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.fraud.evaluation.scored import ScoredPayments

Floats = NDArray[np.float64]


class OperatingPoint(Struct, frozen=True):
    """Shares from 0 to 1; None where the denominator is 0.

    Attributes:
        threshold: payments that score at least this are flagged (or blocked).
        detection_rate: flagged frauds, of all frauds.
        detection_rate_by_value: amount of the flagged frauds, of the amount of all frauds, over
            the payments in one currency (`ScoredPayments.valued`).
        false_positive_rate_of_legitimate: flagged genuine payments, of all genuine payments.
        false_positive_rate_of_flagged: flagged genuine payments, of all flagged payments.
        flagged: number of flagged payments.
    """

    threshold: float
    detection_rate: float | None
    detection_rate_by_value: float | None
    false_positive_rate_of_legitimate: float | None
    false_positive_rate_of_flagged: float | None
    flagged: int


def operating_point(payments: ScoredPayments, threshold: float) -> OperatingPoint:
    """The figures of flagging everything that scores at least `threshold`."""
    flagged, fraud = payments.score >= threshold, payments.fraud
    amount = np.where(payments.valued, payments.amount_minor, 0)
    return OperatingPoint(
        threshold=threshold,
        detection_rate=_share(int((flagged & fraud).sum()), int(fraud.sum())),
        detection_rate_by_value=_share(
            int(amount[flagged & fraud].sum()), int(amount[fraud].sum())
        ),
        false_positive_rate_of_legitimate=_share(
            int((flagged & ~fraud).sum()), int((~fraud).sum())
        ),
        false_positive_rate_of_flagged=_share(int((flagged & ~fraud).sum()), int(flagged.sum())),
        flagged=int(flagged.sum()),
    )


def threshold_for(score: Floats, fraud: NDArray[np.bool_], legitimate_share: float) -> float:
    """The lowest threshold with at most `legitimate_share` of the genuine payments at or above.

    Raises:
        ValueError: nothing is genuine, or the share is not between 0 and 1.
    """
    if not 0 < legitimate_share < 1:
        raise ValueError(f"legitimate_share: {legitimate_share}, expected between 0 and 1")
    genuine = np.sort(score[~fraud])
    if not genuine.size:
        raise ValueError("fraud: true everywhere, expected genuine payments")
    allowed = int(genuine.size * legitimate_share)
    return float(np.nextafter(genuine[genuine.size - 1 - allowed], np.inf))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
