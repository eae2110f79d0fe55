"""One evaluation: train, leave out what is known by then, score, measure, and compare.

::

    table --> train period --> fit -----> model ------+
                          +--> baselines              +--> scores --> figures, intervals
    table --> test period without compromised cards --+
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from events.shared.time_units import DAY_MS
from models.fraud.evaluation.baselines import BASELINE_FILL, LEARNERS, feature_sets, fit_baseline
from models.fraud.evaluation.figures import Figures, Ranked, best_possible, figures
from models.fraud.evaluation.latency import Latency
from models.fraud.evaluation.operating_point import OperatingPoint, operating_point
from models.fraud.evaluation.protocol import (
    LeftOut,
    Periods,
    TestSet,
    main_currency,
    scored,
    select_test,
)
from models.fraud.thresholds import Thresholds
from models.fraud.training.knowledge import Knowledge
from models.fraud.training.rows import Rows, labelled_rows
from models.shared.evaluation.resampling import Resampling
from models.shared.training.period import Period
from trainset.table import TrainingTable

CARDS_CHECKED_A_DAY: Final = 100


class TestedModel(Protocol):
    """The part of a `FittedModel` that an evaluation uses."""

    @property
    def kind(self) -> str:
        """Name of the learner."""
        ...

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the inputs, in order."""
        ...

    @property
    def thresholds(self) -> Thresholds:
        """Where flagging and blocking begin."""
        ...

    def score(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) probabilities of fraud of (n, features) values, NaN where missing."""
        ...


Model = TypeVar("Model", bound=TestedModel)

Fit = Callable[[TrainingTable, Period, int], Model]
"""Trains on a period of a table with the labels that were known at a time."""

Timing = Callable[[Model, NDArray[np.float64]], Latency]
"""Times a model on (n, table's features) values."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to evaluate.

    Attributes:
        cards_checked: a day, the k of card precision.
        resampling: for the intervals.
        baselines: whether to fit and measure the baselines too.
        seed: of the baselines.
    """

    cards_checked: int = CARDS_CHECKED_A_DAY
    resampling: Resampling = field(default_factory=Resampling)
    baselines: bool = True
    seed: int = 0


class Counts(Struct, frozen=True):
    """What was trained and tested on; `left_out` is of the test period."""

    train_payments: int
    train_frauds: int
    test_payments: int
    test_frauds: int
    test_cards: int
    left_out: LeftOut


class ModelSummary(Struct, frozen=True):
    """The model that was tested."""

    kind: str
    features: tuple[str, ...]
    thresholds: Thresholds


class BaselineFigures(Struct, frozen=True):
    """A baseline: its learner, the name of its feature set, its features, its figures."""

    learner: str
    feature_set: str
    features: tuple[str, ...]
    figures: Figures


class Evaluation(Struct, frozen=True):
    """Everything that one evaluation found.

    Attributes:
        periods: of training, delay and test.
        counts: what went in.
        model: that was tested.
        figures: of the model.
        best: the highest figures that any scores could have on this test set.
        flag: acting on the model's threshold for flagging (flagged or blocked).
        block: the same for blocking.
        value_currency: that detection by value is summed in.
        baselines: in the same evaluation; empty if they were not asked for.
        latency: of the exported model, None if it was not timed.
        notes: what a reader has to know.
    """

    periods: Periods
    counts: Counts
    model: ModelSummary
    figures: Figures
    best: Ranked
    flag: OperatingPoint
    block: OperatingPoint
    value_currency: str
    baselines: tuple[BaselineFigures, ...]
    latency: Latency | None
    notes: tuple[str, ...]


def _silent(_: str) -> None:
    """Progress that nobody watches."""


def evaluate(  # noqa: PLR0913 - the three functions are the parts that tests replace
    table: TrainingTable,
    periods: Periods,
    fit: Fit[Model],
    settings: Settings,
    *,
    timing: Timing[Model] | None = None,
    progress: Callable[[str], None] = _silent,
) -> Evaluation:
    """Trains and tests by the delayed-feedback protocol.

    Args:
        table: payments with the features of their arrival, and labels.
        periods: to train and to test on.
        fit: trains the model; the labels known when the test begins are given to it.
        settings: of the evaluation.
        timing: times the exported model.
        progress: told a line for every step.

    Raises:
        ValueError: a period does not hold both frauds and genuine payments.
    """
    test = select_test(table, periods)
    progress(f"training on {periods.train.length_ms / DAY_MS:g} days")
    model = fit(table, periods.train, periods.test.from_ms)
    values = table.values[test.rows]
    payments = scored(table, test, model.score(values[:, table.columns(model.features)]))
    progress(f"measuring on {test.rows.size} payments of {test.days} days")
    return Evaluation(
        periods=periods,
        counts=_counts(table, periods, test),
        model=ModelSummary(model.kind, model.features, model.thresholds),
        figures=figures(payments, settings.cards_checked, settings.resampling),
        best=best_possible(payments, settings.cards_checked),
        flag=operating_point(payments, model.thresholds.flag),
        block=operating_point(payments, model.thresholds.block),
        value_currency=main_currency(table, test),
        baselines=tuple(_baselines(table, periods, test, settings, progress)),
        latency=None if timing is None else timing(model, values),
        notes=tuple(_notes(table, periods)),
    )


def _baselines(
    table: TrainingTable,
    periods: Periods,
    test: TestSet,
    settings: Settings,
    progress: Callable[[str], None],
) -> Iterator[BaselineFigures]:
    if not settings.baselines:
        return
    for feature_set, features in feature_sets(table).items():
        rows = _train_rows(table, periods, features)
        values = table.values[np.ix_(test.rows, table.columns(features))]
        for learner in LEARNERS:
            progress(f"baseline: {learner} on {feature_set}")
            baseline = fit_baseline(learner, rows, settings.seed)
            payments = scored(table, test, baseline.score(values))
            found = figures(payments, settings.cards_checked, settings.resampling)
            yield BaselineFigures(learner, feature_set, features, found)


def _train_rows(table: TrainingTable, periods: Periods, features: tuple[str, ...]) -> Rows:
    """The labelled rows that the model may be trained on, too."""
    knowledge = Knowledge(periods.test.from_ms, periods.delay_ms)
    period = knowledge.mature(periods.train)
    return labelled_rows(table, features, period, knowledge, BASELINE_FILL)


def _counts(table: TrainingTable, periods: Periods, test: TestSet) -> Counts:
    trained = _train_rows(table, periods, ())
    return Counts(
        train_payments=len(trained),
        train_frauds=int(trained.fraud.sum()),
        test_payments=int(test.rows.size),
        test_frauds=int(test.fraud.sum()),
        test_cards=int(np.unique(table.card[test.rows]).size),
        left_out=test.left_out,
    )


def _notes(table: TrainingTable, periods: Periods) -> Iterator[str]:
    """What makes the figures say less, or something else, than they seem to."""
    gap_ms = periods.test.from_ms - periods.train.to_ms
    if gap_ms < periods.delay_ms:
        yield (
            f"the test begins {gap_ms / DAY_MS:g} days after the training, less than the delay of"
            f" {periods.delay_ms / DAY_MS:g} days: the newest payments are not trained on"
        )
    if table.feedback_delay_ms != periods.delay_ms:
        yield (
            f"the risk features have a delay of {table.feedback_delay_ms / DAY_MS:g} days, the"
            f" protocol one of {periods.delay_ms / DAY_MS:g}"
        )
    last_ms = int(table.event_time_ms.max())
    if last_ms < periods.test.to_ms - DAY_MS:
        yield "the payments end more than a day before the test period does"
