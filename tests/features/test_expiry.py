"""Dropping a state that has expired changes nothing, in any regime."""

import pytest
from hypothesis import given, settings

from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS
from features.shared.limits import HistoryLimits
from features.shared.watermark import Watermark
from tests.features.states import CARD, MERCHANT
from tests.strategies.payments import LONG_STREAMS

LIMITS = [HistoryLimits(), HistoryLimits(exact_payments=4, distinct_ids=4, dedup_ids=4)]


@pytest.mark.parametrize("limits", LIMITS)
@given(stream=LONG_STREAMS)
@settings(max_examples=100)
def test_a_card_dropped_once_it_has_expired_goes_on_as_one_that_was_kept(
    limits: HistoryLimits, stream: list[Payment]
) -> None:
    assert stream
    kept, dropped = CARD.empty(limits), CARD.empty(limits)
    watermark = Watermark()
    for payment in stream:
        if watermark.value_ms > dropped.expires_at_ms():
            dropped = CARD.empty(limits)
        outcome = kept.add(payment, watermark.value_ms)
        again = dropped.add(payment, watermark.value_ms)
        assert (again.kind, again.values) == (outcome.kind, outcome.values)
        watermark.observe(payment.event_time_ms)


@pytest.mark.parametrize("limits", LIMITS)
@given(stream=LONG_STREAMS)
@settings(max_examples=100)
def test_a_merchant_dropped_once_it_has_expired_goes_on_as_one_that_was_kept(
    limits: HistoryLimits, stream: list[Payment]
) -> None:
    assert stream
    kept, dropped = MERCHANT.empty(limits), MERCHANT.empty(limits)
    watermark = Watermark()
    for payment in stream:
        if watermark.value_ms > dropped.expires_at_ms():
            dropped = MERCHANT.empty(limits)
        late = payment.event_time_ms < watermark.value_ms - DAY_MS
        outcome = kept.add(payment, watermark.value_ms, late=late)
        again = dropped.add(payment, watermark.value_ms, late=late)
        assert (again.kind, again.values) == (outcome.kind, outcome.values)
        watermark.observe(payment.event_time_ms)
