"""Amounts in the base currency, as fractions of whole numbers, by a table read row by row."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Final

from features.shared.definitions.model import Money

MINOR_UNITS: Final = defaultdict(lambda: 100, JPY=1, KWD=1000)
"""Of one unit of the currencies that tests pay in."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """A rate: what one unit of a currency is worth from a time on."""

    currency: str
    rate: Fraction
    from_ms: int


class Rates:
    """The rates of a file.

    Args:
        money: the base currency, and how old a rate may be.
        table: lines of a rates file; none where a team has one currency.
    """

    def __init__(self, money: Money, table: Iterable[str]) -> None:
        self.money = money
        written = [line for line in table if not line.startswith("#")]
        self.rows = [
            Row(row["currency"], Fraction(row["rate"]), milliseconds(row["valid_from"]))
            for row in csv.DictReader(written)
        ]

    @property
    def are_needed(self) -> bool:
        """Whether a payment without a rate is a dead letter, as it always is without a table."""
        return self.money.missing_rate == "dead_letter" or not self.rows

    def base_minor(self, amount_minor: int, currency: str, time_ms: int) -> int | None:
        """Minor units of the base currency, halves to the even one; None without a rate."""
        base = self.money.base_currency
        if currency == base:
            return amount_minor
        rate, base_rate = self.rate(currency, time_ms), self.rate(base, time_ms)
        if rate is None or base_rate is None:
            return None
        units = Fraction(amount_minor, MINOR_UNITS[currency]) * rate / base_rate
        return round(units * MINOR_UNITS[base])

    def rate(self, currency: str, time_ms: int) -> Fraction | None:
        """The newest rate at a time, unless it is too old; the unit of the table is 1 always."""
        of_it = [row for row in self.rows if row.currency == currency]
        if of_it and all(row.rate == 1 for row in of_it):
            return Fraction(1)
        begun = [row for row in of_it if row.from_ms <= time_ms]
        if not begun:
            return None
        newest = max(begun, key=lambda row: row.from_ms)
        age_ms = time_ms - newest.from_ms
        stale = self.money.max_age_ms is not None and age_ms >= self.money.max_age_ms
        return None if stale else newest.rate


def milliseconds(written: str) -> int:
    """A date or a time, milliseconds since the epoch; a date begins at midnight UTC."""
    time = datetime.fromisoformat(written)
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return (aware - EPOCH) // timedelta(milliseconds=1)
