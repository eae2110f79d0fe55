"""Exchange rates with the times from which they hold.

::

    JPY    |---- 0.00617 ----|------- 0.00609 -------|---- 0.00613 ---- ...  ->  event time
           valid_from        valid_from              valid_from
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

ALWAYS_MS: Final = -(1 << 62)
"""Before every event time."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate, in force until the next one of its currency.

    Attributes:
        valid_from_ms: from this event time on, milliseconds since the epoch, UTC.
        value: what one unit of the currency is worth, in the unit that all rates of a table share.
    """

    valid_from_ms: int
    value: Fraction


@dataclass(frozen=True, slots=True)
class RateTable:
    """All rates of a file.

    All of them are in one unit, whichever; the base currency's own rate says what it is worth in
    that unit, so that amounts can be brought into any currency of the table.

    Attributes:
        path: of the file, for messages.
        sha256: of its content.
        rates: by currency, in the order of their times, which differ.
    """

    path: str
    sha256: str
    rates: Mapping[str, tuple[Rate, ...]]

    def steps(self, currency: str) -> tuple[Rate, ...]:
        """The rates of a currency; of the one that the rates are in, 1 at all times."""
        rates = self.rates.get(currency, ())
        if rates and all(rate.value == 1 for rate in rates):
            return (Rate(ALWAYS_MS, rates[0].value),)
        return rates
