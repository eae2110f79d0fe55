"""How the pages write what records hold: times, money, ids of others, values of features."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from events.shared.feature_value import WrittenValue
from events.shared.own_fields import FieldValue
from reporting import wording
from reporting.printable import printable

_MINUTE_S: Final = 60
_HOUR_S: Final = 3_600
_DAY_S: Final = 86_400
_MS_US: Final = 1_000
_S_US: Final = 1_000_000
_WHOLE_FROM: Final = 1_000


def utc(time_ms: int) -> str:
    """A time, to the second.

    >>> utc(1736121600000)
    '2025-01-06 00:00:00'
    """
    return f"{datetime.fromtimestamp(time_ms / 1_000, UTC):%Y-%m-%d %H:%M:%S}"


def ago(seconds: float) -> str:
    """How long ago something was.

    >>> ago(3.2), ago(130), ago(7300), ago(200000)
    ('3 s', '2 min', '2 h', '2 days')
    """
    if seconds < 2 * _MINUTE_S:
        return f"{max(seconds, 0):.0f} s"
    if seconds < 2 * _HOUR_S:
        return f"{seconds // _MINUTE_S:.0f} min"
    if seconds < 2 * _DAY_S:
        return f"{seconds // _HOUR_S:.0f} h"
    return f"{seconds // _DAY_S:.0f} days"


def value(written: WrittenValue) -> str:
    """The value of a feature; a dash where it is missing.

    >>> value(True), value(1234), value(0.123456), value(("a", "b"))
    ('yes', '1,234', '0.1235', 'a, b')
    """
    if written is None:
        return wording.NOTHING
    if isinstance(written, bool):
        return "yes" if written else "no"
    if isinstance(written, int):
        return f"{written:,}"
    if isinstance(written, float):
        return f"{written:,.0f}" if abs(written) >= _WHOLE_FROM else f"{written:.4g}"
    if isinstance(written, tuple):
        return printable(", ".join(map(str, written)))
    return printable(written)


def own_field(carried: FieldValue) -> str:
    """The value of an own field as the payment had it: a whole number may be a code.

    >>> own_field(True), own_field(5411), own_field("12.50")
    ('yes', '5411', '12.50')
    """
    return value(carried) if isinstance(carried, bool) else printable(str(carried))


def score(probability: float | None) -> str:
    """A score, or a dash."""
    return wording.NOTHING if probability is None else f"{probability:.3f}"


def milliseconds(us: float) -> str:
    """Microseconds as milliseconds.

    >>> milliseconds(4200000), milliseconds(12345), milliseconds(420)
    ('4,200', '12.3', '0.42')
    """
    ms = us / 1_000
    if ms >= _WHOLE_FROM:
        return f"{ms:,.0f}"
    return f"{ms:.1f}" if ms >= 10 else f"{ms:.2f}"  # noqa: PLR2004 - three digits


def took(us: int) -> str:
    r"""How long something took, with its unit.

    >>> took(900), took(12_345), took(68_715_000)
    ('900\xa0µs', '12.3\xa0ms', '68.7\xa0s')
    """
    if us < _MS_US:
        text, unit = str(us), "µs"
    else:
        thousands, unit = (us / _MS_US, "ms") if us < _S_US else (us / _S_US, "s")
        text = f"{thousands:,.1f}"
    return f"{text}\N{NO-BREAK SPACE}{unit}"


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "ago": ago,
    "count": wording.count,
    "counted": wording.counted,
    "ms": milliseconds,
    "own_field": own_field,
    "percent": wording.percent,
    "score": score,
    "shown": printable,
    "spoken": wording.spoken,
    "took": took,
    "utc": utc,
    "value": value,
}
