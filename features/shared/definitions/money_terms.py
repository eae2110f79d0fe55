"""How a definition file has amounts compared: its base currency with its rates, checked."""

from typing import Final

from events.shared.money.base_amounts import MoneyTerms
from events.shared.money.rate_table import RateTable
from events.shared.money.rates_file import RateFault, RatesError, parse_rates
from events.shared.money.shipped_rates import shipped_rates
from features.shared.definitions.model import Money

ONE_CURRENCY: Final = "none"
SHIPPED: Final = "shipped"


def money_terms(money: Money) -> MoneyTerms:
    """The terms of `money`, with rates that can be used.

    Raises:
        RatesError: the rates have a fault, or do not fit the base currency.
        ValueError: the file of rates was not read.
    """
    terms = MoneyTerms(
        base_currency=money.base_currency,
        table=_table(money),
        max_age_ms=money.max_age_ms,
        missing_rate=money.missing_rate,
    )
    faults = terms.faults()
    if faults:
        raise RatesError(faults)
    return terms


def _table(money: Money) -> RateTable | None:
    if money.rates == ONE_CURRENCY:
        return None
    if money.rates == SHIPPED:
        if money.max_age_ms is not None:
            message = "the shipped rates have no age: max_age expects a file of your own rates"
            raise RatesError([RateFault(shipped_rates().path, 1, message)])
        return shipped_rates()
    if money.rates_text is None:
        raise ValueError(f"{money.rates}: the rates were not read")
    return parse_rates(money.rates_text, money.rates)
