"""Times and durations on the command line, as types of click's options.

2018-07-25, 2018-07-25T14:30, 2018-07-25T14:30+02:00      UTC unless a zone is given
7d, 12h, 30m, 45s
"""

from datetime import UTC, datetime

import click

from datasets.durations import duration_ms


def time(text: str) -> int:
    """Epoch ms of an ISO 8601 date or time.

    >>> time("2018-07-25T14:30+02:00")
    1532521800000
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r}: a date or time such as 2018-07-25 or 2018-07-25T14:30 is expected"
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


def duration(text: str) -> int:
    """Milliseconds of a whole number with its unit.

    >>> duration("12h")
    43200000
    """
    try:
        return duration_ms(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
