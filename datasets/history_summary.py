"""What is in a history, in figures."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from datasets.history import History


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts in one currency, in its minor units; the median is the lower of the middle two."""

    payments: int
    smallest_minor: int
    median_minor: int
    largest_minor: int


@dataclass(frozen=True, slots=True)
class HistorySummary:
    """Figures of a history.

    Attributes:
        payments: how many there are.
        first_event_time_ms: of the earliest payment.
        last_event_time_ms: of the latest payment.
        cards: number of different cards.
        merchants: number of different merchants.
        countries: number of different countries.
        channels: number of payments by channel.
        amounts: by currency.
        labels: how many there are.
        frauds: payments whose newest label says fraud.
    """

    payments: int
    first_event_time_ms: int
    last_event_time_ms: int
    cards: int
    merchants: int
    countries: int
    channels: dict[str, int]
    amounts: dict[str, Amounts]
    labels: int
    frauds: int


def summary_of(history: History) -> HistorySummary:
    """The figures of `history`, which has at least one payment."""
    table = history.table
    times_ms = table["event_time_ms"].to_numpy()
    verdicts = {(each.card_id, each.transaction_id): each.is_fraud for each in history.labels}
    return HistorySummary(
        payments=history.count,
        first_event_time_ms=int(times_ms.min()),
        last_event_time_ms=int(times_ms.max()),
        cards=_different(table["card_id"]),
        merchants=_different(table["merchant_id"]),
        countries=_different(table["country"]),
        channels=_counts(table["channel"]),
        amounts={code: _amounts(table, code) for code in _counts(table["currency"])},
        labels=len(history.labels),
        frauds=sum(verdicts.values()),
    )


def _different(column: Any) -> int:  # noqa: ANN401 - a pyarrow column
    return int(pc.count_distinct(column).as_py())


def _counts(column: Any) -> dict[str, int]:  # noqa: ANN401 - a pyarrow column
    """Number of rows by value, the most frequent first, of equal ones by value."""
    counted = [(each["values"], each["counts"]) for each in pc.value_counts(column).to_pylist()]
    return dict(sorted(counted, key=lambda pair: (-pair[1], pair[0])))


def _amounts(table: Any, currency: str) -> Amounts:  # noqa: ANN401 - a pyarrow table
    chosen = table.filter(pc.equal(table["currency"], currency))
    minor = np.sort(chosen["amount_minor"].to_numpy())
    return Amounts(minor.size, int(minor[0]), int(minor[(minor.size - 1) // 2]), int(minor[-1]))
