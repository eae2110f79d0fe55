"""A state is a function of its log: stored and restored at any point, it goes on the same."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.payment import Payment
from features.card import CardState
from features.catalogue import DAY_MS
from features.limits import HistoryLimits
from features.merchant import MerchantState
from features.watermark import Watermark
from tests.strategies.payments import STREAMS

WIDE = HistoryLimits()
NARROW = HistoryLimits(exact_payments=4, distinct_ids=4, dedup_ids=4)


@pytest.mark.parametrize("limits", [WIDE, NARROW])
@given(stream=STREAMS, seed=st.integers(0, 99))
@settings(max_examples=150)
def test_a_card_restored_after_each_payment_goes_on_as_the_live_one(
    limits: HistoryLimits, stream: list[Payment], seed: int
) -> None:
    live, log, watermark = CardState.empty(limits), list[bytes](), Watermark()
    choice = random.Random(seed)
    for payment in stream:
        restored = CardState.from_log(log, limits)
        outcome = restored.add(payment, watermark.value_ms)
        assert outcome == live.add(payment, watermark.value_ms)
        watermark.observe(payment.event_time_ms)
        log += [outcome.entry] if outcome.entry else []
        if choice.random() < 0.2:
            log = [restored.snapshot()]
    assert CardState.from_log(log, limits).snapshot() == live.snapshot()
    assert CardState.from_log(log, limits).expires_at_ms() == live.expires_at_ms()


@pytest.mark.parametrize("limits", [WIDE, NARROW])
@given(stream=STREAMS, seed=st.integers(0, 99))
@settings(max_examples=150)
def test_a_merchant_restored_after_each_payment_goes_on_as_the_live_one(
    limits: HistoryLimits, stream: list[Payment], seed: int
) -> None:
    live, log, watermark = MerchantState.empty(limits), list[bytes](), Watermark()
    choice = random.Random(seed)
    for payment in stream:
        late = payment.event_time_ms < watermark.value_ms - DAY_MS
        restored = MerchantState.from_log(log, limits)
        outcome = restored.add(payment, watermark.value_ms, late=late)
        assert outcome == live.add(payment, watermark.value_ms, late=late)
        watermark.observe(payment.event_time_ms)
        log += [outcome.entry] if outcome.entry else []
        if choice.random() < 0.2:
            log = [restored.snapshot()]
    assert MerchantState.from_log(log, limits).snapshot() == live.snapshot()
    assert MerchantState.from_log(log, limits).expires_at_ms() == live.expires_at_ms()
