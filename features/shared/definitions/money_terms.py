"""How a definition file has amounts compared: its base currency with its rates, checked."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from events.shared.money.base_amounts import MoneyTerms
from events.shared.money.rate_table import RateTable
from events.shared.money.rates_file import RateFault, RatesError, parse_rates
from events.shared.money.shipped_rates import SHIPPED_RATES_NOTE, shipped_rates
from features.shared.definitions.faults import DefinitionsError
from features.shared.definitions.model import Definitions, Money
from features.shared.language.faults import FileFault
from features.shared.language.file_text import FileForm, file_text

ONE_CURRENCY: Final = "none"
SHIPPED: Final = "shipped"

_FORM: Final = FileForm("rates", "file of rates", 0, DefinitionsError)


def with_rates(definitions: Definitions) -> Definitions:
    """`definitions` with the content of the file of rates that they name, if they name one.

    Its path is taken from the folder of the definition file.

    Raises:
        DefinitionsError: the rates cannot be read, have faults or do not fit the base currency.
    """
    money = definitions.money
    if money.rates not in (ONE_CURRENCY, SHIPPED):
        path = Path(definitions.path).parent / money.rates
        money = replace(money, rates_text=file_text(path, _FORM))
    try:
        money_terms(money)
    except RatesError as error:
        faults = [FileFault(fault.path, fault.line, fault.message) for fault in error.faults]
        raise DefinitionsError(faults) from error
    return replace(definitions, money=money)


def money_notes(definitions: Definitions) -> tuple[str, ...]:
    """What a run with these definitions says of its rates, once."""
    return (f"note: {SHIPPED_RATES_NOTE}",) if definitions.money.rates == SHIPPED else ()


@cache
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
