"""The replayer against the naive oracle, end to end."""

import pytest
from hypothesis import given, settings

from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.time_units import DAY_MS, HOUR_MS
from features.fraud.catalogue import FEATURE_NAMES
from features.fraud.replayer import Replayer
from features.shared.limits import HistoryLimits
from tests.features.labels import a_label
from tests.features.payments import START_MS, a_payment
from tests.oracles.replay_oracle import NaiveReplay
from tests.strategies.labels import LABELLED_STREAMS
from tests.strategies.payments import LONG_STREAMS, STREAMS

LIMITS = HistoryLimits()
SHORT = HistoryLimits(allowed_lateness_ms=HOUR_MS, dedup_window_ms=2 * HOUR_MS)
QUICK_FEEDBACK = HistoryLimits(feedback_delay_ms=HOUR_MS)


@pytest.mark.parametrize("limits", [LIMITS, SHORT])
@given(stream=STREAMS | LONG_STREAMS)
@settings(max_examples=250)
def test_every_value_and_kind_is_the_oracles(limits: HistoryLimits, stream: list[Payment]) -> None:
    assert stream
    replayer, oracle = Replayer(limits), NaiveReplay(limits)
    for payment in stream:
        replayed = replayer.feed(payment)
        assert (replayed.kind, replayed.values) == oracle.feed(payment)


@pytest.mark.slow
@pytest.mark.parametrize("limits", [LIMITS, QUICK_FEEDBACK])
@given(stream=LABELLED_STREAMS)
@settings(max_examples=300)
def test_every_value_is_the_oracles_with_labels_in_any_order(
    limits: HistoryLimits, stream: list[Payment | Label]
) -> None:
    assert {type(event) for event in stream} == {Label, Payment}
    replayer, oracle = Replayer(limits), NaiveReplay(limits)
    for event in stream:
        if isinstance(event, Label):
            replayer.feed_label(event)
            oracle.labels.append(event)
        else:
            replayed = replayer.feed(event)
            assert (replayed.kind, replayed.values) == oracle.feed(event)


@given(stream=LABELLED_STREAMS)
@settings(max_examples=50)
def test_a_second_delivery_of_a_label_changes_nothing(stream: list[Payment | Label]) -> None:
    assert {type(event) for event in stream} == {Label, Payment}
    once, twice = Replayer(LIMITS), Replayer(LIMITS)
    for event in stream:
        if isinstance(event, Label):
            once.feed_label(event)
            twice.feed_label(event)
            assert not twice.feed_label(event)
        else:
            assert twice.feed(event) == once.feed(event)


def test_a_label_on_a_payment_that_no_window_reaches_changes_nothing() -> None:
    replayer = Replayer(LIMITS)
    replayer.feed(a_payment(START_MS + 38 * DAY_MS + 5001))
    assert not replayer.feed_label(a_label(START_MS, reported_ms=START_MS + 38 * DAY_MS))
    assert replayer.feed_label(a_label(START_MS + 1, reported_ms=START_MS + 38 * DAY_MS))


@given(stream=STREAMS)
@settings(max_examples=50)
def test_a_second_delivery_of_everything_changes_no_value(stream: list[Payment]) -> None:
    assert stream
    once, twice = Replayer(LIMITS), Replayer(LIMITS)
    for payment in stream:
        outcome = once.feed(payment)
        assert twice.feed(payment) == outcome
        assert twice.feed(payment).kind == "duplicate"


def test_a_payment_is_judged_by_the_watermark_of_those_before_it() -> None:
    replayer = Replayer(LIMITS)
    marks = [
        replayer.feed(a_payment(START_MS + shift_ms)).watermark_ms for shift_ms in (0, 9000, 1)
    ]
    assert marks == [-(2**63), START_MS - 5001, START_MS + 3999]
    assert replayer.watermark_ms == START_MS + 3999


def test_an_accepted_payment_has_a_value_for_every_feature() -> None:
    assert len(Replayer(LIMITS).feed(a_payment(START_MS)).values) == len(FEATURE_NAMES) == 52


def test_a_late_payment_has_only_the_values_of_the_payment_itself() -> None:
    replayer = Replayer(LIMITS)
    replayer.feed(a_payment(START_MS + 2 * DAY_MS))
    replayed = replayer.feed(a_payment(START_MS, 250))
    assert (replayed.kind, replayed.values) == ("late", (250, 22, False, False))


@pytest.mark.slow
def test_keys_that_the_watermark_left_behind_are_dropped() -> None:
    replayer, held = Replayer(LIMITS), []
    for number in range(20_000):
        payment = a_payment(
            START_MS + number * HOUR_MS, card_id=f"c{number}", merchant_id=f"m{number}"
        )
        replayer.feed(payment)
        held.append(replayer.keys_held)
    assert max(held) <= 2 * (31 + 38) * 25


def test_a_key_comes_back_to_its_history_among_thousands_of_others() -> None:
    replayer = Replayer(LIMITS)
    replayer.feed(a_payment(START_MS, card_id="back", merchant_id="back"))
    for number in range(5000):
        time_ms = START_MS + number * DAY_MS // 250
        replayer.feed(a_payment(time_ms, card_id=f"c{number}", merchant_id=f"m{number}"))
    replayed = replayer.feed(a_payment(START_MS + 20 * DAY_MS, card_id="back", merchant_id="back"))
    values = dict(zip(FEATURE_NAMES, replayed.values, strict=True))
    assert (values["card_count_30d"], values["merchant_count_30d"]) == (2, 2)
