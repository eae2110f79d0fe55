"""How many dead letters there are of which kind, and when they came."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from dead_letters.letter import DeadLetter
from events.shared.rejected import RecordKind

UNKNOWN_HOUR: Final = "unknown"
"""Hour of a letter of schema version 1."""


class CauseCount(Struct, frozen=True):
    """The letters of one cause, field and kind of record.

    Attributes:
        letters: how many.
        records: how many different ones; the rest came again.
        first_ms: when the first arrived, None where no letter says so.
        last_ms: the same of the last.
        sample_id: id of the newest.
        sample_detail: its sentence.
    """

    cause: str
    field: str | None
    record: RecordKind
    letters: int
    records: int
    first_ms: int | None
    last_ms: int | None
    sample_id: str
    sample_detail: str


class Overview(Struct, frozen=True):
    """All letters, most frequent cause first.

    Attributes:
        letters: how many.
        records: how many different ones.
        causes: by cause, field and kind of record.
        hours: letters by hour of arrival (UTC, ``2026-01-31T07``), in order.
    """

    letters: int
    records: int
    causes: tuple[CauseCount, ...]
    hours: dict[str, int]


def overview(letters: Iterable[DeadLetter]) -> Overview:
    """Counts `letters`, each read once; only ids and one letter a cause are kept."""
    hours: Counter[str] = Counter()
    tallies: dict[tuple[str, str | None, RecordKind], _Tally] = {}
    for letter in letters:
        hours[_hour(letter.arrived_ms)] += 1
        key = (letter.cause, letter.field, letter.record)
        tally = tallies.setdefault(key, _Tally(letter))
        tally.add(letter)
    counts = sorted((tally.count() for tally in tallies.values()), key=_by_frequency)
    return Overview(
        letters=hours.total(),
        records=len(set[str]().union(*(tally.ids for tally in tallies.values()))),
        causes=tuple(counts),
        hours=dict(sorted(hours.items())),
    )


class _Tally:
    """What has been seen of one cause."""

    def __init__(self, first: DeadLetter) -> None:
        self._newest = first
        self._letters = 0
        self._first_ms: int | None = None
        self.ids: set[str] = set()

    def add(self, letter: DeadLetter) -> None:
        self._letters += 1
        self.ids.add(letter.id)
        if letter.arrived_ms is None:
            return
        if self._first_ms is None or letter.arrived_ms < self._first_ms:
            self._first_ms = letter.arrived_ms
        if self._newest.arrived_ms is None or letter.arrived_ms >= self._newest.arrived_ms:
            self._newest = letter

    def count(self) -> CauseCount:
        newest = self._newest
        return CauseCount(
            cause=newest.cause,
            field=newest.field,
            record=newest.record,
            letters=self._letters,
            records=len(self.ids),
            first_ms=self._first_ms,
            last_ms=newest.arrived_ms,
            sample_id=newest.id,
            sample_detail=newest.detail,
        )


def _by_frequency(count: CauseCount) -> tuple[int, str, str]:
    return -count.letters, count.cause, count.field or ""


def _hour(arrived_ms: int | None) -> str:
    if arrived_ms is None:
        return UNKNOWN_HOUR
    return f"{datetime.fromtimestamp(arrived_ms // 1000, UTC):%Y-%m-%dT%H}"
