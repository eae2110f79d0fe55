"""How a report writes numbers: counts, shares, money, times."""

from datetime import UTC, datetime
from typing import Final

from datasets.own.minor_units import minor_unit_digits

_WHOLE_FROM: Final = 1000
NOTHING: Final = "\N{EN DASH}"


def count(number: int) -> str:
    """A number of payments.

    >>> count(1234567)
    '1,234,567'
    """
    return f"{number:,}"


def percent(share: float | None, digits: int = 1) -> str:
    """A share of 0 to 1, as `81.4 %`; a dash for None."""
    return NOTHING if share is None else f"{100 * share:.{digits}f}\N{NARROW NO-BREAK SPACE}%"


def amount(minor: int, currency: str) -> str:
    """An amount in the currency's own unit, as `EUR 19.99`; from 1,000 on in whole ones."""
    digits = minor_unit_digits(currency)
    unit = 10**digits
    if abs(minor) >= _WHOLE_FROM * unit:
        # Whole numbers throughout: a sum of many amounts may be too large for a float.
        return f"{currency}\N{NO-BREAK SPACE}{(minor + unit // 2) // unit:,}"
    return f"{currency}\N{NO-BREAK SPACE}{minor / unit:,.{digits}f}"


def number(value: float) -> str:
    """A measured number in at most three significant digits, or whole.

    >>> number(159.12), number(0.0234), number(12.5)
    ('159', '0.0234', '12.5')
    """
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits


def short_day(time_ms: int) -> str:
    """A day on an axis.

    >>> short_day(1736121600000)
    '6 Jan'
    """
    instant = datetime.fromtimestamp(time_ms / 1000, UTC)
    return f"{instant.day} {instant:%b}"


def spoken(name: str) -> str:
    """A name in code as words.

    >>> spoken("card_testing")
    'card testing'
    """
    return name.replace("_", " ")
