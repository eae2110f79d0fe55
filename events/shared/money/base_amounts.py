"""Amounts in the base currency, exactly: what features compare and add up.

::

    amount in minor units, currency, event time --> rate in force then --> base minor units
                                                        |
                                                        +--> none, or too old: no amount

An amount is multiplied as a fraction of integers and rounded once, half to even.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from events.shared.durations import duration_text
from events.shared.money.minor_units import minor_unit_digits
from events.shared.money.rate_table import ALWAYS_MS, Rate, RateTable
from events.shared.money.rates_file import RateFault, unit_faults

MissingRate = Literal["dead_letter", "missing"]

MAX_BASE_PER_MINOR: Final = 4_000_000
"""Most base minor units for one minor unit: the largest amount, 10**12, stays below 2**62."""

_NEVER_MS: Final = 1 << 63


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyTerms:
    """How amounts of different currencies are compared; travels to the workers as it is.

    Attributes:
        base_currency: ISO 4217 code of the currency that amounts are compared in.
        table: the rates; None for a team of one currency.
        max_age_ms: age from which a rate is stale and counts as missing; None for never.
        missing_rate: what becomes of a record without a rate: a dead letter, or one without an
            amount to compare. Without a table it is a dead letter.
    """

    base_currency: str
    table: RateTable | None = None
    max_age_ms: int | None = None
    missing_rate: MissingRate = "dead_letter"

    @property
    def takes_no_other(self) -> bool:
        """Whether a record without a rate is a dead letter."""
        return self.table is None or self.missing_rate == "dead_letter"

    def faults(self) -> list[RateFault]:
        """What keeps the table from being used with the base currency."""
        if self.table is None:
            return []
        return unit_faults(self.table, self.base_currency) or _excesses(self, self.table)


class _Ratio(NamedTuple):
    """Base minor units for a minor unit, from a time on."""

    from_ms: int
    stale_from_ms: int
    value: Fraction


_Steps = tuple[list[int], list[tuple[int, int, int]]]
"""Times from which ratios hold; of each the time from which it is stale, and its two integers."""


class BaseAmounts:
    """Converts amounts; make one per operator instance.

    Args:
        terms: without faults.
    """

    __slots__ = ("_base_currency", "_steps", "_terms")

    def __init__(self, terms: MoneyTerms) -> None:
        self._terms = terms
        self._base_currency = terms.base_currency
        self._steps: dict[str, _Steps] = {}

    @property
    def terms(self) -> MoneyTerms:
        """What it was made of."""
        return self._terms

    def amount(self, amount_minor: int, currency: str, time_ms: int) -> int | None:
        """Base minor units for `amount_minor` at the event time; None without a rate in force."""
        if currency == self._base_currency:
            return amount_minor
        starts_ms, ratios = self._steps.get(currency) or self._made(currency)
        position = bisect_right(starts_ms, time_ms) - 1
        if position < 0:
            return None
        stale_from_ms, numerator, denominator = ratios[position]
        if time_ms >= stale_from_ms:
            return None
        return _half_even(amount_minor * numerator, denominator)

    def _made(self, currency: str) -> _Steps:
        """The ratios of a currency, made when it is first seen: most payments have few of them."""
        table = self._terms.table
        ratios = [] if table is None else _ratios(self._terms, table, currency)
        steps = self._steps[currency] = (
            [ratio.from_ms for ratio in ratios],
            [
                (ratio.stale_from_ms, ratio.value.numerator, ratio.value.denominator)
                for ratio in ratios
            ],
        )
        return steps

    def lack(self, currency: str, time_ms: int) -> str:
        """Why there is no amount: what was expected of the rates."""
        if self._terms.table is None:
            return f"{self._base_currency} expected, no other currency has a rate"
        starts_ms, _ = self._made(currency)
        if bisect_right(starts_ms, time_ms) == 0:
            return "a rate in force at the event time expected"
        age = duration_text(self._terms.max_age_ms or 0)
        return f"a rate less than {age} old at the event time expected"


def _half_even(numerator: int, denominator: int) -> int:
    """The whole number nearest to the fraction; of two as near the even one.

    >>> [_half_even(n, 2) for n in (1, 2, 3, 5)]
    [0, 1, 2, 2]
    """
    whole, rest = divmod(numerator, denominator)
    doubled = 2 * rest
    if doubled > denominator or (doubled == denominator and whole & 1):
        return whole + 1
    return whole


def _ratios(terms: MoneyTerms, table: RateTable, currency: str) -> list[_Ratio]:
    """The ratios of a currency, each in force from its time on until the next."""
    decimals = minor_unit_digits(terms.base_currency) - minor_unit_digits(currency)
    rates, bases = table.steps(currency), table.steps(terms.base_currency)
    ratios = []
    for time_ms in sorted({step.valid_from_ms for step in (*rates, *bases)}):
        rate, base = _in_force(rates, time_ms), _in_force(bases, time_ms)
        if rate is not None and base is not None:
            stale_ms = min(_stale_from_ms(terms, rate), _stale_from_ms(terms, base))
            ratios.append(
                _Ratio(time_ms, stale_ms, rate.value / base.value * Fraction(10) ** decimals)
            )
    return ratios


def _in_force(rates: Sequence[Rate], time_ms: int) -> Rate | None:
    position = bisect_right(rates, time_ms, key=lambda rate: rate.valid_from_ms)
    return rates[position - 1] if position else None


def _stale_from_ms(terms: MoneyTerms, rate: Rate) -> int:
    if terms.max_age_ms is None or rate.valid_from_ms == ALWAYS_MS:
        return _NEVER_MS
    return rate.valid_from_ms + terms.max_age_ms


def _excesses(terms: MoneyTerms, table: RateTable) -> list[RateFault]:
    """Rates by which the largest amount would be too large a number."""
    return [
        RateFault(
            table.path,
            1,
            f"{currency}: one minor unit is worth more than {MAX_BASE_PER_MINOR} of"
            f" {terms.base_currency}, at most that is expected",
        )
        for currency in table.rates
        if any(ratio.value > MAX_BASE_PER_MINOR for ratio in _ratios(terms, table, currency))
    ]
