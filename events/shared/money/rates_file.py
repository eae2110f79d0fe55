"""A file of exchange rates (CSV) to a table; everything wrong with it is reported at once.

::

    currency,rate,valid_from
    # what one unit is worth, in the base currency; the base currency itself is worth 1
    EUR,1,2000-01-01
    JPY,0.00617,2026-11-01
    JPY,0.00613,2026-11-02T06:00Z
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from typing import Final

from events.shared.iso_codes import CURRENCIES
from events.shared.money.rate_table import Rate, RateTable
from events.shared.spelling import nearest
from events.shared.written_times import EXPECTED_TIME, time_ms

MAX_FILE_CHARACTERS: Final = 1_000_000
"""A rate a day of ten currencies for ten years has some 900,000."""

_COLUMNS: Final = ("currency", "rate", "valid_from")
_RATE: Final = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,18})?", re.ASCII)
_LONGEST_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class RateFault:
    """One fault of a file of rates; `line` counts from 1."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        """Give the place and the message the way compilers do."""
        return f"{self.path}:{self.line}: {self.message}"


class RatesError(ValueError):
    """Rates that cannot be used, with all their faults in the order of their lines."""

    def __init__(self, faults: list[RateFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(map(str, self.faults)))


def parse_rates(text: str, path: str) -> RateTable:
    """The table in `text`; `path` is for messages.

    Raises:
        RatesError: anything in it is wrong.
    """
    reader = _Reader(path)
    if len(text) > MAX_FILE_CHARACTERS:
        reader.refuse(1, f"{len(text)} characters, at most {MAX_FILE_CHARACTERS} expected")
    else:
        reader.read(_rows(text))
    if reader.faults:
        raise RatesError(reader.faults)
    rates = {
        currency: tuple(Rate(valid_ms, times[valid_ms]) for valid_ms in sorted(times))
        for currency, times in sorted(reader.found.items())
    }
    return RateTable(path, sha256(text.encode()).hexdigest(), rates)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and values of every line that is neither empty nor a comment."""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, [value.strip() for value in line.split(",")]


@dataclass(slots=True)
class _Reader:
    """Reads rows and collects what is wrong with them."""

    path: str
    found: dict[str, dict[int, Fraction]] = field(default_factory=dict)
    faults: list[RateFault] = field(default_factory=list)
    _lines: dict[tuple[str, int], int] = field(default_factory=dict)

    def refuse(self, line: int, message: str) -> None:
        """Note a fault."""
        self.faults.append(RateFault(self.path, line, message))

    def read(self, rows: Iterator[tuple[int, list[str]]]) -> None:
        """Take the header and all rates."""
        line, header = next(rows, (1, []))
        expected = ",".join(_COLUMNS)
        if tuple(header) != _COLUMNS:
            shown = ",".join(header)[:_LONGEST_SHOWN]
            self.refuse(line, f"the columns {expected} expected, found {shown!r}")
            return
        for number, values in rows:
            self._read_row(number, values)
        if not self._lines and not self.faults:
            self.refuse(line, "no rates, a line for the base currency at least is expected")

    def _read_row(self, line: int, values: list[str]) -> None:
        if len(values) != len(_COLUMNS):
            self.refuse(line, f"{len(values)} values, {len(_COLUMNS)} expected")
            return
        currency, written_rate, written_time = values
        rate, valid_ms = _rate(written_rate), time_ms(written_time)
        if currency not in CURRENCIES:
            self.refuse(line, f"currency: {_shown(currency)} is not a current ISO 4217 code")
        if rate is None:
            self.refuse(
                line,
                f"rate: a decimal number above 0, of at most 12 digits before its point and 18"
                f" after it, expected, such as 0.00613, found {_shown(written_rate)}",
            )
        if valid_ms is None:
            self.refuse(
                line,
                f"valid_from: {EXPECTED_TIME}, found {_shown(written_time)}",
            )
        if currency not in CURRENCIES or rate is None or valid_ms is None:
            return
        first = self._lines.setdefault((currency, valid_ms), line)
        if first != line:
            self.refuse(line, f"{currency}: a rate from that time on stands on line {first}")
        self.found.setdefault(currency, {})[valid_ms] = rate


def _rate(written: str) -> Fraction | None:
    if _RATE.fullmatch(written) is None:
        return None
    return Fraction(written) or None


def _shown(value: str) -> str:
    return repr(value[:_LONGEST_SHOWN])


def unit_faults(table: RateTable, base_currency: str) -> list[RateFault]:
    """What keeps amounts from being brought into `base_currency` by `table`."""
    if base_currency in table.rates:
        return []
    expected = f"{base_currency},1,2000-01-01 where the rates are in {base_currency}"
    message = f"no rate of the base currency {base_currency}, a line such as {expected} expected"
    return [RateFault(table.path, 1, message + nearest(base_currency, table.rates))]
