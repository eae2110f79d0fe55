"""How findings are put into words, for terminals and pages."""

from typing import Final

from events.shared.durations import duration_text
from events.shared.time_units import DAY_MS, HOUR_MS
from monitoring.drift.finding import Finding, Level
from monitoring.drift.report import WindowState
from reporting.wording import NOTHING, count, counted, percent

LEVEL_NAMES: Final[dict[Level, str]] = {
    "alarm": "alarm",
    "warn": "warning",
    "ok": "ok",
    "too_few": "too few",
}
_MEASURES: Final = {
    "psi": "PSI",
    "ks": "KS",
    "missing": "missing",
    "new_values": "new values",
    "share": "share",
}
_OF_SHARES: Final = ("missing", "new_values", "share")
_MOST_NEW: Final = 5


def measure_name(finding: Finding) -> str:
    """What is measured."""
    return _MEASURES[finding.measure]


def value_text(finding: Finding) -> str:
    """The value: a distance, or a difference of shares."""
    return _number(finding, finding.value)


def limit_text(finding: Finding) -> str:
    """The limit, in the unit of the value."""
    return _number(finding, finding.limit)


def _number(finding: Finding, number: float | None) -> str:
    if number is None:
        return NOTHING
    if finding.measure in _OF_SHARES:
        return f"{100 * number:+.1f} pt"
    return f"{number:.3f}"


def detail(finding: Finding) -> str:
    """The shares then and now, and the new values by name; empty for a distance."""
    if finding.now is None or finding.trained is None:
        return ""
    text = f"{percent(finding.trained)} in training, now {percent(finding.now)}"
    names = [f"{name} ({count(times)})" for name, times in list(finding.new.items())[:_MOST_NEW]]
    more = len(finding.new) - len(names)
    if more > 0:
        names.append(f"{more} more")
    return f"{text}: {', '.join(names)}" if names else text


def label_text(window: WindowState) -> str:
    """How many decisions have a label yet, and how long labels took."""
    delay = window.label_delay
    text = f"{count(window.labelled)} of {count(window.decisions)} decisions have a label yet"
    if delay.median_ms is None or delay.p90_ms is None:
        return text
    return (
        f"{text}; {counted(delay.labels, 'label')} in the {window.name} before the newest report:"
        f" half within {_roughly(delay.median_ms)}, nine in ten within {_roughly(delay.p90_ms)}"
    )


def _roughly(duration_ms: int) -> str:
    """To a tenth of a day or an hour.

    >>> _roughly(90_000_000), _roughly(5_400_000), _roughly(120_000)
    ('1 d', '1.5 h', '2m')
    """
    if duration_ms >= DAY_MS:
        return f"{duration_ms / DAY_MS:.2g} d"
    if duration_ms >= HOUR_MS:
        return f"{duration_ms / HOUR_MS:.2g} h"
    return duration_text(max(1_000, duration_ms // 1_000 * 1_000))
