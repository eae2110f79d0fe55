"""How a report writes numbers: counts, shares, money, times."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Final

from events.shared.money.minor_units import minor_unit_digits

_WHOLE_FROM: Final = 1000
_MOST_PARTS: Final = 10
NOTHING: Final = "\N{EN DASH}"


def count(number: int) -> str:
    """A number of payments.

    >>> count(1234567)
    '1,234,567'
    """
    return f"{number:,}"


def counted(number: int, noun: str) -> str:
    """So many of what a regular noun names.

    >>> counted(1, "rule"), counted(1200, "rule")
    ('1 rule', '1,200 rules')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def percent(share: float | None, digits: int = 1) -> str:
    """A share of 0 to 1, as `81.4 %`; a dash for None."""
    return NOTHING if share is None else f"{100 * share:.{digits}f}\N{NARROW NO-BREAK SPACE}%"


def false_alarms(false: int, alarms: int) -> str:
    """Which part of the alarms is false, as people say it, with the two numbers.

    >>> false_alarms(1625, 1989), false_alarms(3, 3), false_alarms(1, 400)
    ('about 5 of 6 alarms are false (1,625 of 1,989)', '3 of 3 alarms are false', '1 of 400 alarms \
are false')
    """
    exact = f"{count(false)} of {count(alarms)}"
    share = Fraction(false, alarms).limit_denominator(_MOST_PARTS) if alarms else Fraction(0)
    if share in {0, 1} or alarms <= _MOST_PARTS:
        return f"{exact} alarms are false"
    return f"about {share.numerator} of {share.denominator} alarms are false ({exact})"


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
