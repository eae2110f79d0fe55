"""An evaluation for a person: tables, no computation."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table

from events.shared.time_units import DAY_MS
from models.fraud.evaluation.evaluation import Evaluation, Settings
from models.fraud.evaluation.figures import FIXED_LEGITIMATE_SHARE, Figures
from models.fraud.evaluation.prequential import Spread, spread
from models.fraud.evaluation.protocol import Periods
from models.fraud.evaluation.summary import baseline_spreads, day_of
from models.shared.evaluation.resampling import Interval

_FIXED: Final = f"{FIXED_LEGITIMATE_SHARE:.1%}"


def show_evaluation(console: Console, found: Evaluation, settings: Settings) -> None:
    """Show one evaluation."""
    for line in _head(found):
        console.print(line)
    console.print(_rankings(found, settings))
    console.print(_operating_points(found))
    console.print(_alarms(found))
    console.print(_days(found, settings))
    if found.latency is not None:
        timed = found.latency
        console.print(
            f"the model alone, one payment at a time: mean {timed.mean_us:.1f} us, p50"
            f" {timed.p50_us:.1f}, p95 {timed.p95_us:.1f}, p99 {timed.p99_us:.1f}"
            f" ({timed.payments:,} payments)"
        )
    for note in found.notes:
        console.print(f"note: {note}")


def show_prequential(console: Console, weeks: Sequence[Evaluation], settings: Settings) -> None:
    """Show moving weeks, and mean and deviation over them."""
    k = settings.cards_checked
    table = _table("Week by week", "test", "payments", "frauds", "AUC-ROC", "AP", f"CP@{k}", "best")
    for week in weeks:
        ranked = week.figures.ranked
        table.add_row(
            _days_of(week.periods.test.from_ms, week.periods.test.to_ms),
            f"{week.counts.test_payments:,}",
            f"{week.counts.test_frauds:,}",
            f"{ranked.auc_roc:.3f}",
            f"{ranked.average_precision:.3f}",
            f"{ranked.card_precision:.3f}",
            f"{week.best.card_precision:.3f}",
        )
    console.print(table)
    over = _table("Mean and standard deviation over the weeks", "", "AUC-ROC", "AP", f"CP@{k}")
    kinds = ", ".join(sorted({week.model.kind for week in weeks}))
    rows = [(f"model ({kinds})", spread([week.figures.ranked for week in weeks]))]
    rows += [(f"{name}, {of}".replace("_", " "), it) for name, of, it in baseline_spreads(weeks)]
    for name, it in rows:
        over.add_row(
            name, _spread(it.auc_roc), _spread(it.average_precision), _spread(it.card_precision)
        )
    console.print(over)
    for note in dict.fromkeys(note for week in weeks for note in week.notes):
        console.print(f"note: {note}")


def _head(found: Evaluation) -> Iterator[str]:
    counts, left_out, periods = found.counts, found.counts.left_out, found.periods
    yield (
        f"trained on {_days_of(periods.train.from_ms, periods.train.to_ms)}:"
        f" {counts.train_payments:,} payments, {counts.train_frauds:,} frauds;"
        f" {found.model.kind.replace('_', ' ')}, {len(found.model.features)} features"
    )
    yield (
        f"tested on  {_days_of(periods.test.from_ms, periods.test.to_ms)}:"
        f" {counts.test_payments:,} payments of {counts.test_cards:,} cards,"
        f" {counts.test_frauds:,} frauds"
    )
    yield (
        f"left out: {left_out.payments_of_compromised_cards:,} payments"
        f" ({left_out.frauds_of_compromised_cards:,} frauds) of {left_out.compromised_cards:,}"
        f" cards known to be compromised with a delay of {_length(periods)},"
        f" {left_out.late_payments:,} late payments"
    )


def _rankings(found: Evaluation, settings: Settings) -> Table:
    k = settings.cards_checked
    table = _table(
        "Ranking, with 95 % intervals",
        "",
        "AUC-ROC",
        "average precision",
        f"card precision at {k}",
        f"found at {_FIXED}",
        caption="intervals: over cards for the first two, over days for card precision; the last"
        f" column: frauds found with {_FIXED} of the legitimate payments flagged",
    )
    table.add_row("model", *_ranking(found.figures), style="bold")
    best = found.best
    table.add_row(
        "best possible",
        f"{best.auc_roc:.3f}",
        f"{best.average_precision:.3f}",
        f"{best.card_precision:.3f}",
        "",
        style="dim",
    )
    feature_set = ""
    for baseline in found.baselines:
        if baseline.feature_set != feature_set:
            feature_set = baseline.feature_set
            table.add_section()
            title = f"on {feature_set.replace('_', ' ')} ({len(baseline.features)} features)"
            table.add_row(title, "", "", "", "", style="italic")
        table.add_row(f"  {baseline.learner.replace('_', ' ')}", *_ranking(baseline.figures))
    return table


def _ranking(found: Figures) -> tuple[str, ...]:
    ranked, intervals = found.ranked, found.intervals
    return (
        _with_interval(ranked.auc_roc, intervals.auc_roc),
        _with_interval(ranked.average_precision, intervals.average_precision),
        _with_interval(ranked.card_precision, intervals.card_precision),
        _percent(found.at_fixed_share.detection_rate),
    )


def _operating_points(found: Evaluation) -> Table:
    table = _table(
        "Acting on a threshold",
        "",
        "from",
        "frauds found",
        f"their value ({found.value_currency})",
        "of legitimate",
        "of flagged",
        "flagged",
        caption="last columns: legitimate payments flagged, of all legitimate and of all flagged;"
        " the last threshold is chosen on the test set itself",
    )
    rows = (
        ("flag or block", found.flag),
        ("block", found.block),
        (f"at most {_FIXED} of legitimate", found.figures.at_fixed_share),
    )
    for name, point in rows:
        table.add_row(
            name,
            f"{point.threshold:.4f}",
            _percent(point.detection_rate),
            _percent(point.detection_rate_by_value),
            _percent(point.false_positive_rate_of_legitimate),
            _percent(point.false_positive_rate_of_flagged),
            f"{point.flagged:,}",
        )
    return table


def _alarms(found: Evaluation) -> str:
    """Both denominators of the false alarms in one sentence."""
    point = found.flag
    return (
        f"flag or block: {_percent(point.detection_rate)} of the frauds found;"
        f" {_percent(point.false_positive_rate_of_legitimate)} of the legitimate payments stopped,"
        f" which are {_percent(point.false_positive_rate_of_flagged)} of the"
        f" {point.flagged:,} alarms"
    )


def _days(found: Evaluation, settings: Settings) -> Table:
    table = _table(
        f"Day by day, {settings.cards_checked} cards checked a day",
        "day",
        "compromised, not yet found",
        "found",
        "card precision",
    )
    for number, day in enumerate(found.figures.days):
        table.add_row(
            day_of(found.periods.test.from_ms + number * DAY_MS),
            f"{day.compromised_cards:,}",
            f"{day.found_cards:,}",
            f"{day.card_precision:.2f}",
        )
    return table


def _table(title: str, *columns: str, caption: str | None = None) -> Table:
    """A table whose first column is text and whose others are numbers."""
    table = Table(title=title, caption=caption, title_justify="left", caption_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    return table


def _with_interval(value: float, found: Interval) -> str:
    if found.low is None or found.high is None:
        return f"{value:.3f} (no interval)"
    return f"{value:.3f} ({found.low:.3f} - {found.high:.3f})"


def _spread(found: Spread) -> str:
    return f"{found.mean:.3f}" if found.sd is None else f"{found.mean:.3f} +- {found.sd:.3f}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _days_of(from_ms: int, to_ms: int) -> str:
    """A period; its end is not in it."""
    return f"{day_of(from_ms)} up to {day_of(to_ms)}"


def _length(periods: Periods) -> str:
    return f"{periods.delay_ms / DAY_MS:g} days"
