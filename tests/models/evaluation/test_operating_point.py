"""Operating points: every share has its denominator, and the fixed share is kept to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fraud.evaluation.operating_point import OperatingPoint, operating_point, threshold_for
from models.fraud.evaluation.scored import ScoredPayments


def scored(
    score: list[float], fraud: list[bool], amount: list[int], valued: list[bool] | None = None
) -> ScoredPayments:
    return ScoredPayments(
        score=np.array(score),
        fraud=np.array(fraud, dtype=bool),
        card=np.arange(len(score)),
        day=np.zeros(len(score), dtype=np.int64),
        days=1,
        amount_minor=np.array(amount),
        valued=np.array(valued if valued is not None else [True] * len(score), dtype=bool),
    )


PAYMENTS = scored([0.9, 0.4, 0.7, 0.7, 0.1], [True, True, False, False, False], [100, 300, 5, 5, 5])


def test_every_share_has_its_denominator() -> None:
    assert operating_point(PAYMENTS, 0.7) == OperatingPoint(
        threshold=0.7,
        detection_rate=0.5,
        detection_rate_by_value=0.25,
        false_positive_rate_of_legitimate=2 / 3,
        false_positive_rate_of_flagged=2 / 3,
        flagged=3,
    )


def test_a_threshold_that_nothing_reaches_has_no_share_of_flagged() -> None:
    point = operating_point(PAYMENTS, 1.0)
    assert point.false_positive_rate_of_flagged is None
    assert point.detection_rate == 0


def test_amounts_in_other_currencies_are_not_added() -> None:
    payments = scored([0.9, 0.1], [True, True], [100, 10**9], valued=[True, False])
    assert operating_point(payments, 0.5).detection_rate_by_value == 1


@given(
    st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.3, 0.9, 1.0]), st.booleans()), min_size=1),
    st.sampled_from([0.032, 0.2, 0.5, 0.9]),
)
def test_the_fixed_share_is_kept_to_by_the_lowest_threshold_that_can(
    rows: list[tuple[float, bool]], share: float
) -> None:
    score, fraud = (np.array(column) for column in zip(*rows, strict=True))
    if fraud.all():
        return
    threshold = threshold_for(score, fraud, share)
    genuine = score[~fraud]
    assert (genuine >= threshold).sum() <= share * genuine.size
    next_lower = score[score < threshold].max()
    assert (genuine >= next_lower).sum() > share * genuine.size


def test_a_share_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="legitimate_share: 0"):
        threshold_for(np.array([0.1]), np.array([False]), 0)


def test_without_genuine_payments_there_is_no_threshold() -> None:
    with pytest.raises(ValueError, match="true everywhere"):
        threshold_for(np.array([0.1]), np.array([True]), 0.1)
