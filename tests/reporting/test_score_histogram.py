"""A histogram of scores holds every payment once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reporting.score_histogram import score_histogram

SCORED = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@given(SCORED)
def test_every_payment_is_counted_once(scored: list[tuple[float, bool]]) -> None:
    scores = np.array([score for score, _ in scored])
    fraud = np.array([fraud for _, fraud in scored])
    found = score_histogram(scores, fraud)
    assert found.fraud.sum() == fraud.sum()
    assert found.genuine.sum() == (~fraud).sum()
