"""Every figure of one model on one test set, its intervals, and the best that was possible."""

from typing import Final

from msgspec import Struct

from models.fraud.evaluation.card_precision import (
    CardDays,
    best_card_precision,
    card_days,
    check_days,
    daily_precision,
)
from models.fraud.evaluation.operating_point import OperatingPoint, operating_point, threshold_for
from models.fraud.evaluation.ranking import Ranking
from models.fraud.evaluation.scored import ScoredPayments
from models.shared.evaluation.resampling import (
    Interval,
    Resampling,
    drawn_means,
    group_intervals,
    interval,
)

FIXED_LEGITIMATE_SHARE: Final = 0.032
"""Share of the genuine payments at which models are compared whatever their thresholds are."""


class Ranked(Struct, frozen=True):
    """The three figures that need no threshold.

    Attributes:
        auc_roc: see `Ranking.auc_roc`.
        average_precision: see `Ranking.average_precision`.
        card_precision: at k, mean over the days; see `card_precision`.
    """

    auc_roc: float
    average_precision: float
    card_precision: float


class RankedIntervals(Struct, frozen=True):
    """An interval for each: over cards, over cards, over days."""

    auc_roc: Interval
    average_precision: Interval
    card_precision: Interval


class DayFigures(Struct, frozen=True):
    """One test day: its compromised cards not found before, and those found among the k checked."""

    compromised_cards: int
    found_cards: int
    card_precision: float


class Figures(Struct, frozen=True):
    """What one model achieved.

    Attributes:
        ranked: the figures without a threshold.
        intervals: of these.
        at_fixed_share: flagging at most `FIXED_LEGITIMATE_SHARE` of the genuine payments; its
            threshold is chosen on the test set itself, to compare models at an equal cost.
        days: day by day.
    """

    ranked: Ranked
    intervals: RankedIntervals
    at_fixed_share: OperatingPoint
    days: tuple[DayFigures, ...]


def figures(payments: ScoredPayments, k: int, resampling: Resampling) -> Figures:
    """Measures the scores.

    Args:
        payments: the scored test set, with frauds and genuine payments in it.
        k: cards that are checked a day.
        resampling: for the intervals.
    """
    ranking = Ranking(payments.score, payments.fraud)
    checks = check_days(_cards(payments), k)
    daily = daily_precision(checks, k)
    intervals = group_intervals(
        payments.card,
        resampling,
        {"auc_roc": ranking.auc_roc, "average_precision": ranking.average_precision},
    )
    threshold = threshold_for(payments.score, payments.fraud, FIXED_LEGITIMATE_SHARE)
    return Figures(
        ranked=Ranked(ranking.auc_roc(), ranking.average_precision(), float(daily.mean())),
        intervals=RankedIntervals(
            auc_roc=intervals["auc_roc"],
            average_precision=intervals["average_precision"],
            card_precision=interval(drawn_means(daily, resampling)),
        ),
        at_fixed_share=operating_point(payments, threshold),
        days=tuple(
            DayFigures(check.compromised, check.found, precision)
            for check, precision in zip(checks, daily.tolist(), strict=True)
        ),
    )


def best_possible(payments: ScoredPayments, k: int) -> Ranked:
    """What no scores can exceed on this test set: every fraud above every genuine payment."""
    return Ranked(1.0, 1.0, best_card_precision(_cards(payments), k))


def _cards(payments: ScoredPayments) -> CardDays:
    return card_days(payments.day, payments.card, payments.score, payments.fraud, payments.days)
