"""The parts of a run of `make bench`, in their order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench import growth, growth_cases, latency, pieces, pipelines, saturation
from bench.forms import Form
from servers.valkey import valkey_server

LATENCY_FORM: Final = "minicluster"
LATENCY_RATE_PER_S: Final = 579


@dataclass(frozen=True)
class Asked:
    """What a run is to measure.

    Attributes:
        quick: whether it is to take minutes.
        forms: that are measured, the plain loop first.
        payments: of each form flat out; None for the usual number.
        rounds: how often each form is measured flat out.
        latency_runs: further runs of the job at 579 payments/s.
    """

    quick: bool
    forms: Sequence[Form]
    payments: int | None = None
    rounds: int = 1
    latency_runs: int = 0

    @property
    def latency_forms(self) -> list[Form]:
        """Forms whose latency is measured: in a short run one of them."""
        jobs = [form for form in self.forms if form.is_job and form.name != "process"]
        return [one for one in jobs if one.name == LATENCY_FORM] if self.quick else jobs


Figures = dict[str, dict[str, Any]]


def saturated(asked: Asked, folder: Path, before: Figures) -> Figures:  # noqa: ARG001 - as every part
    """Every form flat out."""
    payments = asked.payments or (24_000 if asked.quick else 200_000)
    found = saturation.measure(asked.forms, payments, asked.rounds, folder)
    return {"fraud": {"payments": payments, **saturation.figures(found)}}


def timed(asked: Asked, folder: Path, before: Figures) -> Figures:
    """The latency of the job's forms, at rates of which some are shares of their saturation."""
    fraud = before.get("fraud", {})
    plan = latency.QUICK if asked.quick else latency.FULL
    found = {}
    for form in asked.latency_forms:
        per_s = fraud.get(f"{form.name}_per_s")
        if per_s is None:
            raise ValueError(f"{form.name}: no saturation is known: measure it first, or with it")
        found[form.name] = latency.measure(form, plan, per_s, folder)
    result: dict[str, Any] = {"latency": found}
    if LATENCY_FORM in found:
        by_rate = found[LATENCY_FORM]["by_rate"]
        result[f"latency_ms_at_{LATENCY_RATE_PER_S}"] = by_rate.get(str(LATENCY_RATE_PER_S))
    return {"fraud": result | _again(asked, folder, fraud)}


def _again(asked: Asked, folder: Path, fraud: Mapping[str, Any]) -> dict[str, Any]:
    """At 579/s again: so many runs, and with a feature store."""
    plan = latency.Plan(20_000, 30.0, (LATENCY_RATE_PER_S,), ())
    found: dict[str, Any] = {}
    for form in [one for one in asked.forms if one.name == LATENCY_FORM]:
        at = fraud[f"{form.name}_per_s"], folder
        rate = str(LATENCY_RATE_PER_S)
        runs = [
            latency.measure(form, plan, *at)["by_rate"][rate] for _ in range(asked.latency_runs)
        ]
        if runs:
            found["latency_runs_at_579"] = runs
        if not asked.quick:
            with valkey_server() as server:
                stored = ("--set", f"store.url={server.url}")
                measured = latency.measure(form, plan, *at, more=stored)
            found["latency_ms_at_579_with_store"] = measured["by_rate"][rate]
    return found


def grown(asked: Asked, folder: Path, before: Figures) -> Figures:  # noqa: ARG001 - as every part
    """CPU a payment as states grow."""
    cases, measured = (growth_cases.QUICK, 20_000) if asked.quick else (growth_cases.FULL, 60_000)
    return {"growth": {case.name: growth.measure(case, measured, folder) for case in cases}}


def piped(asked: Asked, folder: Path, before: Figures) -> Figures:  # noqa: ARG001 - as every part
    """The commands that go over a history."""
    return {"pipelines": pipelines.measure(40_000 if asked.quick else 1_000_000, folder)}


def pieced(asked: Asked, folder: Path, before: Figures) -> Figures:  # noqa: ARG001 - as every part
    """The measurements of single pieces."""
    return {"pieces": pieces.measure(pieces.QUICK if asked.quick else pieces.PIECES)}


Part = Callable[[Asked, Path, Figures], Figures]

PARTS: Final[Mapping[str, Part]] = {
    "saturation": saturated,
    "latency": timed,
    "growth": grown,
    "pipelines": piped,
    "pieces": pieced,
}
