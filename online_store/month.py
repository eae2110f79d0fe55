"""A calendar month in UTC, by which usage is kept."""

import re
from calendar import timegm
from datetime import UTC, datetime
from typing import Final, NamedTuple

_FORM: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)
_FIRST_YEAR: Final = 1970
_MONTHS: Final = 12


class Month(NamedTuple):
    """A month; the earlier one is the smaller one.

    >>> Month.at(1_796_083_199_999), Month.at(1_796_083_200_000).text
    (Month(year=2026, number=11), '2026-12')
    >>> Month(2026, 12).after.text, Month(2026, 1).before.text
    ('2027-01', '2025-12')
    """

    year: int
    number: int

    @classmethod
    def at(cls, time_ms: int) -> "Month":
        """The month of a moment, milliseconds since the epoch."""
        moment = datetime.fromtimestamp(time_ms // 1_000, UTC)
        return cls(moment.year, moment.month)

    @classmethod
    def of(cls, text: str) -> "Month":
        """The month that a text such as `2026-11` names.

        Raises:
            ValueError: it names none.
        """
        found = _FORM.fullmatch(text)
        if found is None or int(found[1]) < _FIRST_YEAR:
            raise ValueError("month: expected a year and a month such as 2026-11")
        return cls(int(found[1]), int(found[2]))

    @property
    def text(self) -> str:
        """Such as `2026-11`."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def before(self) -> "Month":
        """The month before."""
        return Month(self.year - 1, _MONTHS) if self.number == 1 else self._moved(-1)

    @property
    def after(self) -> "Month":
        """The month after."""
        return Month(self.year + 1, 1) if self.number == _MONTHS else self._moved(1)

    @property
    def starts_ms(self) -> int:
        """Its first moment, milliseconds since the epoch."""
        return timegm((self.year, self.number, 1, 0, 0, 0)) * 1_000

    @property
    def ends_ms(self) -> int:
        """The first moment after it."""
        return self.after.starts_ms

    def _moved(self, months: int) -> "Month":
        return Month(self.year, self.number + months)
