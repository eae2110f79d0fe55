"""What a simulated scenario promises: repeatable bytes, exact counts, valid payments."""

from collections import Counter
from dataclasses import replace

import pytest

from events.codec import PaymentDecoder, encode
from events.payment import Payment
from simulator.fraud.campaigns import PATTERN_NAMES
from simulator.rhythm import DAY_MS
from simulator.scenario import Scenario, simulate

SMALL = Scenario(cards=40, merchants=60, days=20, payments=3_000, fraud_rate=0.05)


def encoded(scenario: Scenario) -> list[bytes]:
    return [encode(item.payment) for item in simulate(scenario)]


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert encoded(SMALL) == encoded(SMALL)


def test_another_seed_gives_other_payments() -> None:
    assert not set(encoded(SMALL)) & set(encoded(replace(SMALL, seed=8)))


def test_there_are_exactly_as_many_payments_as_asked_for() -> None:
    assert len(simulate(SMALL)) == 3_000


def test_the_smallest_scenario_has_its_one_payment() -> None:
    assert len(simulate(Scenario(cards=1, merchants=20, days=1, payments=1))) == 1


def test_every_payment_decodes_to_itself() -> None:
    decoder = PaymentDecoder()
    payments = [item.payment for item in simulate(SMALL)]
    now_ms = SMALL.start_ms + SMALL.days * DAY_MS
    assert [decoder.decode(encode(payment), now_ms) for payment in payments] == payments


def test_payments_come_in_time_order_within_the_days() -> None:
    times = [item.payment.event_time_ms for item in simulate(SMALL)]
    assert times == sorted(times)
    assert times[0] >= SMALL.start_ms
    assert times[-1] < SMALL.start_ms + SMALL.days * DAY_MS


def test_transaction_ids_are_unique() -> None:
    assert len({item.payment.transaction_id for item in simulate(SMALL)}) == 3_000


def test_the_fraud_rate_is_as_asked_for() -> None:
    assert sum(item.is_fraud for item in simulate(SMALL)) == 150


def test_a_demo_sized_stream_has_every_pattern_below_one_percent_of_fraud() -> None:
    patterns = Counter(item.pattern for item in simulate(Scenario(seed=7)))
    assert set(patterns) == {None, *PATTERN_NAMES}
    assert 0 < 50_000 - patterns[None] < 500


def test_only_the_chosen_patterns_are_used() -> None:
    chosen = replace(SMALL, patterns=("card_testing",))
    assert {item.pattern for item in simulate(chosen)} == {None, "card_testing"}


def test_a_pattern_that_does_not_fit_into_the_days_is_left_out() -> None:
    chosen = replace(SMALL, days=1, patterns=("compromised_merchant",))
    items = simulate(chosen)
    assert len(items) == 3_000
    assert not any(item.is_fraud for item in items)


def test_fewer_payments_at_night_than_by_day() -> None:
    london = [
        item.payment for item in simulate(Scenario(payments=20_000)) if item.payment.country == "GB"
    ]
    hours = Counter(hour_of(payment) for payment in london)
    assert sum(hours[hour] for hour in range(6)) < sum(hours[hour] for hour in range(12, 18)) / 3


def hour_of(payment: Payment) -> int:
    return payment.event_time_ms // 3_600_000 % 24


def test_most_payments_have_a_position() -> None:
    known = [item.payment.latitude is not None for item in simulate(SMALL)]
    assert 0.8 < sum(known) / len(known) < 0.97


def test_all_faults_of_a_scenario_are_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"^merchants: 3, .*; fraud_rate: 2, .*; patterns: "):
        Scenario(merchants=3, fraud_rate=2, patterns=("theft",))
