"""What is no longer as it was in training, as a panel of the overview."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from monitoring.drift.finding import Finding, Level
from monitoring.drift.wording import LEVEL_NAMES, detail, limit_text, measure_name, value_text
from serving.fraud.drift_watch import DriftWatch

_MOST_LINES: Final = 8


class DriftLine(Struct, frozen=True):
    """A finding in words."""

    level: Level
    level_name: str
    feature: str
    window: str
    measure: str
    value: str
    limit: str
    detail: str


class DriftPanel(Struct, frozen=True, kw_only=True):
    """The newest comparison with training.

    Attributes:
        awaited: whether there was none yet.
        compared: whether there was one with enough payments to say anything.
        unfilled: names of the windows that decisions have not been followed for as long as.
        lines: the worst alarms and warnings.
        alarms: of them all.
        warnings: of them all.
    """

    awaited: bool
    compared: bool
    unfilled: Sequence[str]
    lines: Sequence[DriftLine]
    alarms: int
    warnings: int


def drift_panel(watch: DriftWatch) -> DriftPanel:
    """The panel of what `watch` found last."""
    report = watch.report
    if report is None:
        return DriftPanel(awaited=True, compared=False, unfilled=(), lines=(), alarms=0, warnings=0)
    alarms, warnings = report.of("alarm"), report.of("warn")
    loud = (*alarms, *warnings)
    return DriftPanel(
        awaited=False,
        compared=bool(loud or report.of("ok")),
        unfilled=[one.name for one in report.windows if not one.whole],
        lines=[_line(one) for one in loud[:_MOST_LINES]],
        alarms=len(alarms),
        warnings=len(warnings),
    )


def _line(finding: Finding) -> DriftLine:
    return DriftLine(
        level=finding.level,
        level_name=LEVEL_NAMES[finding.level],
        feature=finding.feature,
        window=finding.window,
        measure=measure_name(finding),
        value=value_text(finding),
        limit=limit_text(finding),
        detail=detail(finding),
    )
