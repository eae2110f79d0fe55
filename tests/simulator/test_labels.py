"""What becomes known about simulated payments: how much, how late, how wrong."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.fraud.codec import LabelDecoder
from events.fraud.label import LabelKind
from events.shared.json_records import encode
from events.shared.time_units import DAY_MS, HOUR_MS
from simulator.label_settings import LabelSettings
from simulator.labels import LABEL_KINDS, LabelColumns, label_columns, labels_of
from simulator.rhythm import START_MS
from simulator.scenario import Scenario, simulated_labels, simulation_of
from simulator.table import Flags, Ints

SMALL = Scenario(cards=100, merchants=60, days=40, payments=5_000, fraud_rate=0.05)
COUNT = 400_000
DEFAULT = LabelSettings()


def payments() -> tuple[Ints, Flags]:
    """Event times and truth of many payments, a tenth of them fraud."""
    time_ms = START_MS + np.arange(COUNT, dtype=np.int64) * 10_000
    return time_ms, np.arange(COUNT) % 10 == 0


@pytest.fixture(scope="module")
def columns() -> LabelColumns:
    return label_columns(np.random.default_rng(3), *payments(), DEFAULT)


def of_kind(columns: LabelColumns, kind: LabelKind) -> tuple[Ints, Ints]:
    """Rows and delays in ms of the labels of one kind."""
    mine = columns.kind == LABEL_KINDS.index(kind)
    row = columns.row[mine]
    return row, columns.reported_ms[mine] - payments()[0][row]


def test_the_same_seed_gives_the_same_labels() -> None:
    assert simulated_labels(SMALL) == simulated_labels(SMALL)


def test_another_seed_gives_other_labels() -> None:
    assert simulated_labels(SMALL) != simulated_labels(SMALL, LabelSettings(seed=2))


def test_labels_come_in_the_order_in_which_they_become_known(columns: LabelColumns) -> None:
    assert (np.diff(columns.reported_ms) >= 0).all()


def test_a_label_repeats_what_its_payment_says() -> None:
    simulation = simulation_of(SMALL)
    by_id = {
        payment.transaction_id: payment
        for payment in simulation.payments(np.arange(len(simulation)))
    }
    labels = list(labels_of(simulation, DEFAULT))
    assert len({label.label_id for label in labels}) == len(labels) > 200
    for label in labels:
        payment = by_id[label.transaction_id]
        assert (label.card_id, label.merchant_id) == (payment.card_id, payment.merchant_id)
        assert label.event_time_ms == payment.event_time_ms < label.reported_time_ms


def test_most_frauds_are_charged_back_and_some_never(columns: LabelColumns) -> None:
    row, _ = of_kind(columns, "chargeback")
    _, fraud = payments()
    assert np.count_nonzero(fraud[row]) / fraud.sum() == pytest.approx(0.95, abs=0.01)


def test_a_chargeback_comes_after_some_days_mostly_within_a_week(columns: LabelColumns) -> None:
    _, delay_ms = of_kind(columns, "chargeback")
    assert np.median(delay_ms) / DAY_MS == pytest.approx(3.5, abs=0.15)
    assert 0.8 < np.mean(delay_ms < 7 * DAY_MS) < 0.95
    assert 12 * DAY_MS < delay_ms.max() <= 30 * DAY_MS


def test_a_few_genuine_payments_are_charged_back(columns: LabelColumns) -> None:
    row, _ = of_kind(columns, "chargeback")
    _, fraud = payments()
    assert np.mean(~fraud[row]) * row.size / (~fraud).sum() == pytest.approx(0.0003, abs=0.0001)


def test_many_wrong_chargebacks_are_revised_later(columns: LabelColumns) -> None:
    charged, _ = of_kind(columns, "chargeback")
    won, _ = of_kind(columns, "dispute_won")
    _, fraud = payments()
    wrong = charged[~fraud[charged]]
    assert set(won.tolist()) < set(wrong.tolist())
    assert 0.4 < won.size / wrong.size < 0.8


def test_a_dispute_is_won_after_its_chargeback(columns: LabelColumns) -> None:
    charged, charged_ms = of_kind(columns, "chargeback")
    won, won_ms = of_kind(columns, "dispute_won")
    assert won.size > 20
    first_ms = dict(zip(charged.tolist(), charged_ms.tolist(), strict=True))
    assert all(at > first_ms[row] for row, at in zip(won.tolist(), won_ms.tolist(), strict=True))


def test_analysts_are_faster_and_at_times_wrong(columns: LabelColumns) -> None:
    found, found_ms = of_kind(columns, "analyst_fraud")
    cleared, cleared_ms = of_kind(columns, "analyst_genuine")
    _, fraud = payments()
    wrong = np.count_nonzero(~fraud[found]) + np.count_nonzero(fraud[cleared])
    assert wrong / (found.size + cleared.size) == pytest.approx(0.04, abs=0.01)
    assert np.median(np.concatenate((found_ms, cleared_ms))) < 6 * HOUR_MS


def test_a_later_chargeback_revises_an_analyst_who_was_wrong(columns: LabelColumns) -> None:
    cleared, _ = of_kind(columns, "analyst_genuine")
    charged, _ = of_kind(columns, "chargeback")
    _, fraud = payments()
    assert np.isin(cleared[fraud[cleared]], charged).mean() > 0.8


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.booleans()), min_size=1, max_size=50),
    st.integers(0, 1_000),
    st.floats(0, 1),
)
def test_no_label_is_older_than_its_payment(
    payments: list[tuple[int, bool]], seed: int, share: float
) -> None:
    time_ms = START_MS + np.array([after for after, _ in payments], dtype=np.int64)
    fraud = np.array([is_fraud for _, is_fraud in payments])
    chosen = LabelSettings(chargeback_share=share, friendly_share=share, analyst_fraud_share=share)
    columns = label_columns(np.random.default_rng(seed), time_ms, fraud, chosen)
    assert (columns.reported_ms > time_ms[columns.row]).all()
    assert (columns.reported_ms <= time_ms[columns.row] + 60 * DAY_MS).all()


def test_without_noise_the_labels_are_the_frauds() -> None:
    exact = LabelSettings(
        chargeback_share=1.0,
        friendly_share=0.0,
        analyst_fraud_share=0.0,
        analyst_genuine_share=0.0,
    )
    simulation = simulation_of(SMALL)
    charged = {label.transaction_id for label in labels_of(simulation, exact)}
    fraud = np.flatnonzero(simulation.table.pattern >= 0)
    assert charged == set(simulation.transactions(fraud))


def test_labels_are_valid_on_the_wire() -> None:
    decoder = LabelDecoder()
    labels = simulated_labels(SMALL)
    assert len(labels) > 200
    for label in labels:
        assert decoder.decode(encode(label), label.reported_time_ms) == label


def test_all_faults_of_the_settings_are_named_at_once() -> None:
    expected = r"^chargeback_share: 2, expected 0 to 1; chargeback_median_days: 0, expected "
    with pytest.raises(ValueError, match=expected):
        LabelSettings(chargeback_share=2, chargeback_median_days=0)
