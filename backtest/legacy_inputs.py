"""What the legacy baseline reads of a payment at the batch that judges it."""

import numpy as np
from numpy.typing import NDArray

from backtest.batch_windows import BatchWindows
from events.shared.time_units import DAY_MS, HOUR_MS
from trainset.table import Ints, TrainingTable

Floats = NDArray[np.float64]


def batch_after(event_time_ms: Ints, batch_ms: int) -> Ints:
    """Time of the batch that judges each payment: the first at or after it."""
    return -(-event_time_ms // batch_ms) * batch_ms


def legacy_inputs(table: TrainingTable, batch_ms: Ints, interval_ms: int) -> Floats:
    """(n, k) what the detector reads of each payment at its batch.

    The amount, whether it is night (00:00 to 05:59, UTC), how often the card paid at the merchant
    in 30 days, counts of the card and of the merchant since the last batch, in a day, 7 and 30
    days, and how far the amount is from their means of 30 days; in logarithms, each with its
    square, so that a plain logistic regression can bend.
    """
    amount = np.log1p(table.amount_minor)
    night = (table.event_time_ms // HOUR_MS % 24 < 6).astype(np.float64)  # noqa: PLR2004 - six
    columns = [amount, night]
    pair = table.card * len(table.merchant_ids) + table.merchant
    month_ms = 30 * DAY_MS
    for key, windows_ms in (
        (np.unique(pair, return_inverse=True)[1], (month_ms,)),
        (table.card, (interval_ms, DAY_MS, 7 * DAY_MS, month_ms)),
        (table.merchant, (interval_ms, DAY_MS, 7 * DAY_MS, month_ms)),
    ):
        windows = BatchWindows(key, table.event_time_ms, table.amount_minor, month_ms, interval_ms)
        for window_ms in windows_ms:
            count, total = windows.count_and_sum(key, batch_ms, window_ms)
            columns.append(np.log1p(count))
        # The last window is the longest.
        columns.append(amount - np.log1p(total / np.maximum(count, 1)))
    linear = np.column_stack(columns)
    return np.column_stack([linear, linear**2])
