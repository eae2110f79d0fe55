"""An evaluation as one JSON object: the three figures at its top, everything else below."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from events.shared.time_units import DAY_MS
from models.fraud.evaluation.evaluation import Evaluation, Settings
from models.fraud.evaluation.figures import FIXED_LEGITIMATE_SHARE, Figures, Ranked
from models.fraud.evaluation.prequential import RankedSpread, Spread, spread
from models.fraud.evaluation.protocol import Periods
from models.shared.evaluation.resampling import CONFIDENCE, Interval

Json = dict[str, Any]
Value = TypeVar("Value")


def evaluation_json(found: Evaluation, settings: Settings) -> Json:
    """One evaluation.

    ``auc_roc``, ``average_precision`` and ``card_precision_at_K`` are the point estimates;
    detection and false positives at the top are those of flagging (flagged or blocked).
    """
    return {
        **_figures(found.figures, settings),
        "best_possible": _ranked(found.best, settings),
        "detection_rate": found.flag.detection_rate,
        "detection_rate_by_value": found.flag.detection_rate_by_value,
        "value_currency": found.value_currency,
        "false_positive_rate_of_legitimate": found.flag.false_positive_rate_of_legitimate,
        "false_positive_rate_of_flagged": found.flag.false_positive_rate_of_flagged,
        "at_flag_threshold": msgspec.to_builtins(found.flag),
        "at_block_threshold": msgspec.to_builtins(found.block),
        "latency_of_model_alone": msgspec.to_builtins(found.latency),
        "counts": msgspec.to_builtins(found.counts),
        "periods": _periods(found.periods),
        "model": msgspec.to_builtins(found.model),
        "days": list(_days(found)),
        "baselines": [
            {
                "learner": baseline.learner,
                "feature_set": baseline.feature_set,
                "features": list(baseline.features),
                **_figures(baseline.figures, settings),
            }
            for baseline in found.baselines
        ],
        "notes": list(found.notes),
    }


def prequential_json(weeks: Sequence[Evaluation], settings: Settings) -> Json:
    """Several weeks: the figures at the top are means over them."""
    return {
        **_spread(spread([week.figures.ranked for week in weeks]), settings),
        "best_possible": _spread(spread([week.best for week in weeks]), settings),
        "baselines": [
            {"learner": learner, "feature_set": feature_set, **_spread(found, settings)}
            for learner, feature_set, found in baseline_spreads(weeks)
        ],
        "weeks": [evaluation_json(week, settings) for week in weeks],
    }


def baseline_spreads(weeks: Sequence[Evaluation]) -> Iterator[tuple[str, str, RankedSpread]]:
    """Learner, feature set and figures over the weeks of every baseline."""
    for of_all_weeks in zip(*(week.baselines for week in weeks), strict=True):
        ranked = [baseline.figures.ranked for baseline in of_all_weeks]
        yield of_all_weeks[0].learner, of_all_weeks[0].feature_set, spread(ranked)


def day_of(epoch_ms: int) -> str:
    """A time as people write it: the date alone at midnight UTC."""
    moment = datetime.fromtimestamp(epoch_ms / 1000, UTC)
    if epoch_ms % DAY_MS == 0:
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _figures(found: Figures, settings: Settings) -> Json:
    resampling = settings.resampling
    intervals = found.intervals
    return {
        **_ranked(found.ranked, settings),
        "intervals": {
            "confidence": CONFIDENCE,
            "resamples": resampling.resamples,
            "seed": resampling.seed,
            "auc_roc": {"resampled": "cards", **_interval(intervals.auc_roc)},
            "average_precision": {"resampled": "cards", **_interval(intervals.average_precision)},
            _card_key(settings): {"resampled": "days", **_interval(intervals.card_precision)},
        },
        "at_fixed_share_of_legitimate": {
            "share": FIXED_LEGITIMATE_SHARE,
            **msgspec.to_builtins(found.at_fixed_share),
        },
    }


def _interval(found: Interval) -> Json:
    return {"low": found.low, "high": found.high}


def _ranked(found: Ranked, settings: Settings) -> Json:
    return _named(found.auc_roc, found.average_precision, found.card_precision, settings)


def _spread(found: RankedSpread, settings: Settings) -> Json:
    def part(of: Callable[[Spread], float | None]) -> Json:
        figures = (of(found.auc_roc), of(found.average_precision), of(found.card_precision))
        return _named(*figures, settings)

    return {
        **part(lambda figure: figure.mean),
        "standard_deviation": part(lambda figure: figure.sd),
    }


def _named(auc: Value, precision: Value, cards: Value, settings: Settings) -> dict[str, Value]:
    return {"auc_roc": auc, "average_precision": precision, _card_key(settings): cards}


def _card_key(settings: Settings) -> str:
    return f"card_precision_at_{settings.cards_checked}"


def _periods(periods: Periods) -> Json:
    return {
        "train_from": day_of(periods.train.from_ms),
        "train_to": day_of(periods.train.to_ms),
        "delay_ms": periods.delay_ms,
        "test_from": day_of(periods.test.from_ms),
        "test_to": day_of(periods.test.to_ms),
    }


def _days(found: Evaluation) -> Iterator[Json]:
    start_ms = found.periods.test.from_ms
    for number, day in enumerate(found.figures.days):
        yield {"day": day_of(start_ms + number * DAY_MS), **msgspec.to_builtins(day)}
