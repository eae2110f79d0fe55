"""What `revstream experiment` says, as text for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from events.shared.model_ref import ModelRef
from models.recommendations.evaluation.experiments.lift import Lift, Mean
from models.recommendations.evaluation.experiments.report import (
    CONVERSION,
    ArmReport,
    ExperimentReport,
)
from models.recommendations.experiments.experiment import Experiment
from models.shared.evaluation.resampling import Interval
from reporting.wording import amount, count, percent

_BAR: Final = 41
"""Characters of a picture of intervals; an odd number has a middle."""


def checked_text(name: str, experiment: Experiment, rankers: Mapping[str, ModelRef | None]) -> str:
    """That a file has no faults, and what it comes to.

    Args:
        name: of the file.
        experiment: in it.
        rankers: of each arm.
    """
    lines = [f"{name}: experiment {experiment.id}, salt {experiment.salt}, no faults"]
    width = max(len(arm.name) for arm in experiment.arms)
    for arm in experiment.arms:
        ref = rankers[arm.name]
        ranker = "no ranker" if ref is None else f"ranker {ref.name} {ref.version}"
        rules = arm.rules or "of the job"
        lines.append(f"  {arm.name:<{width}}  {100 * arm.share:5.1f} %  {ranker}, rules {rules}")
    explore = experiment.explore
    if explore is None:
        lines.append("  no list is explored: the lists cannot be replayed for another ranker")
    else:
        lines.append(
            f"  of {100 * explore.share:g} % of the lists the first {explore.places} places are in"
            " an order that is drawn"
        )
    return "\n".join(lines)


def report_text(report: ExperimentReport) -> str:
    """All of a report."""
    parts = [
        f"experiment {report.experiment}",
        *(f"WARNING: {one}" for one in report.warnings),
        "",
        *_arms(report),
        "",
        _ratio(report),
    ]
    for name in report.arms[0].metrics:
        parts += ["", *_metric(name, report.arms)]
    return plain("\n".join([*parts, *_notes(report)]))


def plain(text: str) -> str:
    """With spaces that a terminal is sure to have."""
    spaces = text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")
    return "\n".join(line.rstrip() for line in spaces.split("\n"))


def _arms(report: ExperimentReport) -> Iterator[str]:
    width = max(len("arm"), *(len(arm.name) for arm in report.arms))
    yield f"{'arm':<{width}}  {'share':>7}  {'exposed':>9}  {'lists':>9}  {'purchases':>9}"
    for arm in report.arms:
        yield (
            f"{arm.name:<{width}}  {percent(arm.share):>7}  {count(arm.exposed):>9}"
            f"  {count(arm.lists):>9}  {count(arm.purchases):>9}"
        )


def _ratio(report: ExperimentReport) -> str:
    ratio = report.sample_ratio
    says = "BROKEN" if ratio.broken else "as the shares say"
    return (
        f"split: {says} (chi-square {ratio.chi_square:.2f}, p = {ratio.p_value:.3g},"
        " broken below 0.001)"
    )


def _metric(name: str, arms: Sequence[ArmReport]) -> Iterator[str]:
    width = max(len(arm.name) for arm in arms)
    yield f"{name} per exposed shopper"
    for arm in arms:
        mean = arm.metrics[name]
        interval = _range(mean.interval, name)
        yield f"  {arm.name:<{width}}  {shown(mean.mean, name):>12}  {interval}"
    compared = [(arm.name, arm.lifts[name]) for arm in arms if name in arm.lifts]
    first = arms[0].metrics[name]
    reach = max((_reach(lift) for _, lift in compared), default=0.0)
    for arm_name, lift in compared:
        yield from _against(arm_name, arms[0].name, lift, first, name)
        if reach and lift.lift_interval.low is not None and lift.lift is not None:
            yield from _picture(lift.lift, lift.lift_interval, reach)


def _against(arm: str, first: str, lift: Lift, of_first: Mean, name: str) -> Iterator[str]:
    if lift.verdict == "too little data":
        yield f"  {arm} against {first}: too little data: {lift.why}"
    else:
        by = (
            "" if lift.lift is None else f"lift {_signed(lift.lift)} {_lifts(lift.lift_interval)}, "
        )
        yield (
            f"  {arm} against {first}: {lift.verdict}; {by}difference"
            f" {shown(lift.difference, name)} {_range(lift.difference_interval, name)}"
        )
    if of_first.count and lift.detectable:
        share = (
            ""
            if lift.detectable_lift is None
            else f", {percent(lift.detectable_lift)} of the first"
        )
        yield (
            f"    with as many shoppers a difference of {shown(lift.detectable, name)}{share} is"
            " seen with a probability of 80 %"
        )


def _reach(lift: Lift) -> float:
    interval = lift.lift_interval
    return max(abs(interval.low or 0.0), abs(interval.high or 0.0))


def _picture(lift: float, interval: Interval, reach: float) -> Iterator[str]:
    """The interval on a line whose middle is no difference."""
    half = _BAR // 2

    def place(value: float) -> int:
        return half + round(value / reach * half)

    low, high = place(interval.low or 0.0), place(interval.high or 0.0)
    marks = ["-" if low <= at <= high else " " for at in range(_BAR)]
    marks[half] = "|"
    marks[low], marks[high] = "[", "]"
    marks[place(lift)] = "o"
    yield f"    {_signed(-reach):>8} {''.join(marks)} {_signed(reach)}"


def _notes(report: ExperimentReport) -> Iterator[str]:
    yield ""
    yield "Intervals are of 95 %; a lift is the mean by that of the first arm, less 1."
    if report.before:
        yield f"{count(report.before)} purchases came before the exposure, and are left out."
    if report.unpriced:
        yield f"{count(report.unpriced)} purchases have no price: a conversion, no revenue."
    if report.other_lists:
        yield f"{count(report.other_lists)} lists are of no experiment or of another one."


def shown(value: float, name: str) -> str:
    """A value of a metric: a share, or an amount in the currency that its name ends with."""
    return (
        percent(value, 2)
        if name == CONVERSION
        else amount(round(value), name.rsplit(maxsplit=1)[-1])
    )


def _range(interval: Interval, name: str) -> str:
    if interval.low is None or interval.high is None:
        return ""
    return f"[{shown(interval.low, name)}, {shown(interval.high, name)}]"


def _signed(lift: float) -> str:
    return f"{100 * lift:+.1f} %"


def _lifts(interval: Interval) -> str:
    if interval.low is None or interval.high is None:
        return ""
    return f"[{_signed(interval.low)}, {_signed(interval.high)}]"
