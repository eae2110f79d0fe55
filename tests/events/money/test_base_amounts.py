"""Amounts of all currencies, in the minor units of one, are those of exact fractions."""

from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.shared.iso_codes import CURRENCIES
from events.shared.money.base_amounts import BaseAmounts, MoneyTerms
from events.shared.money.minor_units import minor_unit_digits
from events.shared.money.rate_table import RateTable
from events.shared.money.rates_file import parse_rates
from events.shared.money.shipped_rates import shipped_rates
from events.shared.time_units import DAY_MS
from events.shared.wire_types import MAX_AMOUNT_MINOR

START_MS = 1_793_491_200_000  # 2026-11-01


@cache
def shipped(base: str) -> BaseAmounts:
    return BaseAmounts(MoneyTerms(base_currency=base, table=shipped_rates()))


def a_table(lines: str) -> RateTable:
    return parse_rates("currency,rate,valid_from\n" + lines, "rates.csv")


TABLE = a_table(
    "EUR,1,2000-01-01\nJPY,0.00617,2026-11-01\nJPY,0.00613,2026-11-03\nKWD,2.8,2026-11-01\n"
    "USD,0.8,2026-11-02\n"
)
EURO = BaseAmounts(MoneyTerms(base_currency="EUR", table=TABLE))


def test_amounts_of_four_payments_add_up_in_the_base_currency() -> None:
    payments = [(10_000, "EUR"), (15_000, "JPY"), (10_000, "EUR"), (50_000, "KWD")]
    amounts = [EURO.amount(amount, currency, START_MS) for amount, currency in payments]
    # 100.00 + 92.55 + 100.00 + 140.00 EUR
    assert amounts == [10_000, 9_255, 10_000, 14_000]


def test_a_rate_holds_from_its_time_on() -> None:
    change_ms = START_MS + 2 * DAY_MS
    assert EURO.amount(100_000, "JPY", change_ms - 1) == 61_700
    assert EURO.amount(100_000, "JPY", change_ms) == 61_300
    assert EURO.amount(1, "JPY", START_MS - 1) is None
    assert EURO.lack("JPY", START_MS - 1).startswith("a rate in force at the event time")


def test_a_currency_without_a_rate_has_no_amount() -> None:
    assert EURO.amount(100, "CHF", START_MS) is None
    assert EURO.lack("CHF", START_MS).startswith("a rate in force at the event time")


def test_a_rate_of_the_greatest_age_is_stale_and_the_base_currency_never() -> None:
    amounts = BaseAmounts(MoneyTerms(base_currency="EUR", table=TABLE, max_age_ms=DAY_MS))
    assert amounts.amount(1000, "KWD", START_MS + DAY_MS - 1) == 280
    assert amounts.amount(1000, "KWD", START_MS + DAY_MS) is None
    assert amounts.amount(1000, "EUR", START_MS + DAY_MS) == 1000
    assert amounts.lack("KWD", START_MS + DAY_MS).startswith("a rate less than 24h old")


def test_another_base_currency_is_reached_by_its_own_rate_from_when_it_has_one() -> None:
    dollars = BaseAmounts(MoneyTerms(base_currency="USD", table=TABLE, max_age_ms=DAY_MS))
    from_ms = START_MS + DAY_MS
    assert dollars.amount(100, "EUR", from_ms - 1) is None
    assert dollars.amount(100, "EUR", from_ms) == 125
    assert dollars.amount(100, "EUR", from_ms + DAY_MS) is None
    assert dollars.amount(100, "USD", 0) == 100


def test_one_currency_needs_no_rates_and_takes_no_other() -> None:
    amounts = BaseAmounts(MoneyTerms(base_currency="EUR"))
    assert amounts.amount(123, "EUR", START_MS) == 123
    assert amounts.amount(123, "USD", START_MS) is None
    assert amounts.lack("USD", START_MS) == "EUR expected, no other currency has a rate"


@pytest.mark.parametrize(("yen", "cents"), [(1, 0), (3, 2), (5, 2), (7, 4), (9, 4)])
def test_halves_go_to_the_even_number(yen: int, cents: int) -> None:
    table = a_table("EUR,1,2000-01-01\nJPY,0.005,2026-11-01\n")
    amounts = BaseAmounts(MoneyTerms(base_currency="EUR", table=table))
    assert amounts.amount(yen, "JPY", START_MS) == cents


@given(
    st.integers(0, MAX_AMOUNT_MINOR),
    st.sampled_from(sorted(CURRENCIES)),
    st.sampled_from(sorted(CURRENCIES)),
)
def test_an_amount_is_the_exact_fraction_rounded_half_to_even(
    amount_minor: int, currency: str, base: str
) -> None:
    rates = shipped_rates().rates
    exact = (
        Fraction(amount_minor, 10 ** minor_unit_digits(currency))
        * (rates[currency][0].value / rates[base][0].value)
        * 10 ** minor_unit_digits(base)
    )
    found = shipped(base).amount(amount_minor, currency, START_MS)
    # Python rounds a fraction half to even.
    assert found == (amount_minor if currency == base else round(exact))
    assert found is not None
    assert found < 1 << 62


def test_a_base_currency_without_a_rate_is_a_fault() -> None:
    (fault,) = MoneyTerms(base_currency="CHF", table=TABLE).faults()
    assert str(fault).startswith("rates.csv:1: no rate of the base currency CHF, a line such as")


def test_a_rate_that_makes_amounts_too_large_is_a_fault() -> None:
    table = a_table("JPY,1,2000-01-01\nEUR,500000000,2000-01-01\n")
    (fault,) = MoneyTerms(base_currency="JPY", table=table).faults()
    assert "EUR: one minor unit is worth more than 4000000 of JPY" in str(fault)
