"""Detection by kind of fraud: each known fraud is in one kind and one number."""

import numpy as np
from hypothesis import given

from backtest.decide import Decisions
from backtest.segments import by_amount, by_name
from tests.backtest.histories import CASES, Case, decided


def deciding(cases: list[Case]) -> Decisions:
    actions = np.array([case.action for case in cases], dtype=np.int8)
    score = np.where(np.arange(len(cases)) % 2 == 0, 0.5, np.nan)
    return Decisions(actions, score, score, np.zeros(len(cases), dtype=np.int32), ((),))


@given(CASES)
def test_each_known_fraud_is_in_the_segment_of_its_name(cases: list[Case]) -> None:
    history, _ = decided(cases)
    found = by_name(history.currency, deciding(cases), history.truth)
    known = [case for case in cases if case.fraud and case.counted]
    assert {one.name for one in found} == {case.currency for case in known}
    for one in found:
        same = [case for case in known if case.currency == one.name]
        assert (one.frauds, one.stopped) == (len(same), sum(case.action > 0 for case in same))


@given(CASES)
def test_bands_of_amounts_part_the_frauds_of_the_main_currency(cases: list[Case]) -> None:
    history, _ = decided(cases)
    found = by_amount(history, deciding(cases))
    frauds = history.truth.counted_fraud & history.main
    assert sum(segment.frauds for _, segment in found) == frauds.sum()
    ends = [end for end, _ in found]
    assert ends == sorted(set(ends))
    assert all(segment.frauds for _, segment in found)
