"""The whole report: one HTML file with its style and charts inside, and no script."""

from typing import Final

import numpy as np

from backtest.backtest import Backtest
from backtest.report.card_section import card_section
from backtest.report.changes_section import changes_section
from backtest.report.charts.calibration import calibration_chart
from backtest.report.charts.days import decisions_chart, review_chart
from backtest.report.charts.importance import importance_chart
from backtest.report.charts.precision_recall import precision_recall_chart
from backtest.report.headline import headline
from backtest.report.identity_section import identity_section
from backtest.report.money_section import money_section
from backtest.report.rules_section import rules_section
from backtest.segments import by_amount, by_name
from models.fraud.thresholds import thresholds_of
from reporting.blocks import figure, pair, section
from reporting.charts.scores import scores_chart
from reporting.charts.segments import segments_chart
from reporting.document import document
from reporting.markup import element, text
from reporting.segment import Segment
from reporting.wording import amount, count, spoken

_NO_PATTERN: Final = "other"
_REVIEW: Final = "What reviewers would have found in the flagged payments."


def page(backtest: Backtest) -> str:
    """The report as text of an HTML file; the same backtest gives the same text."""
    return document(
        "Backtest of fraud decisions",
        headline(backtest),
        card_section(backtest),
        money_section(backtest),
        rules_section(backtest),
        _detection(backtest),
        _model(backtest),
        _over_time(backtest),
        changes_section(backtest),
        identity_section(backtest),
        _footer(),
    )


def _detection(backtest: Backtest) -> str:
    decisions, truth = backtest.candidate.decisions, backtest.history.truth
    charts = []
    if truth.pattern is not None:
        names = np.array([spoken(name) or _NO_PATTERN for name in truth.pattern], dtype=object)
        segments = by_name(names, decisions, truth)
        charts.append(_segments("By fraud pattern", "pattern", segments, legend=True))
    channels = backtest.question.table.channel[backtest.history.rows]
    charts += [
        _segments("By amount", "amount", _by_amount(backtest), legend=not charts),
        _segments("By channel", "channel", by_name(channels, decisions, truth)),
    ]
    about = "Known frauds, each in one part of a bar: what stopped it, or that nothing did."
    return section("Detection by kind of fraud", about, *charts)


def _by_amount(backtest: Backtest) -> tuple[Segment, ...]:
    outcome = backtest.candidate
    currency = outcome.money[0].currency
    bands = by_amount(backtest.history, outcome.decisions)
    return tuple(
        Segment(f"up to {amount(end, currency)}", *_numbers(segment)) for end, segment in bands
    )


def _numbers(segment: Segment) -> tuple[int, int, int, int, int]:
    return (
        segment.blocked_by_rules,
        segment.blocked_by_model,
        segment.flagged_by_rules,
        segment.flagged_by_model,
        segment.missed,
    )


def _segments(title: str, what: str, segments: tuple[Segment, ...], *, legend: bool = False) -> str:
    if not segments:
        return figure(title, "No fraud is known.", "")
    return figure(title, "", segments_chart(segments, what, legend=legend))


def _model(backtest: Backtest) -> str:
    importance = backtest.importance
    charts = [
        figure(
            "Precision and recall",
            "Recall is the share of the frauds that is stopped, precision the share of frauds"
            " among the stopped. The line is the model alone, over every payment that is not"
            " late; the dots are rules and model together, and the legacy baseline.",
            precision_recall_chart(backtest),
        ),
        figure(
            "Scores",
            "Of the payments that the model decided; the rules settled the others.",
            _scores(backtest),
        ),
        figure(
            "Calibration",
            "On the diagonal a score is a probability. Each bin holds about a tenth of the frauds;"
            " beside it the number of its payments.",
            calibration_chart(backtest),
        ),
    ]
    if importance is not None:
        charts.append(
            figure(
                "Feature importance",
                f"Measured on a sample of {count(importance.payments)} payments with"
                f" {count(importance.frauds)} frauds. Features that say the same thing cover for"
                " each other.",
                importance_chart(importance),
            )
        )
    return section("The model", "", pair(*charts))


def _scores(backtest: Backtest) -> str:
    decisions, truth = backtest.candidate.decisions, backtest.history.truth
    shown = decisions.by_model & truth.counted
    thresholds = thresholds_of(backtest.question.candidate.artifact.manifest)
    return scores_chart(
        decisions.score[shown], truth.fraud[shown], thresholds.flag, thresholds.block
    )


def _over_time(backtest: Backtest) -> str:
    load = backtest.candidate.load
    return section(
        "Over time",
        "Days are UTC days of event time.",
        figure("Decisions a day", "", decisions_chart(load)),
        figure(
            "Review load",
            _REVIEW,
            review_chart(load),
        ),
    )


def _footer() -> str:
    note = (
        "Stopped means flagged or blocked. Every share is stated with its two numbers or its"
        " denominator. Written by revstream backtest."
    )
    return element("footer", text(note))
