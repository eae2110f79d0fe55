"""The report card: the published case beside what this run measured.

The published figures are a claim about another system and other payments. They are shown to have
something to hold the measured ones against, never mixed with them.
"""

from dataclasses import dataclass
from typing import Final

from backtest.latency import TierLatency
from backtest.legacy import LegacyBaseline
from backtest.rates import Rates, Share

PUBLISHED_DETECTION: Final = (0.65, 0.94)
"""Of the frauds, before and after; a published claim."""
PUBLISHED_FALSE_POSITIVES: Final = (0.15, 0.032)
"""Before and after, denominator not published; a published claim."""
PUBLISHED_MEAN_MS: Final = 47
PUBLISHED_LIMIT_MS: Final = 100
PUBLISHED_LEGACY_DELAY_H: Final = 8


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One figure of the card.

    Attributes:
        figure: what it is, with its denominator.
        published_before: of the published legacy system, 0 to 1, None where not published.
        published_after: of the published new system.
        legacy_recognised: measured here: what batches mark, hours late.
        legacy_stopped: measured here: what a held card stops in time.
        revstream: measured here.
        met: whether revstream reaches `published_after`, None where there is nothing to reach.
    """

    figure: str
    published_before: float | None
    published_after: float | None
    legacy_recognised: Share
    legacy_stopped: Share
    revstream: Share
    met: bool | None


@dataclass(frozen=True, slots=True)
class ReportCard:
    """All of it.

    Attributes:
        lines: shares.
        latency: of rules and model a payment, measured here.
        published_mean_ms: of the published new system, for a whole decision.
        published_limit_ms: that it had to keep.
        published_legacy_delay_h: of the published legacy system.
        legacy_mean_delay_ms: from payment to batch, measured here.
    """

    lines: tuple[ReportLine, ...]
    latency: TierLatency
    legacy_mean_delay_ms: float
    published_mean_ms: int = PUBLISHED_MEAN_MS
    published_limit_ms: int = PUBLISHED_LIMIT_MS
    published_legacy_delay_h: int = PUBLISHED_LEGACY_DELAY_H


def report_card(stopped: Rates, legacy: LegacyBaseline, latency: TierLatency) -> ReportCard:
    """The card of a setting that stops (flags or blocks) with the rates `stopped`."""

    def line(
        figure: str, name: str, published: tuple[float, float] | None, *, higher: bool
    ) -> ReportLine:
        found: Share = getattr(stopped, name)
        before, after = published or (None, None)
        met = None
        if after is not None and found.share is not None:
            met = found.share >= after if higher else found.share <= after
        recognised, in_time = getattr(legacy.recognised, name), getattr(legacy.stopped, name)
        return ReportLine(figure, before, after, recognised, in_time, found, met)

    wrong = PUBLISHED_FALSE_POSITIVES
    return ReportCard(
        lines=(
            line("Detection, of the frauds", "detection", PUBLISHED_DETECTION, higher=True),
            line("Detection, of the amount of the frauds", "detection_value", None, higher=True),
            line(
                "False positives, of the genuine payments",
                "false_positives_of_genuine",
                wrong,
                higher=False,
            ),
            line(
                "False positives, of the stopped payments",
                "false_positives_of_stopped",
                wrong,
                higher=False,
            ),
        ),
        latency=latency,
        legacy_mean_delay_ms=legacy.mean_delay_ms,
    )
