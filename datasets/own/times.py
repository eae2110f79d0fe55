"""Times to milliseconds since the epoch, UTC: ISO, a stated form, epoch seconds or milliseconds.

A local time of a zone with daylight saving:
    clock set forward   01:59 -> 03:00     02:30 does not exist: a fault
    clock set back      02:59 -> 02:00     02:30 exists twice: the earlier is taken, and noted
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Final
from zoneinfo import ZoneInfo

from datasets.own.amounts import EXACT, exact_number
from datasets.own.faults import Refused
from datasets.own.notes import Notes
from events.shared.field_faults import MAX_FUTURE_MS
from events.shared.wire_types import EARLIEST_EVENT_TIME_MS

_ISO: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}"
    r"(?P<time>[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?\s?(Z|UTC|GMT|[+-]\d{2}(:?\d{2})?)?)?",
    re.ASCII,
)
_FINER_THAN_MS: Final = re.compile(r"[.,]\d{3}\d*[1-9]", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST_YEAR: Final = 1999
"""Before it no zone's time is in the year 2000, and far before it no zone can be applied."""
_LATEST_YEAR: Final = 9998
"""After it a zone can lead out of the years that a datetime has."""
_MILLISECOND: Final = timedelta(milliseconds=1)

_NO_TIME: Final = Refused("not a time", "an ISO 8601 time such as 2025-03-01T12:30:00Z expected")
_NO_UNIT: Final = Refused(
    "epoch without a unit",
    "an ISO 8601 time expected; map a number as {field}_s (seconds) or {field}_ms (milliseconds)",
)
_TOO_EARLY: Final = Refused(
    "before 2000", "a time from the year 2000 expected; are these seconds, zeros or defaults?"
)
_IN_FUTURE: Final = Refused(
    "in the future", "a time no later than now expected; are the units those of the mapping?"
)


@dataclass(frozen=True, slots=True)
class FarTime:
    """A native time in a year that Python's datetimes do not have.

    Attributes:
        year: about, of the Gregorian calendar.
    """

    year: int

    def __repr__(self) -> str:
        """As it is shown in a fault."""
        return f"a time in the year {self.year}"


@dataclass(frozen=True, slots=True)
class TimeReader:
    """Reads the times of one column.

    Attributes:
        field: ``event_time`` or ``reported_time``, for messages.
        zone: of times that name none.
        now_ms: a time more than five minutes after it is a fault, as it is in the job.
        notes: what was assumed.
        form: of texts, as of `datetime.strptime`; ISO 8601 if None.
    """

    field: str
    zone: ZoneInfo
    now_ms: int
    notes: Notes
    form: str | None = None

    def iso(self, value: object) -> int | Refused:
        """A text in ISO 8601, or a native timestamp."""
        moment = self._moment(value)
        if isinstance(moment, Refused):
            return moment
        if moment.microsecond % 1000:
            self._note_finer()
        if moment.year < _EARLIEST_YEAR:
            return _TOO_EARLY
        if moment.year > _LATEST_YEAR:
            return _IN_FUTURE
        if moment.tzinfo is None:
            known = self._in_zone(moment)
            if isinstance(known, Refused):
                return known
            moment = known
        return self._plausible((moment - _EPOCH) // _MILLISECOND)

    def seconds(self, value: object) -> int | Refused:
        """Seconds since the epoch, with decimals or without."""
        return self._epoch(value, 3)

    def milliseconds(self, value: object) -> int | Refused:
        """Milliseconds since the epoch."""
        return self._epoch(value, 0)

    def _moment(self, value: object) -> datetime | Refused:
        if isinstance(value, datetime):
            return value
        if isinstance(value, FarTime):
            return _IN_FUTURE if value.year > _EARLIEST_YEAR else _TOO_EARLY
        if isinstance(value, date):
            return self._midnight(value.isoformat())
        if not isinstance(value, str):
            unit = Refused(_NO_UNIT.kind, _NO_UNIT.expectation.format(field=self.field))
            return _NO_TIME if isinstance(exact_number(value), Refused) else unit
        text = value.strip()
        return self._text(text) if self.form is None else _formed(text, self.form)

    def _text(self, text: str) -> datetime | Refused:
        found = _ISO.fullmatch(text)
        if found is None:
            unit = Refused(_NO_UNIT.kind, _NO_UNIT.expectation.format(field=self.field))
            return _NO_TIME if isinstance(exact_number(text), Refused) else unit
        if found["time"] is None:
            return self._midnight(text)
        if _FINER_THAN_MS.search(text) is not None:
            self._note_finer()
        clock = text[11:].replace(" ", "").replace(",", ".")
        if clock.endswith(("UTC", "GMT")):
            clock = f"{clock[:-3]}Z"
        try:
            return datetime.fromisoformat(text[:11] + clock)
        except ValueError:
            return _NO_TIME

    def _midnight(self, day: str) -> datetime | Refused:
        try:
            moment = datetime.fromisoformat(day)
        except ValueError:
            return _NO_TIME
        about = f"{self.field} midnight"
        self.notes.add(f"{self.field}: dates without a time are taken as 00:00.", about)
        return moment

    def _in_zone(self, moment: datetime) -> datetime | Refused:
        self.notes.add(f"{self.field}: times without a zone are taken in {self.zone.key}.")
        if self.zone.key == "UTC":
            return moment.replace(tzinfo=UTC)
        known = moment.replace(tzinfo=self.zone)
        first, second = known.utcoffset(), known.replace(fold=1).utcoffset()
        if first == second:
            return known.astimezone(UTC)
        if known.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != moment:
            return Refused(
                "nonexistent time",
                f"a time that exists in {self.zone.key} expected; the clock was set forward there",
            )
        self.notes.add(
            f"{self.field}: times that {self.zone.key} has twice, as the clock was set back (such"
            f" as {moment.isoformat(' ')}), are taken as the earlier.",
            f"{self.field} fold",
        )
        return known.astimezone(UTC)

    def _epoch(self, value: object, digits: int) -> int | Refused:
        number = exact_number(value)
        if isinstance(number, Refused):
            return number
        if abs(number) > 2**62:
            return _IN_FUTURE if number > 0 else _TOO_EARLY
        scaled = number.scaleb(digits, EXACT)
        whole = int(scaled.to_integral_value(ROUND_FLOOR, EXACT))
        if scaled != Decimal(whole):
            self._note_finer()
        return self._plausible(whole)

    def _plausible(self, time_ms: int) -> int | Refused:
        if time_ms < EARLIEST_EVENT_TIME_MS:
            return _TOO_EARLY
        return _IN_FUTURE if time_ms > self.now_ms + MAX_FUTURE_MS else time_ms

    def _note_finer(self) -> None:
        self.notes.add(f"{self.field}: times finer than a millisecond are cut to it.")


def _formed(text: str, form: str) -> datetime | Refused:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - one without a zone gets it later
    except ValueError:
        return Refused("not a time", f"a time in the form {form!r} expected")


def readers(reader: TimeReader) -> dict[str, Callable[[object], int | Refused]]:
    """How each of the mapping targets of this time is read."""
    return {
        reader.field: reader.iso,
        f"{reader.field}_s": reader.seconds,
        f"{reader.field}_ms": reader.milliseconds,
    }
