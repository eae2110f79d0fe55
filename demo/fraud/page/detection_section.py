"""How much fraud was stopped, by whom and of which pattern."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from demo.fraud.detection import Detection, Tally
from demo.fraud.finding import Finding
from events.fraud.decision import Decision
from models.fraud.thresholds import Thresholds
from reporting.blocks import cell, figure, pair, section, table
from reporting.charts.scores import scores_chart
from reporting.charts.segments import segments_chart
from reporting.markup import element, text
from reporting.segment import Segment
from reporting.wording import count, percent, spoken
from simulator.files import Truth

_ABOUT: Final = (
    "Rules settle what is clear, the model scores what they leave open. Both are measured against"
    " all frauds and all genuine payments, so that they add up."
)
_TIERS: Final = (
    "",
    "Decided",
    "Frauds stopped<small>of all frauds</small>",
    "Genuine stopped<small>of all genuine payments</small>",
    "Genuine among stopped",
)
_PATTERNS: Final = ("", "Frauds", "By rules", "By model", "Missed", "Stopped")


def detection_section(finding: Finding, thresholds: Thresholds) -> str:
    """The section; without any fraud there are no patterns."""
    found, truth = finding.summary.detection, finding.data.truth
    charts = []
    if found.by_pattern:
        by_pattern = list(segments(finding.decisions, truth))
        charts.append(
            figure(
                "By fraud pattern",
                "Each fraud in one part of a bar: what stopped it, or that nothing did.",
                segments_chart(by_pattern, "pattern", legend=True),
            )
        )
    scores = figure(
        "Scores", "Of the payments that the rules left open.", _scores(finding, thresholds)
    )
    return section("Fraud stopped", _ABOUT, _tiers(found), *charts, pair(scores, _patterns(found)))


def _tiers(found: Detection) -> str:
    rows = [_tier("rules", found.rules), _tier("model", found.model)]
    rows.append([element("strong", one) for one in _tier("both", found.both)])
    return table(_TIERS, rows)


def _tier(name: str, tally: Tally) -> list[str]:
    return [
        text(name),
        text(count(tally.decided)),
        cell(percent(tally.detection_rate), count(tally.frauds_stopped)),
        cell(percent(tally.false_positive_rate, 2), count(tally.genuine_stopped)),
        text(percent(tally.genuine_among_stopped)),
    ]


def segments(decisions: Sequence[Decision], truth: dict[str, Truth]) -> Iterator[Segment]:
    """What became of the frauds of each pattern, by name."""
    cases = [(truth[one.transaction_id].pattern, one.action, one.tier) for one in decisions]
    for pattern in sorted({pattern for pattern, _, _ in cases if pattern is not None}):
        yield Segment(
            name=spoken(pattern),
            blocked_by_rules=cases.count((pattern, "block", "rules")),
            blocked_by_model=cases.count((pattern, "block", "model")),
            flagged_by_rules=cases.count((pattern, "flag", "rules")),
            flagged_by_model=cases.count((pattern, "flag", "model")),
            missed=sum(case[:2] == (pattern, "allow") for case in cases),
        )


def _patterns(found: Detection) -> str:
    rows = [
        [
            text(spoken(name)),
            text(count(tally.payments)),
            text(count(tally.stopped_by_rules)),
            text(count(tally.stopped_by_model)),
            text(count(tally.missed)),
            text(percent(1 - tally.missed / tally.payments, 0)),
        ]
        for name, tally in found.by_pattern.items()
    ]
    return figure("Frauds in numbers", "", table(_PATTERNS, rows))


def _scores(finding: Finding, thresholds: Thresholds) -> str:
    scored = [one for one in finding.decisions if one.score is not None]
    truth = finding.data.truth
    return scores_chart(
        np.array([one.score for one in scored], dtype=np.float64),
        np.array([truth[one.transaction_id].is_fraud for one in scored], dtype=np.bool_),
        thresholds.flag,
        thresholds.block,
    )
