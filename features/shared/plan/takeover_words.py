"""What becomes of the states under a changed file, in words."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from events.shared.durations import duration_text
from features.shared.definitions.model import Remembered
from features.shared.plan.takeover import Lack, Takeover

_WIDTH: Final = 9


def takeover_lines(found: Takeover, features: int) -> list[str]:
    """A line for each thing that becomes of the states, the plain ones first.

    Args:
        found: what becomes of them.
        features: how many the new file has in force.
    """
    return [f"{word:<{_WIDTH}}{says}" for word, says in _said(found, features)]


def _said(found: Takeover, features: int) -> Iterator[tuple[str, str]]:
    at_once = [name for name in found.added if name not in found.lacking]
    new = f", {', '.join(at_once)} among them" if at_once else ""
    yield "at once", f"{features - len(found.lacking)} of {features} features{new}"
    for name, lack in found.lacking.items():
        yield "missing", f"{name}: {_lack_text(lack)}"
    for name in found.gone:
        yield "gone", name
    for key, contents in found.freed.items():
        for one in contents:
            yield "freed", f"of {key}: {one}"
    for before, after in found.begun_anew:
        yield "anew", f"{after}: what is stored of it is {before}, and of no use"


def _lack_text(lack: Lack) -> str:
    where = ", for keys with very many payments" if lack.busy_only else ""
    lasts = f"for {duration_text(lack.missing_ms)} at most" if lack.missing_ms else "never"
    return f"{lasts}{where}: {lack.why}"


def lost_key_lines(found: Takeover) -> list[str]:
    """A line for each key whose states nothing can take over."""
    return [
        f"key {name}: no feature that is in force has it any more, and Flink does not start from a"
        f" snapshot with the states of a stage that is gone; keep a written feature of it"
        for name in found.lost_keys
    ]


def entry_lines(entries: Sequence[Remembered]) -> list[str]:
    """The entries as a definition file has them."""
    return ["remembered:", *(f"  - {{{', '.join(_members(one))}}}" for one in entries)]


def _members(entry: Remembered) -> Iterator[str]:
    yield f"entity: {entry.entity}"
    if entry.reach_ms:
        yield f"reach: {duration_text(entry.reach_ms)}"
    if entry.labels:
        yield "labels: true"
    yield f"until: {_time_text(entry.until_ms)}"


def _time_text(time_ms: int) -> str:
    """The time to the second, rounded up.

    >>> _time_text(1_700_000_000_001)
    '2023-11-14T22:13:21Z'
    """
    return f"{datetime.fromtimestamp(-(-time_ms // 1000), UTC):%Y-%m-%dT%H:%M:%SZ}"
