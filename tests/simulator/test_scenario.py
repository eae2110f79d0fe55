"""What a simulated scenario promises: repeatable bytes, exact counts, valid payments."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.shared.json_records import encode
from events.shared.time_units import DAY_MS
from simulator.fraud.campaigns import PATTERN_NAMES, SHARES
from simulator.scenario import TRAINING, Scenario, simulate, simulation_of
from simulator.simulation import Simulation

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


def test_a_pattern_that_finds_no_victim_is_left_out() -> None:
    nobody_is_compromised = Scenario(
        cards=1,
        merchants=10_000,
        days=1,
        payments=2,
        fraud_rate=0.5,
        patterns=("compromised_merchant",),
    )
    assert [item.is_fraud for item in simulate(nobody_is_compromised)] == [False, False]


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


@settings(max_examples=30, deadline=None)
@given(
    cards=st.integers(1, 60),
    merchants=st.integers(20, 90),
    days=st.integers(1, 40),
    payments=st.integers(1, 400),
    fraud_rate=st.floats(0, 0.3),
    seed=st.integers(0, 1_000),
)
def test_any_scenario_has_its_number_of_valid_payments(**numbers: float) -> None:
    scenario = Scenario(**numbers)  # type: ignore[arg-type]
    items = simulate(scenario)
    assert len(items) == scenario.payments
    planned = round(scenario.payments * scenario.fraud_rate)
    assert sum(item.is_fraud for item in items) <= planned
    decoder, end_ms = PaymentDecoder(), scenario.start_ms + scenario.days * DAY_MS
    for item in items:
        assert decoder.decode(encode(item.payment), end_ms) == item.payment
        assert scenario.start_ms <= item.payment.event_time_ms < end_ms


def test_the_bytes_of_a_seed_do_not_depend_on_the_size_of_a_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = encoded(SMALL)
    monkeypatch.setattr("simulator.stream._BLOCK", 7)
    assert encoded(SMALL) == whole


@pytest.fixture(scope="module")
def training() -> Simulation:
    return simulation_of(TRAINING)


def test_a_scenario_to_train_on_has_months_thousands_of_people_and_little_fraud(
    training: Simulation,
) -> None:
    assert TRAINING.days >= 120
    assert len(np.unique(training.table.card)) > 2_500
    assert len(np.unique(training.table.merchant)) > 1_500
    assert 0.005 < training.frauds / len(training) < 0.01


def test_each_pattern_makes_its_share_of_the_frauds_of_every_third_of_the_time(
    training: Simulation,
) -> None:
    table = training.table
    third = (table.time_ms - TRAINING.start_ms) * 3 // (TRAINING.days * DAY_MS)
    assert len(PATTERN_NAMES) == len(SHARES) >= 7
    for number, name in enumerate(PATTERN_NAMES):
        mine = third[table.pattern == number]
        assert mine.size == pytest.approx(0.006 * TRAINING.payments * SHARES[name], abs=2)
        assert min(np.bincount(mine, minlength=3)) > 0.1 * mine.size
