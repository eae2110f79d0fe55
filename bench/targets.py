"""What the job is to reach, as ratios of figures of one run, and whether it does."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Final, Literal

Results = Mapping[str, Any]
Side = Literal["at least", "at most"]


@dataclass(frozen=True)
class Target:
    """One figure that is to be reached.

    Attributes:
        says: what is to be so.
        limit: the bound.
        side: of the bound, that the figure is to be on.
        of: the figure in the results of a run; KeyError where the run has not measured it.
        unit: of the figure.
    """

    says: str
    limit: float
    side: Side
    of: Callable[[Results], float]
    unit: str = "x"

    def met(self, figure: float) -> bool:
        """Whether a figure is as it is to be."""
        return figure >= self.limit if self.side == "at least" else figure <= self.limit


def _rate(name: str, beside: str) -> Callable[[Results], float]:
    return lambda results: float(
        results["fraud"][f"{name}_per_s"] / results["fraud"][f"{beside}_per_s"]
    )


def _cpu(name: str, beside: str) -> Callable[[Results], float]:
    def ratio(results: Results) -> float:
        cpu_us = results["fraud"]["cpu_us_per_payment"]
        return float(cpu_us[name] / cpu_us[beside])

    return ratio


def _at_579(percentile: str) -> Callable[[Results], float]:
    """The worst of all runs."""

    def worst(results: Results) -> float:
        fraud = results["fraud"]
        runs = [fraud["latency_ms_at_579"], *fraud.get("latency_runs_at_579", ())]
        return max(float(run[percentile]) for run in runs)

    return worst


def _near_saturation(results: Results) -> float:
    return float(results["fraud"]["latency"]["minicluster"]["of_saturation"]["80%"]["p99"])


def _with_store(results: Results) -> float:
    fraud = results["fraud"]
    stored, without = (
        median(run["p99"] for run in fraud[name])
        for name in ("latency_runs_at_579_with_store", "latency_runs_at_579")
    )
    return float(stored / without)


def _growth(form: str) -> Callable[[Results], float]:
    def ratio(results: Results) -> float:
        growth = results["growth"]
        most, least = (growth[name][form]["cpu_us_per_payment"] for name in ("keys_1m", "keys_10k"))
        return float(most / least)

    return ratio


TARGETS: Final = (
    Target(
        "CPU of the code before, over that of today's plain loop",
        1.5,
        "at least",
        _cpu("old_loop", "loop"),
    ),
    Target(
        "best form of the job, of the loop of before",
        0.7,
        "at least",
        _rate("job_best", "old_loop"),
    ),
    Target(
        "best form of the job, of the loop of before: what is aimed for",
        1.0,
        "at least",
        _rate("job_best", "old_loop"),
    ),
    Target(
        "best form of the job, of bytewax with recovery",
        1.0,
        "at least",
        _rate("job_best", "bytewax_recovery"),
    ),
    Target(
        "MiniCluster, of the loop of before", 0.45, "at least", _rate("minicluster", "old_loop")
    ),
    Target(
        "CPU of the job in the MiniCluster, of the loop",
        2.5,
        "at most",
        _cpu("minicluster", "loop"),
    ),
    Target("CPU of two TaskManagers, of one", 1.15, "at most", _cpu("cluster_two", "cluster_one")),
    Target("mean latency at 579/s, worst run", 4.0, "at most", _at_579("mean"), "ms"),
    Target("p99 at 579/s, worst run", 15.0, "at most", _at_579("p99"), "ms"),
    Target("p99.9 at 579/s, worst run", 50.0, "at most", _at_579("p99_9"), "ms"),
    Target("p99 at 80 % of saturation", 100.0, "at most", _near_saturation, "ms"),
    Target(
        "p99 at 579/s with a feature store, of that without, medians", 1.1, "at most", _with_store
    ),
    Target(
        "CPU of the job at 1,000,000 cards, of that at 10,000",
        1.3,
        "at most",
        _growth("minicluster"),
    ),
    Target(
        "CPU of the loop at 1,000,000 cards, of that at 10,000", 1.3, "at most", _growth("loop")
    ),
    Target(
        "`trainset`, three times 8,383 payments/s",
        3 * 8_383.0,
        "at least",
        lambda results: float(results["pipelines"]["trainset"]["per_s"]),
        "/s",
    ),
)


def measured(results: Results) -> Iterator[tuple[Target, float]]:
    """The targets that a run has measured, each with its figure."""
    for target in TARGETS:
        try:
            yield target, target.of(results)
        except KeyError:
            continue
