"""In which form amounts and times are written, told from a sample where there is one answer."""

from collections.abc import Callable, Iterable
from typing import Final
from zoneinfo import ZoneInfo

from datasets.own.amounts import NumberFormat, from_major_units
from datasets.own.faults import Adjusted, LeftOut, Refused
from datasets.own.notes import Notes
from datasets.own.times import TimeReader

_NUMBER_FORMS: Final = tuple(
    NumberFormat(decimal, thousands)
    for decimal, thousands in (
        *((".", ""), (",", ""), (".", ","), (",", ".")),
        *((".", "'"), (".", " "), (",", " ")),
    )
)
_DAYS: Final = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%d %b %Y")
_CLOCKS: Final = (" %H:%M:%S", " %H:%M", ", %H:%M:%S", ", %H:%M", " %I:%M:%S %p", " %I:%M %p", "")
_TIME_FORMS: Final = (
    *(f"{day}{clock}" for day in _DAYS for clock in _CLOCKS),
    *("%Y%m%d%H%M%S", "%b %d, %Y %H:%M:%S"),
)
_UTC: Final = ZoneInfo("UTC")


def number_forms(values: Iterable[object], currency: str) -> list[NumberFormat]:
    """The forms in which all of `values` are amounts, one of those that read them alike."""
    texts = list(values)
    readings: dict[tuple[object, ...], NumberFormat] = {}
    for form in _NUMBER_FORMS:
        amounts = tuple(_amount(form.plain(text), currency) for text in texts)
        if not any(isinstance(each, Refused) for each in amounts):
            readings.setdefault(amounts, form)
    return list(readings.values())


def _amount(plain: object, currency: str) -> object:
    if isinstance(plain, Refused):
        return plain
    amount = from_major_units(plain, currency, "left_out")
    if isinstance(amount, LeftOut):
        return str(plain).lstrip("-")
    return amount.value if isinstance(amount, Adjusted) else amount


def time_targets(values: Iterable[object], now_ms: int) -> list[tuple[str, str | None]]:
    """The targets of a time, with a form or without, by which all of `values` are times."""
    found = list(values)

    def reads(read: Callable[[object], int | Refused]) -> bool:
        return not any(isinstance(read(each), Refused) for each in found)

    plain = TimeReader("event_time", _UTC, now_ms, Notes())
    for target, read in (
        ("event_time", plain.iso),
        ("event_time_s", plain.seconds),
        ("event_time_ms", plain.milliseconds),
    ):
        if reads(read):
            return [(target, None)]
    readings: dict[tuple[int | Refused, ...], str] = {}
    for form in _TIME_FORMS:
        reader = TimeReader("event_time", _UTC, now_ms, Notes(), form)
        if reads(reader.iso):
            readings.setdefault(tuple(map(reader.iso, found)), form)
    return [("event_time", form) for form in readings.values()]
