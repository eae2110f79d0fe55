"""The report of an experiment: arms, what they brought, and how they differ from the first."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from msgspec import Struct

from models.recommendations.evaluation.experiments.exposures import ExposureLog
from models.recommendations.evaluation.experiments.lift import Floats, Lift, Mean, lift_of, mean_of
from models.recommendations.evaluation.experiments.outcomes import Outcomes, Spent
from models.recommendations.evaluation.experiments.sample_ratio import SampleRatio, sample_ratio

Metric = Callable[[Spent], float]
Means = Mapping[str, Mapping[str, Mean]]
"""By arm and metric."""

CONVERSION: Final = "conversion"
_MOST_SEEN_BY_BOTH: Final = 0.01


class ArmReport(Struct, frozen=True):
    """One arm.

    Attributes:
        name: of it.
        share: of the shoppers that it is to have.
        exposed: shoppers that were shown a list of it.
        lists: that they were shown.
        purchases: that came after.
        metrics: mean per exposed shopper, by name.
        lifts: against the first arm, by the same names; empty of the first itself.
    """

    name: str
    share: float
    exposed: int
    lists: int
    purchases: int
    metrics: dict[str, Mean]
    lifts: dict[str, Lift]


class ExperimentReport(Struct, frozen=True):
    """What an experiment has shown.

    Attributes:
        experiment: its id.
        arms: the first is what the others are compared with.
        sample_ratio: shoppers against shares.
        seen_by_both: shoppers that were shown lists of two arms, under two of their ids.
        strangers: lists of an arm that is not that of their shopper.
        other_lists: lists of other experiments or of none.
        before: purchases before the exposure.
        unpriced: purchases without a price: they count as a conversion alone.
        unrated: purchases by currency that no rate brings into the base currency.
        warnings: what stands against believing the rest, the worst first.
    """

    experiment: str
    arms: tuple[ArmReport, ...]
    sample_ratio: SampleRatio
    seen_by_both: int
    strangers: int
    other_lists: int
    before: int
    unpriced: int
    unrated: dict[str, int]
    warnings: tuple[str, ...]

    @property
    def broken(self) -> bool:
        """Whether the split is not what the experiment says."""
        return self.sample_ratio.broken or self.strangers > 0


def report_of(log: ExposureLog, found: Outcomes, base_currency: str) -> ExperimentReport:
    """The report.

    Args:
        log: of the exposures.
        found: what the exposed did.
        base_currency: of what was spent.
    """
    metrics = _metrics(found, base_currency)
    means = {
        arm: {name: mean_of(_values(arm, log, found, of)) for name, of in metrics.items()}
        for arm in log.shares
    }
    counts = {arm: next(iter(of_arm.values())).count for arm, of_arm in means.items()}
    ratio = sample_ratio(counts, log.shares)
    first = next(iter(log.shares))
    arms = tuple(
        ArmReport(
            name=arm,
            share=share,
            exposed=counts[arm],
            lists=log.lists[arm],
            purchases=_purchases(arm, log, found),
            metrics=means[arm],
            lifts={} if arm == first else _lifts(arm, first, means),
        )
        for arm, share in log.shares.items()
    )
    both = sum(one.both for one in log.exposed.values())
    return ExperimentReport(
        experiment=log.experiment,
        arms=arms,
        sample_ratio=ratio,
        seen_by_both=both,
        strangers=log.strangers,
        other_lists=log.others,
        before=found.before,
        unpriced=found.unpriced,
        unrated=dict(found.unrated),
        warnings=(*_broken(log, counts, ratio), *_doubts(log, both, found, arms)),
    )


def _metrics(found: Outcomes, base_currency: str) -> dict[str, Metric]:
    """Name of each metric, and what it is of a shopper that bought something."""
    return {
        CONVERSION: lambda _: 1.0,
        f"revenue {base_currency}": lambda spent: float(spent.base_minor),
        **{f"revenue {currency}": _in(currency) for currency in sorted(found.unrated)},
    }


def _in(currency: str) -> Metric:
    return lambda spent: float(spent.other_minor[currency])


def _purchases(arm: str, log: ExposureLog, found: Outcomes) -> int:
    those = (one.purchases for key, one in found.spent.items() if log.exposed[key].arm == arm)
    return sum(those)


def _lifts(arm: str, first: str, means: Means) -> dict[str, Lift]:
    return {
        name: lift_of(mean, means[first][name], (arm, first)) for name, mean in means[arm].items()
    }


def _values(arm: str, log: ExposureLog, found: Outcomes, metric: Metric) -> Floats:
    return np.array(
        [
            metric(found.spent[key]) if key in found.spent else 0.0
            for key, one in log.exposed.items()
            if one.arm == arm
        ]
    )


def _broken(log: ExposureLog, counts: Mapping[str, int], ratio: SampleRatio) -> list[str]:
    said = []
    if ratio.broken:
        those = ", ".join(
            f"{arm} has {counts[arm]:,} where {of:,.0f} were expected"
            for arm, of in ratio.expected.items()
        )
        said.append(
            f"THE SPLIT IS BROKEN: {those} (p = {ratio.p_value:.1g}); no comparison below can be"
            " believed until the cause is known"
        )
    if log.strangers:
        said.append(
            f"THE SPLIT IS BROKEN: {log.strangers:,} lists are of an arm that is not that of their"
            " shopper by the file; was its salt or a share changed, or are links missing?"
        )
    return said


def _doubts(log: ExposureLog, both: int, found: Outcomes, arms: tuple[ArmReport, ...]) -> list[str]:
    said = []
    if both > _MOST_SEEN_BY_BOTH * len(log.exposed):
        said.append(
            f"{both:,} of {len(log.exposed):,} shoppers were shown lists of two arms, under two ids"
            " that a link joined later: the arms are more alike than they would be"
        )
    if found.unrated:
        said.append(
            "no rate for purchases in "
            + ", ".join(f"{currency} ({number:,})" for currency, number in found.unrated.items())
            + ": what they brought is compared by currency"
        )
    # Of shares it is the number of buyers that says how much can be told.
    for name in [one for one in arms[0].metrics if one != CONVERSION]:
        short = [arm for arm in arms if arm.metrics[name].count < arm.metrics[name].enough]
        if short:
            most = max(arm.metrics[name].enough for arm in short)
            said.append(
                f"{name} is so skewed that an arm should have {most:,} shoppers; with fewer its"
                " intervals are too narrow"
            )
    return said
