"""Small training tables with the features that the baselines read, for the tests of evaluation."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from events.shared.time_units import DAY_MS
from models.fraud.evaluation.baselines import COUNTS_AND_MEANS, MERCHANT_RISK
from models.fraud.evaluation.protocol import Periods
from models.fraud.thresholds import Thresholds
from models.shared.training.period import Period
from trainset.table import LabelColumns, TrainingTable

START_MS = 1_736_121_600_000  # 2025-01-06, a Monday
SIGNAL = "card_amount_z_30d"
NAMES = (*COUNTS_AND_MEANS, *MERCHANT_RISK, SIGNAL)
THRESHOLDS = Thresholds(flag=0.9, block=0.99)
PERIODS = Periods(
    train=Period(START_MS, START_MS + 4 * DAY_MS),
    delay_ms=2 * DAY_MS,
    test=Period(START_MS + 6 * DAY_MS, START_MS + 10 * DAY_MS),
)


def table_of(
    card: NDArray[np.int64],
    event_time_ms: NDArray[np.int64],
    fraud: NDArray[np.bool_],
    values: NDArray[np.float64] | None = None,
) -> TrainingTable:
    """A table whose frauds are reported two days after the payment."""
    count, frauds = card.size, np.flatnonzero(fraud)
    return TrainingTable(
        transaction_id=np.array([f"t-{number}" for number in range(count)], dtype=object),
        card=card,
        merchant=np.zeros(count, dtype=np.int64),
        card_ids=tuple(f"c-{number}" for number in range(int(card.max(initial=0)) + 1)),
        merchant_ids=("m-0",),
        event_time_ms=event_time_ms,
        amount_minor=np.full(count, 1_000, dtype=np.int64),
        currency=np.full(count, "EUR", dtype=object),
        country=np.full(count, "FR", dtype=object),
        channel=np.full(count, "pos", dtype=object),
        late=np.zeros(count, dtype=np.bool_),
        values=np.zeros((count, len(NAMES))) if values is None else values,
        feature_names=NAMES,
        labels=LabelColumns(
            frauds, event_time_ms[frauds] + PERIODS.delay_ms, np.ones(frauds.size, dtype=np.bool_)
        ),
        left_out={},
        feedback_delay_ms=PERIODS.delay_ms,
        data_id="small",
    )


def noisy_table(rows: int = 4_000, days: int = 18, seed: int = 1) -> TrainingTable:
    """Payments of 800 cards; frauds show in `SIGNAL` alone, and there only by tendency."""
    rng = np.random.default_rng(seed)
    fraud = rng.random(rows) < 0.03
    values = rng.normal(size=(rows, len(NAMES)))
    values[:, NAMES.index(SIGNAL)] += 2.0 * fraud.astype(np.float64)
    times = np.sort(START_MS + rng.integers(0, days * DAY_MS, rows))
    return table_of(rng.integers(0, 800, rows), times, fraud, values)


def with_late(table: TrainingTable, late: NDArray[np.bool_]) -> TrainingTable:
    """The same table, other payments late."""
    return replace(table, late=late)


@dataclass(frozen=True)
class SignalModel:
    """A stand-in for a fitted model: its score is one feature."""

    kind: str = "signal"
    features: tuple[str, ...] = (SIGNAL,)
    thresholds: Thresholds = THRESHOLDS

    def score(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        scores: NDArray[np.float64] = 1 / (1 + np.exp(-2 * values[:, 0]))
        return scores
