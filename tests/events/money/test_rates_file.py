"""A file of rates is read as a whole: a table, or every fault with its line."""

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.shared.iso_codes import CURRENCIES
from events.shared.money.base_amounts import MoneyTerms
from events.shared.money.rate_table import Rate, RateTable
from events.shared.money.rates_file import MAX_FILE_CHARACTERS, RatesError, parse_rates
from events.shared.money.shipped_rates import SHIPPED_RATES_FILE, shipped_rates

HEADER = "currency,rate,valid_from\n"


def faults(text: str) -> list[str]:
    """What is wrong with a file of rates."""
    with pytest.raises(RatesError) as error:
        parse_rates(text, "rates.csv")
    return str(error.value).splitlines()


def test_rates_are_exact_and_in_the_order_of_their_times() -> None:
    table = parse_rates(
        "# a comment\n" + HEADER + "\nJPY, 0.00613 ,2026-11-02T06:00+01:00\n"
        "EUR,1,2000-01-01\nJPY,0.00617,2026-11-01\n",
        "rates.csv",
    )
    first = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp()) * 1000
    assert table.rates == {
        "EUR": (Rate(946_684_800_000, Fraction(1)),),
        "JPY": (
            Rate(first, Fraction(617, 100_000)),
            Rate(first + 29 * 3_600_000, Fraction(613, 100_000)),
        ),
    }


def test_every_fault_is_reported_with_its_line_and_what_was_expected() -> None:
    found = faults(
        HEADER + "EURO,1,2000-01-01\nJPY,0,2026-11-01\nJPY,1e-3,2026-11-01\nJPY,0.1,2026-11-31\n"
        "JPY,0.1,2026-11-01T06:00\nJPY,0.1\nJPY,0.1,2026-11-01\nJPY,0.2,2026-11-01T00:00Z\n"
    )
    assert [line.partition(": ")[0] for line in found] == [
        f"rates.csv:{line}" for line in (2, 3, 4, 5, 6, 7, 9)
    ]
    assert found[0] == "rates.csv:2: currency: 'EURO' is not a current ISO 4217 code"
    assert "a decimal number above 0" in found[1]
    assert "a decimal number above 0" in found[2]
    assert "12 digits before its point" in faults(f"{HEADER}JPY,{'9' * 13},2026-11-01\n")[0]
    assert "found '2026-11-31'" in found[3]
    assert "a time with its zone expected" in found[4]
    assert found[5] == "rates.csv:7: 2 values, 3 expected"
    assert found[6] == "rates.csv:9: JPY: a rate from that time on stands on line 8"


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "currency;rate;valid_from\nEUR;1;2000-01-01\n"]
)
def test_the_columns_are_expected_first(text: str) -> None:
    assert "the columns currency,rate,valid_from expected" in faults(text)[0]


def test_a_file_without_rates_or_too_large_is_refused() -> None:
    assert "no rates" in faults(HEADER)[0]
    assert f"at most {MAX_FILE_CHARACTERS} expected" in faults(" " * (MAX_FILE_CHARACTERS + 1))[0]


def read_or_refused(text: str) -> RateTable | RatesError:
    """The table, or what is wrong with it."""
    try:
        return parse_rates(text, "rates.csv")
    except RatesError as error:
        return error


@given(st.text(max_size=60) | st.from_regex(r"[A-Z]{3},[0-9.]{1,6},[0-9T:Z+-]{8,20}"))
def test_any_line_gives_a_rate_or_one_fault_on_its_line_or_more(line: str) -> None:
    text = HEADER + "EUR,1,2000-01-01\n" + line
    found = read_or_refused(text)
    if isinstance(found, RatesError):
        assert found.faults
        assert all(fault.line >= 3 for fault in found.faults)
    else:
        read = sum(len(rates) for rates in found.rates.values())
        blank = all(not part.strip() or part.lstrip().startswith("#") for part in line.split("\n"))
        assert read == (1 if blank else 2)


def test_the_shipped_rates_have_every_currency_and_say_what_they_are() -> None:
    assert set(shipped_rates().rates) == CURRENCIES
    assert MoneyTerms(base_currency="USD", table=shipped_rates()).faults() == []
    text = Path(SHIPPED_RATES_FILE).read_text(encoding="utf-8")
    assert text.startswith("# Illustrative default, not for production accounting")
