"""What is in a history, in figures."""

from dataclasses import astuple, dataclass

from datasets.column_counts import amounts_of, counts_of, different
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
        cards=different(table, "card_id"),
        merchants=different(table, "merchant_id"),
        countries=different(table, "country"),
        channels=counts_of(table, "channel"),
        amounts={
            code: Amounts(*astuple(found))
            for code, found in amounts_of(table, "amount_minor").items()
        },
        labels=len(history.labels),
        frauds=sum(verdicts.values()),
    )
