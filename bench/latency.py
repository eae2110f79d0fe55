"""Latency in the job at fixed rates, counted from when each payment was to be sent.

::

    due ------> left the schedule ------> read ------------> decision emitted
       lag: the job took no payments       in_job: as each decision says
       |------------------------ latency ----------------------------|

A payment that has to wait because the job stands still waits on, however late it is read.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any, Final

import msgspec

from bench.engines.schedule import Schedule, Step
from bench.forms import Form
from bench.process_tree import run_watched
from bench.saturation import TIMEOUT_S, remove, say, write_payments

RATES_PER_S: Final = (58, 579, 2_000)
"""Five million payments a day, ten times as many, and what one processing unit may have."""
SHARES_OF_SATURATION: Final = (0.5, 0.8)
_NEAR_SATURATION: Final = 0.95
_SETTLING_S: Final = 5.0
_SETTLING_SHARE: Final = 0.25
PERCENTS: Final = {"p50": 50.0, "p95": 95.0, "p99": 99.0, "p99_9": 99.9}
PERCENTILE_TITLES: Final = {name: f"p{percent:g}" for name, percent in PERCENTS.items()}


@dataclass(frozen=True)
class Plan:
    """How long is measured.

    Attributes:
        warm_up: payments sent flat out before.
        step_s: seconds at each rate.
        rates_per_s: fixed rates.
        shares: of the saturation of the form.
    """

    warm_up: int
    step_s: float
    rates_per_s: tuple[int, ...] = RATES_PER_S
    shares: tuple[float, ...] = SHARES_OF_SATURATION

    def schedule(self, saturation_per_s: float) -> Schedule:
        """Steps from the slowest rate up; a rate that the job cannot keep up with is left out."""
        rates = {*self.rates_per_s, *(round(share * saturation_per_s) for share in self.shares)}
        kept = sorted(rate for rate in rates if rate < _NEAR_SATURATION * saturation_per_s)
        return Schedule(self.warm_up, tuple(Step(round(rate * self.step_s), rate) for rate in kept))


FULL: Final = Plan(warm_up=60_000, step_s=60.0)
QUICK: Final = Plan(warm_up=12_000, step_s=8.0, rates_per_s=(58, 579), shares=(0.8,))


def measure(
    form: Form,
    plan: Plan,
    saturation_per_s: float,
    folder: Path,
    more: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Latencies of one run, by rate, those of a share of the saturation also by that share.

    Args:
        form: of the job.
        plan: what rates, for how long.
        saturation_per_s: of the form, on this machine.
        folder: for the payments and the results.
        more: further arguments of the form's program.

    Raises:
        ProgramFailedError: the job failed.
    """
    schedule = plan.schedule(saturation_per_s)
    rates = ", ".join(f"{step.per_s}/s" for step in schedule.steps)
    say(f"{form.title}: latency at {rates}")
    source, results, lags = (folder / name for name in ("payments.jsonl", "latency", "lags"))
    write_payments(source, schedule.payments)
    paced = ("--schedule", schedule.written(), "--lags", str(lags), *more)
    command, log = form.command(source, results, paced), folder / "latency.log"
    run_watched(command, log, form.environment(None), TIMEOUT_S)
    latencies_ms = _latencies_ms(source, results / "decisions.jsonl", lags, schedule.warm_up)
    remove(results)
    by_rate = _by_rate(latencies_ms, schedule)
    at_shares = {f"{share:.0%}": round(share * saturation_per_s) for share in plan.shares}
    return {
        "saturation_per_s": saturation_per_s,
        "by_rate": by_rate,
        "of_saturation": {
            share: {"per_s": per_s, **by_rate[str(per_s)]} for share, per_s in at_shares.items()
        },
    }


def _latencies_ms(source: Path, decisions: Path, lags: Path, warm_up: int) -> list[float]:
    """Latencies of the payments after the warm-up, in the order in which they were due."""
    decode = msgspec.json.Decoder(dict[str, Any]).decode
    with decisions.open("rb") as lines:
        read = map(decode, lines)
        in_job_ms = {one["transaction_id"]: one["stage_us"]["in_job"] / 1_000 for one in read}
    with source.open("rb") as lines:
        sent = [decode(line)["transaction_id"] for line in lines][warm_up:]
    late_s = array("d", lags.read_bytes())
    return [in_job_ms[one] + 1_000 * lag_s for one, lag_s in zip(sent, late_s, strict=True)]


def _by_rate(latencies_ms: Sequence[float], schedule: Schedule) -> dict[str, Mapping[str, float]]:
    """Mean and percentiles of each step without its beginning."""
    found: dict[str, Mapping[str, float]] = {}
    begin = 0
    for step in schedule.steps:
        of_step = latencies_ms[begin : begin + step.payments]
        begin += step.payments
        settling = round(min(_SETTLING_S * step.per_s, _SETTLING_SHARE * step.payments))
        found[str(step.per_s)] = told(of_step[settling:])
    return found


def told(latencies_ms: Sequence[float]) -> Mapping[str, float]:
    """Mean and percentiles of some latencies, and how many there were.

    Raises:
        ValueError: there is none.
    """
    ordered = sorted(latencies_ms)
    if not ordered:
        raise ValueError("latencies_ms: expected at least one, found none")
    percentiles = {
        name: round(ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))], 1)
        for name, percent in PERCENTS.items()
    }
    return {"mean": round(mean(ordered), 2), **percentiles, "payments": len(ordered)}
