"""Times and durations on the command line.

2018-07-25, 2018-07-25T14:30, 2018-07-25T14:30+02:00      UTC unless a zone is given
7d, 12h, 30m, 45s
"""

import re
from datetime import UTC, datetime
from typing import Final

import click

_UNITS_MS: Final = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_DURATION: Final = re.compile(r"(\d{1,9})(ms|s|m|h|d)", re.ASCII)


class _Time(click.ParamType):
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
            self.fail(f"{value!r}: expected a date or time as 2018-07-25T14:30", param, ctx)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return round(moment.timestamp() * 1000)


class _Duration(click.ParamType):
    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Milliseconds of a whole number with its unit."""
        if isinstance(value, int):
            return value
        found = _DURATION.fullmatch(str(value))
        if found is None:
            self.fail(f"{value!r}: expected a whole number and d, h, m, s or ms", param, ctx)
        return int(found[1]) * _UNITS_MS[found[2]]


TIME: Final = _Time()
"""A date or time, to epoch ms."""

DURATION: Final = _Duration()
"""A length of time, to ms."""
