"""Times and durations on the command line, as types of click's options.

2018-07-25, 2018-07-25T14:30, 2018-07-25T14:30+02:00      UTC unless a zone is given
7d, 12h, 30m, 45s
"""

from datetime import UTC, datetime
from typing import Final

import click

from datasets.durations import duration_ms


class _Time(click.ParamType):  # type: ignore[type-arg] # generic in new versions of click only
    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Epoch ms of an ISO 8601 date or time."""
        if isinstance(value, int):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r}: a date or time such as 2018-07-25T14:30 is expected", param, ctx)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return round(moment.timestamp() * 1000)


class _Duration(click.ParamType):  # type: ignore[type-arg] # as above
    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Milliseconds of a whole number with its unit."""
        if isinstance(value, int):
            return value
        try:
            return duration_ms(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


TIME: Final = _Time()
"""A date or time, to epoch ms."""

DURATION: Final = _Duration()
"""A length of time, to ms."""
