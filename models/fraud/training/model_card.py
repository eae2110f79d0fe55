"""The model card: what a person must know of a model before it decides payments.

After Mitchell et al., "Model cards for model reporting" (2019).
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from events.shared.time_units import DAY_MS
from models.fraud.training.fitted_model import FittedModel
from models.fraud.training.lineage import Lineage
from models.fraud.training.selection import SAME_RANKING
from models.fraud.training.settings import TrainSettings

_MINOR: Final = 100


def model_card(model: FittedModel, name: str, version: str, lineage: Lineage) -> str:
    """The card, Markdown, with the figures of the training."""
    sections = (
        _purpose(name, version),
        _data(model, lineage),
        _features(model),
        _learners(model, lineage.settings),
        _calibration(model),
        _thresholds(model, lineage.settings),
        _limits(model),
    )
    return "\n".join(line for section in sections for line in (*section, ""))


def _purpose(name: str, version: str) -> Iterator[str]:
    yield f"# Model card: {name} {version}"
    yield ""
    yield "Gives a card payment its probability of fraud, 0 to 1, from features of the payment, its"
    yield "card and its merchant (`revstream catalogue`). A payment that no rule settles is flagged"
    yield "for review, or blocked, from the thresholds on. It is not made for credit decisions, nor"
    yield "to judge people."


def _data(model: FittedModel, lineage: Lineage) -> Iterator[str]:
    report = model.report
    yield "## Data"
    yield ""
    yield from _table(
        ("what", "value"),
        (
            ("data id", f"`{lineage.data_id}`"),
            ("period", f"{_time(report.period.from_ms)} up to {_time(report.period.to_ms)}"),
            ("labels as known at", _time(report.known_at_ms)),
            ("genuine without a label after", f"{report.maturity_ms / DAY_MS:g} days"),
            ("payments", f"{report.rows:,}"),
            ("frauds", f"{report.frauds:,} ({report.frauds / report.rows:.2%})"),
            ("code", f"{lineage.code_version}, commit {lineage.git_commit or 'unknown'}"),
            ("follows version", lineage.parent or "none"),
        ),
    )


def _features(model: FittedModel) -> Iterator[str]:
    selection = model.report.selection
    yield f"## Features ({len(model.features)})"
    yield ""
    yield "Importance: by how much the average precision on later days falls when the feature is"
    yield "shuffled. Features that say similar things cover for each other."
    yield ""
    by_importance = sorted(model.features, key=lambda name: -selection.importance[name])
    yield from _table(
        ("feature", "importance", "usual value"),
        [
            (name, f"{selection.importance[name]:.4f}", _usual(model.reference[name]))
            for name in by_importance
        ],
    )
    yield ""
    dropped = [name for name in selection.importance if name not in model.features]
    yield f"Not selected, for they add too little: {_listed(dropped)}."
    same = [f"{name} (as {other})" for name, other in selection.same_as.items()]
    yield f"Left out, for they rank payments as another one does ({SAME_RANKING}): {_listed(same)}."
    yield f"Left out, for they have one value only: {_listed(selection.constant)}."
    unfed = [f"{name} ({reason})" for name, reason in model.report.left_out.items()]
    yield f"Left out, for the data cannot feed them: {_listed(unfed)}."


def _learners(model: FittedModel, settings: TrainSettings) -> Iterator[str]:
    report = model.report
    yield f"## Learners: {model.kind} was chosen"
    yield ""
    yield f"Fitted on earlier and measured on later days of the period, {report.folds} fold(s),"
    yield f"{report.gap_ms / DAY_MS:g} days between. Chosen by average precision, then by the"
    yield "precision among the 100 cards that score highest on a day. `root`: a fraud weighs the"
    yield "square root of the genuine payments per fraud. A fit of the tuning uses up to"
    yield f"{settings.most_genuine_tuning:,} genuine payments, the last one up to"
    yield f"{settings.most_genuine:,}."
    yield ""
    yield from _table(
        ("learner", "settings", "weights", "average precision", "card precision"),
        [
            (
                f"**{trial.kind}**" if number == report.chosen else trial.kind,
                ", ".join(f"{key} {value}" for key, value in trial.settings.items()),
                trial.weighting,
                f"{trial.average_precision:.3f}",
                f"{trial.card_precision_100:.3f}",
            )
            for number, trial in enumerate(report.trials)
        ],
    )


def _calibration(model: FittedModel) -> Iterator[str]:
    calibration = model.report.calibration
    yield "## Calibration"
    yield ""
    yield "p = sigmoid(slope x log-odds + intercept), fitted on the scores of later days, the odds"
    yield "corrected for weights and undersampling. It is part of the ONNX graph."
    yield ""
    yield from _table(
        ("slope", "intercept", "log loss before", "log loss after"),
        (
            (
                f"{calibration.slope:.4f}",
                f"{calibration.intercept:.4f}",
                f"{calibration.log_loss_before:.5f}",
                f"{calibration.log_loss_after:.5f}",
            ),
        ),
    )


def _thresholds(model: FittedModel, settings: TrainSettings) -> Iterator[str]:
    choice, measured = model.report.thresholds, model.report.measured
    costs, limits = settings.costs, settings.limits
    reviews = "any number" if limits.reviews_per_day is None else f"{limits.reviews_per_day:g}"
    yield "## Thresholds"
    yield ""
    yield f"Flag from {model.thresholds.flag}, block from {model.thresholds.block}: the cheapest on"
    yield "the later days of the tuning, in minor units, with"
    yield ""
    yield f"- a fraud allowed: its amount and {costs.chargeback_fee_minor}; flagged: a review, and"
    yield f"  {1 - costs.recovered_share:.0%} of that;"
    yield f"- a review: {costs.review_cost_minor}; of at most {reviews} a day;"
    yield f"- a genuine payment blocked: {costs.friction_minor} and"
    yield f"  {costs.friction_amount_share:.0%} of its amount;"
    yield f"- at most {limits.max_flagged_genuine:.2%} of the genuine payments flagged or blocked,"
    yield f"  {limits.max_blocked_genuine:.2%} blocked."
    yield ""
    yield from _table(
        ("on the later days of the tuning", "value"),
        (
            ("payments / frauds", f"{measured['payments']:,} / {measured['frauds']:,}"),
            ("cost with all allowed", f"{choice.allow_all_cost_minor / _MINOR:,.2f}"),
            ("cost with the thresholds", f"{choice.cost_minor / _MINOR:,.2f}"),
            ("flagged / blocked", f"{choice.flagged:,} / {choice.blocked:,}"),
            ("frauds flagged or blocked", f"{measured['detection_flag']:.1%}"),
            ("frauds blocked", f"{measured['detection_block']:.1%}"),
            ("genuine flagged or blocked", f"{measured['false_positives_flag']:.2%}"),
            ("genuine blocked", f"{measured['false_positives_block']:.2%}"),
        ),
    )


def _limits(model: FittedModel) -> Iterator[str]:
    yield "## Limits"
    yield ""
    yield "- The figures above are of the period that the model was made from, on days that the"
    yield "  fits had not seen; features, settings and thresholds were chosen by them. Measure on"
    yield "  days after the period before relying on it."
    yield "- Fraud changes. Train again when the share of flagged payments or the precision moves."
    yield "- Costs and amounts of several currencies are not converted."
    for note in model.report.notes:
        yield f"- {note}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def _usual(value: float | None) -> str:
    return "missing" if value is None else f"{value:.6g}"


def _time(epoch_ms: int) -> str:
    return datetime.fromtimestamp(epoch_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
