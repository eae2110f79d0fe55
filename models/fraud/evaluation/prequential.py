"""The same evaluation over moving weeks: how much its figures change from one to the next.

::

    week 0   |train|--delay--|test|
    week 1        |train|--delay--|test|
    week 2             |train|--delay--|test|        each step later, trained anew

Gama et al., "On evaluating stream learning algorithms" (2013), call testing on the next data and
then training on it prequential.
"""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from models.fraud.evaluation.evaluation import Evaluation
from models.fraud.evaluation.figures import Ranked
from models.fraud.evaluation.protocol import Periods


class Spread(Struct, frozen=True):
    """Mean and sample standard deviation over the weeks; one week has no deviation."""

    mean: float
    sd: float | None


class RankedSpread(Struct, frozen=True):
    """The spread of each of the figures that need no threshold."""

    auc_roc: Spread
    average_precision: Spread
    card_precision: Spread


def weeks_of(first: Periods, step_ms: int, weeks: int) -> tuple[Periods, ...]:
    """The periods of every week.

    Raises:
        ValueError: the step or the number of weeks is not positive.
    """
    if step_ms <= 0 or weeks <= 0:
        raise ValueError(f"step: {step_ms} ms, weeks: {weeks}, expected both above 0")
    return tuple(first.later(week * step_ms) for week in range(weeks))


def prequential(
    weeks: Sequence[Periods], evaluate_week: Callable[[Periods], Evaluation]
) -> tuple[Evaluation, ...]:
    """Evaluates each week.

    Raises:
        ValueError: a week does not hold both frauds and genuine payments; the week is named.
    """
    found: list[Evaluation] = []
    for number, periods in enumerate(weeks, start=1):
        try:
            found.append(evaluate_week(periods))
        except ValueError as error:
            raise ValueError(f"week {number} of {len(weeks)}: {error}") from error
    return tuple(found)


def spread(figures: Sequence[Ranked]) -> RankedSpread:
    """Mean and deviation over the figures of at least one week."""
    return RankedSpread(
        auc_roc=_spread([week.auc_roc for week in figures]),
        average_precision=_spread([week.average_precision for week in figures]),
        card_precision=_spread([week.card_precision for week in figures]),
    )


def _spread(values: Sequence[float]) -> Spread:
    deviation = float(np.std(values, ddof=1)) if len(values) > 1 else None
    return Spread(float(np.mean(values)), deviation)
