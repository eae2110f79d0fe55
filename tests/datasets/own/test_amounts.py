"""Amounts are exact to the minor unit, or refused."""

from decimal import Decimal
from fractions import Fraction
from math import ulp
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.own.amounts import from_major_units, from_minor_units
from datasets.own.faults import Adjusted, Refused
from events.shared.iso_codes import CURRENCIES
from events.shared.money.minor_units import minor_unit_digits
from tests.datasets.own.written import read, simple_row, write

DIGITS = {"EUR": 2, "JPY": 0, "KWD": 3, "ISK": 0, "TND": 3, "MGA": 2}


@given(
    st.integers(0, 10**11), st.integers(0, 12), st.sampled_from(list(DIGITS)), st.integers(-3, 3)
)
def test_an_amount_is_taken_if_and_only_if_it_is_a_whole_number_of_minor_units_but_for_noise(
    coefficient: int, places: int, currency: str, exponent: int
) -> None:
    text = f"{Decimal(coefficient).scaleb(-places):f}e{exponent}"
    exact = Fraction(coefficient, 10**places) * Fraction(10) ** (exponent + DIGITS[currency])
    whole = round(exact)
    noise = max(Fraction(1, 10**9), 4 * Fraction(ulp(whole)))
    minor = from_major_units(text, currency)
    if exact > 10**12 or abs(exact - whole) > noise:
        assert isinstance(minor, Refused)
    else:
        assert (minor.value if isinstance(minor, Adjusted) else minor) == whole
        assert isinstance(minor, Adjusted) == (exact != whole)


@pytest.mark.parametrize(
    ("value", "minor"),
    [("0.1", 10), (0.29, 29), (1.15, 115), (" 12.5 ", 1250), (5, 500), (Decimal("5.00"), 500),
     ("+1.", 100), (".5", 50), ("1E2", 10_000)],
)  # fmt: skip
def test_a_float_is_the_shortest_decimal_that_it_stands_for(value: object, minor: int) -> None:
    assert from_major_units(value, "EUR") == minor


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("-0.01", "negative"),
        (-1, "negative"),
        ("nan", "not finite"),
        (float("inf"), "not finite"),
        ("1,50", "not a number"),
        ("1.000,50", "not a number"),
        ("12 EUR", "not a number"),
        (True, "not a number"),
        (object(), "not a number"),
        ("0x10", "not a number"),
        ("1_000", "not a number"),
        ("12.505", "finer than the minor unit"),
        ("12.50000000002", "finer than the minor unit"),
        (12.345, "finer than the minor unit"),
        ("-0.005", "negative"),
        ("10000000000.01", "out of range"),
        ("1e9999", "out of range"),
    ],
)
def test_what_is_no_amount_is_refused(value: object, kind: str) -> None:
    refused = from_major_units(value, "EUR")
    assert isinstance(refused, Refused)
    assert refused.kind == kind


@pytest.mark.parametrize(
    ("value", "minor"),
    [("85.64999999999999", 8565), (0.1 + 0.2, 30), (1.1 * 3, 330), ("12.50000000001", 1250),
     ("150000.64999999997", 15_000_065), ("1." + "0" * 40 + "1", 100), ("-0." + "0" * 50 + "1", 0)],
)  # fmt: skip
def test_the_noise_of_binary_fractions_is_taken_away(value: object, minor: int) -> None:
    amount = from_major_units(value, "EUR")
    assert isinstance(amount, Adjusted)
    assert amount.value == minor


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".jsonl"])
def test_amounts_with_noise_are_noted_with_their_number(tmp_path: Path, ending: str) -> None:
    rows = [simple_row(AMOUNT=amount) for amount in (85.64999999999999, 12.5, 0.1 + 0.2)]
    history = read(write(rows, tmp_path / f"a{ending}"))
    assert [payment.amount_minor for payment in history.payments] == [8565, 1250, 30]
    assert any(note.startswith("amount: 2 values with the noise") for note in history.notes)


def test_minor_units_are_whole() -> None:
    assert from_minor_units("1250") == from_minor_units(1250.0) == 1250
    assert isinstance(from_minor_units("1250.5"), Refused)


def test_the_currencies_without_two_digits_are_known_ones() -> None:
    unusual = {code: minor_unit_digits(code) for code in CURRENCIES}
    assert sum(digits == 0 for digits in unusual.values()) == 16
    assert {code for code, digits in unusual.items() if digits == 3} == {
        "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND",
    }  # fmt: skip
