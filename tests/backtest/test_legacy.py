"""The legacy baseline sees nothing after a batch and stops nothing before it."""

from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backtest.batch_windows import BatchWindows
from backtest.history import history_of
from backtest.legacy import held_cards, simulate_legacy
from backtest.legacy_inputs import batch_after, legacy_inputs
from backtest.logistic import fit_logistic
from backtest.truth import truth_from_file
from events.shared.time_units import HOUR_MS
from tests.backtest.histories import START_MS, hand_made, simulated
from trainset.table import TrainingTable

BATCH_MS = 8 * HOUR_MS


@dataclass(frozen=True)
class Paid:
    """One payment: of which card, when, how much, and whether it has its card held."""

    card: int
    time_ms: int
    amount_minor: int
    holds: bool


TIMES = st.sampled_from([0, 1, BATCH_MS - 1, BATCH_MS, BATCH_MS + 1]) | st.integers(0, 9 * BATCH_MS)
PAYMENTS = st.lists(
    st.builds(
        Paid,
        card=st.integers(0, 3),
        time_ms=TIMES.map(lambda offset: START_MS + offset),
        amount_minor=st.integers(0, 10**6),
        holds=st.booleans(),
    ),
    min_size=1,
    max_size=25,
)


def column(payments: list[Paid], name: str) -> np.ndarray:  # type: ignore[type-arg]
    return np.array([getattr(paid, name) for paid in payments])


@given(PAYMENTS, st.sampled_from([1, BATCH_MS, 3 * BATCH_MS]))
def test_windows_hold_what_a_loop_over_the_payments_finds(
    payments: list[Paid], window_ms: int
) -> None:
    card, times = column(payments, "card"), column(payments, "time_ms")
    batch_ms = batch_after(times, BATCH_MS)
    windows = BatchWindows(card, times, column(payments, "amount_minor"), 3 * BATCH_MS, BATCH_MS)
    counts, sums = windows.count_and_sum(card, batch_ms, window_ms)
    assert len(counts) == len(sums) == len(payments) >= 1
    for row, (paid, batch) in enumerate(zip(payments, batch_ms.tolist(), strict=True)):
        inside = [
            other.amount_minor
            for other in payments
            if other.card == paid.card and batch - window_ms < other.time_ms <= batch
        ]
        assert (counts[row], sums[row]) == (len(inside), sum(inside))


@given(PAYMENTS, st.sampled_from([1, BATCH_MS, 3 * BATCH_MS]))
def test_a_card_is_held_only_after_a_batch_and_only_for_so_long(
    payments: list[Paid], hold_ms: int
) -> None:
    card, times = column(payments, "card"), column(payments, "time_ms")
    batch_ms = batch_after(times, BATCH_MS)
    found = held_cards(card, times, batch_ms, column(payments, "holds"), hold_ms)
    assert len(found) == len(payments) >= 1
    for row, paid in enumerate(payments):
        begun = [
            int(batch)
            for other, batch in zip(payments, batch_ms, strict=True)
            if other.holds and other.card == paid.card
        ]
        assert found[row] == any(batch < paid.time_ms <= batch + hold_ms for batch in begun)


@given(PAYMENTS)
def test_a_batch_comes_at_or_after_its_payments_within_its_interval(payments: list[Paid]) -> None:
    times = column(payments, "time_ms")
    batch_ms = batch_after(times, BATCH_MS)
    assert ((batch_ms >= times) & (batch_ms - times < BATCH_MS)).all()
    assert (batch_ms % BATCH_MS == 0).all()


def first_rows(table: TrainingTable, rows: int) -> TrainingTable:
    return hand_made(
        amount_minor=table.amount_minor[:rows].tolist(),
        event_time_ms=table.event_time_ms[:rows].tolist(),
        card=[table.card_ids[code] for code in table.card[:rows]],
        merchant=[table.merchant_ids[code] for code in table.merchant[:rows]],
    )


def test_what_comes_after_a_batch_does_not_change_what_the_batch_read() -> None:
    table, _ = simulated()
    order = np.argsort(table.event_time_ms, kind="stable")
    ordered = first_rows(table, len(table))
    ordered = hand_made(
        amount_minor=table.amount_minor[order].tolist(),
        event_time_ms=table.event_time_ms[order].tolist(),
        card=[table.card_ids[code] for code in table.card[order]],
        merchant=[table.merchant_ids[code] for code in table.merchant[order]],
    )
    batch_ms = batch_after(ordered.event_time_ms, BATCH_MS)
    until = int(np.searchsorted(ordered.event_time_ms, batch_ms[2000], "right"))
    whole = legacy_inputs(ordered, batch_ms, BATCH_MS)
    early = legacy_inputs(first_rows(ordered, until), batch_ms[:until], BATCH_MS)
    assert until < len(ordered)
    np.testing.assert_allclose(whole[:until], early)


def test_it_is_measured_at_the_false_positives_of_what_it_is_compared_with() -> None:
    table, truths = simulated()
    rows = table.between(START_MS + 20 * 24 * HOUR_MS, 2**62)
    history = history_of(table, rows, truth_from_file(table, rows, truths, "truth"))
    stopped = history.truth.counted_genuine & (np.arange(rows.size) % 50 == 0)
    found = simulate_legacy(history, stopped, stopped)
    wronged = found.recognised.false_positives_of_genuine
    assert wronged.part == int(stopped.sum())
    assert (
        found.recognised_at_published.false_positives_of_genuine.share
        == round(0.15 * wronged.whole) / wronged.whole
    )
    recognised, published = found.recognised.detection, found.recognised_at_published.detection
    assert published.part >= recognised.part > wronged.part * recognised.whole / wronged.whole
    assert found.stopped.detection.part < recognised.part
    assert 0 < found.mean_delay_ms < BATCH_MS


def test_the_logistic_regression_finds_the_weights_that_made_the_data() -> None:
    random = np.random.default_rng(3)
    inputs = random.normal(size=(40_000, 2)) * [1.0, 5.0] + [0.0, 2.0]
    logit = 1.5 * inputs[:, 0] - 0.2 * inputs[:, 1] - 1
    positive = random.random(40_000) < 1 / (1 + np.exp(-logit))
    model = fit_logistic(inputs, positive)
    np.testing.assert_allclose(model.weights[:2] / model.deviation, [1.5, -0.2], atol=0.06)
    assert abs(model.score(inputs).mean() - positive.mean()) < 1e-4
