"""A state is a function of its log: stored and restored at any point, it goes on the same."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS
from features.shared.limits import HistoryLimits
from features.shared.watermark import Watermark
from tests.features.states import CARD, MERCHANT
from tests.strategies.labels import LABELLED_STREAMS
from tests.strategies.payments import STREAMS

WIDE = HistoryLimits()
NARROW = HistoryLimits(exact_payments=4, distinct_ids=4, dedup_ids=4)


@pytest.mark.parametrize("limits", [WIDE, NARROW])
@given(stream=STREAMS | LABELLED_STREAMS, seed=st.integers(0, 99))
@settings(max_examples=200)
def test_a_card_restored_after_each_event_goes_on_as_the_live_one(
    limits: HistoryLimits, stream: list[Payment | Label], seed: int
) -> None:
    live, log, watermark = CARD.empty(limits), list[bytes](), Watermark()
    choice = random.Random(seed)
    for event in stream:
        restored = CARD.from_log(log, limits)
        if isinstance(event, Label):
            entry = restored.add_label(event, watermark.value_ms)
            assert entry == live.add_label(event, watermark.value_ms)
        else:
            outcome = restored.add(event, watermark.value_ms)
            expected = live.add(event, watermark.value_ms)
            assert (outcome.kind, outcome.values) == (expected.kind, expected.values)
            watermark.observe(event.event_time_ms)
            entry = outcome.entry
        log += [entry] if entry else []
        if choice.random() < 0.2:
            log = [restored.snapshot()]
    assert CARD.from_log(log, limits).snapshot() == live.snapshot()
    assert CARD.from_log(log, limits).expires_at_ms() == live.expires_at_ms()


@pytest.mark.parametrize("limits", [WIDE, NARROW])
@given(stream=STREAMS | LABELLED_STREAMS, seed=st.integers(0, 99))
@settings(max_examples=200)
def test_a_merchant_restored_after_each_event_goes_on_as_the_live_one(
    limits: HistoryLimits, stream: list[Payment | Label], seed: int
) -> None:
    live, log, watermark = MERCHANT.empty(limits), list[bytes](), Watermark()
    choice = random.Random(seed)
    for event in stream:
        restored = MERCHANT.from_log(log, limits)
        if isinstance(event, Label):
            entry = restored.add_label(event, watermark.value_ms)
            assert entry == live.add_label(event, watermark.value_ms)
        else:
            late = event.event_time_ms < watermark.value_ms - DAY_MS
            outcome = restored.add(event, watermark.value_ms, late=late)
            expected = live.add(event, watermark.value_ms, late=late)
            assert outcome.values == expected.values
            watermark.observe(event.event_time_ms)
            entry = outcome.entry
        log += [entry] if entry else []
        if choice.random() < 0.2:
            log = [restored.snapshot()]
    assert MERCHANT.from_log(log, limits).snapshot() == live.snapshot()
    assert MERCHANT.from_log(log, limits).expires_at_ms() == live.expires_at_ms()
