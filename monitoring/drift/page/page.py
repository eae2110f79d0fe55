"""The whole drift report: one HTML file with its style and charts inside, and no script."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from models.shared.manifest import ModelManifest
from models.shared.training.period import day
from monitoring.drift.finding import Finding
from monitoring.drift.monitor import DriftMonitor
from monitoring.drift.page.distribution_chart import distribution_chart
from monitoring.drift.report import DriftReport, WindowState
from monitoring.drift.windows import Window
from monitoring.drift.wording import (
    LEVEL_NAMES,
    detail,
    label_text,
    limit_text,
    measure_name,
    value_text,
)
from reporting.blocks import cell, code, facts, figure, pair, section, table, tile
from reporting.document import document
from reporting.markup import element, text
from reporting.wording import NOTHING, count, counted

_MOST_CHARTS: Final = 12
_CLASSES: Final = {"alarm": "unmet", "ok": "met"}


def page(monitor: DriftMonitor, report: DriftReport, manifest: ModelManifest) -> str:
    """The report as text of an HTML file; the same findings give the same text."""
    return document(
        "Drift of payments and scores",
        _headline(report, monitor, manifest),
        _loud(report),
        _charts(monitor, report),
        _all_features(report, monitor.windows),
        _labels(report),
        _footer(monitor),
    )


def _headline(report: DriftReport, monitor: DriftMonitor, manifest: ModelManifest) -> str:
    profile = monitor.layout.profile
    lead = (
        f"Decisions of the newest {', '.join(one.name for one in report.windows)} beside"
        f" {counted(profile.rows, 'payment')} that model {manifest.name} {manifest.version} was"
        f" trained on, {day(profile.from_ms)} to {day(profile.to_ms)} UTC."
    )
    tiles = [
        tile("Alarms", count(len(report.of("alarm"))), "distances or shares above their limit"),
        tile("Warnings", count(len(report.of("warn"))), "worth a look, not worth a night"),
        *(_window_tile(one) for one in report.windows),
    ]
    return (
        element("h1", "Drift of payments and scores")
        + element("p", text(lead), class_="lead")
        + element("div", *tiles, class_="tiles")
    )


def _window_tile(window: WindowState) -> str:
    if window.to_ms is None:
        return tile(f"Last {window.name}", "0", "no decisions")
    until = datetime.fromtimestamp(window.to_ms / 1000, UTC)
    began = "" if window.whole else "; the stream began within it"
    return tile(
        f"Last {window.name}",
        count(window.decisions),
        f"decisions up to {until:%Y-%m-%d %H:%M} UTC{began}",
    )


def _loud(report: DriftReport) -> str:
    loud = (*report.of("alarm"), *report.of("warn"))
    about = "The worst first. A limit includes what happens by chance among as many payments."
    if not loud:
        return section("Findings", "", element("p", "Nothing has drifted."))
    rows = [
        (
            code(one.feature),
            cell(LEVEL_NAMES[one.level], class_=_CLASSES.get(one.level, "")),
            text(one.window),
            cell(measure_name(one), detail(one)),
            cell(value_text(one)),
            cell(limit_text(one)),
            cell(count(one.rows)),
        )
        for one in loud
    ]
    head = ("Feature", "Level", "Window", "Measure", "Value", "Limit", "Payments")
    return section("Findings", about, table(head, rows, texts=4))


def _charts(monitor: DriftMonitor, report: DriftReport) -> str:
    """The score and the features with the worst findings, each in the window of its worst."""
    by_name = {
        (one.profile.name, window.name): one
        for window in monitor.windows
        for one in monitor.distributions(window)
        if one.counts.any()
    }
    worst: dict[str, Finding] = {}
    for finding in report.findings:
        if (finding.feature, finding.window) in by_name and finding.value is not None:
            worst.setdefault(finding.feature, finding)
    chosen = list(worst.values())[:_MOST_CHARTS]
    if "score" in worst and worst["score"] not in chosen:
        chosen = [worst["score"], *chosen[: _MOST_CHARTS - 1]]
    if not chosen:
        return ""
    charts = [
        figure(
            one.feature,
            f"Last {one.window}: {measure_name(one)} {value_text(one)}, limit {limit_text(one)}.",
            distribution_chart(by_name[one.feature, one.window]),
        )
        for one in chosen
    ]
    about = (
        "Shares of the payments by value, in training and in the window; training at the hours of"
        " the day that the window has its payments at."
    )
    return section("Distributions", about, pair(*charts))


def _all_features(report: DriftReport, windows: Sequence[Window]) -> str:
    """PSI by window, in the order of the worst."""
    by_feature: dict[str, dict[str, Finding]] = {}
    for finding in report.findings:
        if finding.measure == "psi":
            by_feature.setdefault(finding.feature, {})[finding.window] = finding
    rows = (
        (code(name), *(_psi(found.get(window.name)) for window in windows))
        for name, found in by_feature.items()
    )
    about = "Population stability index, below it its limit. A dash: too few payments to say."
    head = ("Feature", *(f"Last {window.name}" for window in windows))
    return section("Every feature", about, table(head, rows))


def _psi(finding: Finding | None) -> str:
    if finding is None or finding.value is None:
        return text(NOTHING)
    return cell(value_text(finding), limit_text(finding), _CLASSES.get(finding.level, ""))


def _labels(report: DriftReport) -> str:
    told = [
        (f"Last {window.name}", text(label_text(window)))
        for window in report.windows
        if window.labelled or window.label_delay.labels
    ]
    return section("Labels", "", facts(told)) if told else ""


def _footer(monitor: DriftMonitor) -> str:
    note = (
        f"Scores of training: {monitor.layout.profile.score_of}. Windows are of event time, up to"
        " the newest decision. Written by revstream drift."
    )
    return element("footer", text(note))
