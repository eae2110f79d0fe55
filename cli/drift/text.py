"""The report of `revstream drift` on a terminal: windows, then findings, the worst first."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from models.shared.manifest import ModelManifest
from models.shared.profile.model_profile import ModelProfile
from models.shared.training.period import day
from monitoring.drift.finding import Finding
from monitoring.drift.report import DriftReport, WindowState
from monitoring.drift.wording import (
    LEVEL_NAMES,
    detail,
    label_text,
    limit_text,
    measure_name,
    value_text,
)
from reporting.wording import count, counted

_FEWEST_SHOWN: Final = 8
"""Findings without anything to say are shown up to so many, those nearest to their limit."""

_HEAD: Final = (
    f"{'level':9}{'feature':38}{'window':8}{'measure':12}{'value':>10}{'limit':>10}{'rows':>12}"
)


def report_text(report: DriftReport, manifest: ModelManifest, profile: ModelProfile) -> str:
    """All of it, a line a finding."""
    return "\n".join(_lines(report, manifest, profile))


def _lines(report: DriftReport, manifest: ModelManifest, profile: ModelProfile) -> Iterator[str]:
    yield (
        f"model {manifest.name} {manifest.version}: profile of {counted(profile.rows, 'payment')},"
        f" {day(profile.from_ms)} to {day(profile.to_ms)} UTC"
    )
    yield f"scores of training: {profile.score_of}"
    for window in report.windows:
        yield _window(window)
        if window.labelled or window.label_delay.labels:
            yield f"        {label_text(window)}"
    yield ""
    loud = (*report.of("alarm"), *report.of("warn"))
    quiet = report.of("ok")
    shown = (*loud, *quiet[: max(0, _FEWEST_SHOWN - len(loud))])
    if shown:
        yield _HEAD
        yield from map(_finding, shown)
        yield ""
    yield (
        f"{counted(len(report.of('alarm')), 'alarm')},"
        f" {counted(len(report.of('warn')), 'warning')}, {count(len(quiet))} ok,"
        f" {count(len(report.of('too_few')))} with too few payments to say anything"
    )


def _window(window: WindowState) -> str:
    if window.to_ms is None:
        return f"{window.name:8}no decisions"
    until = datetime.fromtimestamp(window.to_ms / 1000, UTC)
    text = (
        f"{window.name:8}{counted(window.decisions, 'decision')} up to {until:%Y-%m-%d %H:%M} UTC"
    )
    if window.late:
        text += f", {count(window.late)} late"
    if window.other_model:
        text += f"; {count(window.other_model)} by another model, their scores are not compared"
    return text if window.whole else f"{text}; the stream began within it"


def _finding(finding: Finding) -> str:
    line = (
        f"{LEVEL_NAMES[finding.level]:9}{finding.feature:38}{finding.window:8}"
        f"{measure_name(finding):12}{value_text(finding):>10}{limit_text(finding):>10}"
        f"{count(finding.rows):>12}"
    )
    told = detail(finding) if finding.level in {"alarm", "warn"} else ""
    return f"{line}  {told}" if told else line
