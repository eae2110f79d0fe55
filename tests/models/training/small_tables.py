"""Small training tables with a learnable pattern, for the tests of training."""

import numpy as np
from numpy.typing import NDArray

from trainset.table import LabelColumns, TrainingTable

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
START_MS = 1_736_121_600_000  # 2025-01-06, a Monday
DELAY_MS = DAY_MS


def names_of(width: int) -> tuple[str, ...]:
    """Names of features that carry no meaning."""
    return tuple(f"f{number:02}" for number in range(width))


def small_table(
    rows: int = 3_000, days: int = 14, width: int = 24, fraud_share: float = 0.05, seed: int = 5
) -> TrainingTable:
    """Payments over `days` days; the first four features tell fraud, some values are missing.

    f04 ranks payments as f00 does, f05 has one value, the rest is noise. Frauds are reported a day
    after the payment.
    """
    rng = np.random.default_rng(seed)
    values = rng.lognormal(1.0, 1.0, size=(rows, width))
    values[:, 1] = np.floor(values[:, 1])
    values[rng.random(rows) < 0.3, 3] = np.nan
    if width > 5:
        values[:, 4] = values[:, 0] ** 2
        values[:, 5] = 7.0
    risk = np.log(values[:, 0]) + 0.3 * values[:, 1] + np.isnan(values[:, 3])
    risk += 0.5 * rng.normal(size=rows)
    fraud = risk > np.quantile(risk, 1 - fraud_share)
    times = np.sort(START_MS + rng.integers(0, days * DAY_MS, size=rows)).astype(np.int64)
    return table_of(values, fraud, times, rng.integers(100, 20_000, size=rows))


def table_of(
    values: NDArray[np.float64],
    fraud: NDArray[np.bool_],
    times: NDArray[np.int64],
    amount_minor: NDArray[np.int64],
) -> TrainingTable:
    """A table of payments of 200 cards at one merchant."""
    count = times.size
    frauds = np.flatnonzero(fraud)
    texts = np.full(count, "EUR", dtype=object)
    return TrainingTable(
        transaction_id=np.array([f"t-{number}" for number in range(count)], dtype=object),
        card=np.arange(count, dtype=np.int64) % 200,
        merchant=np.zeros(count, dtype=np.int64),
        card_ids=tuple(f"c-{number}" for number in range(200)),
        merchant_ids=("m-0",),
        event_time_ms=times,
        amount_minor=amount_minor.astype(np.int64),
        currency=texts,
        country=np.full(count, "FR", dtype=object),
        channel=np.full(count, "pos", dtype=object),
        late=np.zeros(count, dtype=np.bool_),
        values=values,
        feature_names=names_of(values.shape[1]),
        labels=LabelColumns(frauds, times[frauds] + DELAY_MS, np.ones(frauds.size, dtype=np.bool_)),
        left_out={},
        feedback_delay_ms=DELAY_MS,
        data_id="small",
    )
