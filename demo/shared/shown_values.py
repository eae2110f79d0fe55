"""How features and times are written, on the console and in the page."""

from datetime import UTC, datetime

from events.shared.feature_value import WrittenValue


def shown(value: WrittenValue) -> str:
    """A feature's value for a person.

    >>> shown(None), shown(True), shown(1234), shown(0.5), shown(("FR", "DE"))
    ('none', 'yes', '1,234', '0.50', 'FR, DE')
    """
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ", ".join(shown(one) for one in value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def instant(time_ms: int) -> str:
    """An event time to the second.

    >>> instant(1736121600000)
    '2025-01-06 00:00:00 UTC'
    """
    return f"{datetime.fromtimestamp(time_ms / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC"


def days(count: int) -> str:
    """A number of days.

    >>> days(1), days(28)
    ('1 day', '28 days')
    """
    return f"{count:,} day{'' if count == 1 else 's'}"
