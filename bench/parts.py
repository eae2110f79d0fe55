"""The parts of a run of `make bench`, in their order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench import growth, growth_cases, latency, pieces, pipelines, saturation, shopping
from bench.forms import Form
from servers.valkey import valkey_server

REPEATED_FORM: Final = "minicluster"
"""Whose latency at the one rate is measured again and again."""
LATENCY_FORMS: Final = (REPEATED_FORM, "cluster_two_per_hop")
LATENCY_RATE_PER_S: Final = 579
_USUAL_LATENCY_RUNS: Final = 3


@dataclass(frozen=True)
class Asked:
    """What a run is to measure.

    Attributes:
        quick: whether it is to take minutes.
        forms: that are measured, the plain loop first.
        payments: of each form flat out; None for the usual number.
        rounds: how often each form is measured flat out.
        latency_runs: further runs of the job at 579 payments/s, each without and with a store; None
            for the usual number.
    """

    quick: bool
    forms: Sequence[Form]
    payments: int | None = None
    rounds: int = 1
    latency_runs: int | None = None

    @property
    def latency_forms(self) -> list[Form]:
        """Forms whose latency is measured: in a short run one of them."""
        names = (REPEATED_FORM,) if self.quick else LATENCY_FORMS
        return [form for form in self.forms if form.name in names]

    @property
    def repeats(self) -> int:
        """Further runs of the job at 579 payments/s."""
        if self.latency_runs is None:
            return 0 if self.quick else _USUAL_LATENCY_RUNS
        return self.latency_runs


Figures = dict[str, dict[str, Any]]


def saturated(asked: Asked, folder: Path, before: Figures) -> Iterator[Figures]:  # noqa: ARG001 - as every part
    """Every form flat out."""
    payments = asked.payments or (24_000 if asked.quick else 200_000)
    found = saturation.measure(asked.forms, payments, asked.rounds, folder)
    yield {"fraud": {"payments": payments, **saturation.figures(found)}}


def timed(asked: Asked, folder: Path, before: Figures) -> Iterator[Figures]:
    """The latency of the job's forms, at rates of which some are shares of their saturation."""
    fraud = before.get("fraud", {})
    plan = latency.QUICK if asked.quick else latency.FULL
    found: dict[str, Any] = {}
    for form in asked.latency_forms:
        found[form.name] = latency.measure(form, plan, _saturation(form, fraud), folder)
        result: dict[str, Any] = {"latency": dict(found)}
        if form.name == REPEATED_FORM:
            by_rate = found[form.name]["by_rate"]
            result[f"latency_ms_at_{LATENCY_RATE_PER_S}"] = by_rate.get(str(LATENCY_RATE_PER_S))
        yield {"fraud": result}
    for form in asked.latency_forms:
        if form.name == REPEATED_FORM and asked.repeats:
            yield from _again(asked.repeats, form, _saturation(form, fraud), folder)


def _saturation(form: Form, fraud: Mapping[str, Any]) -> float:
    per_s: float | None = fraud.get(f"{form.name}_per_s")
    if per_s is None:
        raise ValueError(f"{form.name}: no saturation is known: measure it first, or with it")
    return per_s


def _again(times: int, form: Form, saturation_per_s: float, folder: Path) -> Iterator[Figures]:
    """At 579/s again, so many times, without a feature store and with one in turns."""
    plan, rate = latency.Plan(20_000, 30.0, (LATENCY_RATE_PER_S,), ()), str(LATENCY_RATE_PER_S)
    runs: list[Any] = []
    stored: list[Any] = []
    with valkey_server() as server:
        with_store = ("--set", f"store.url={server.url}")
        for _ in range(times):
            for more, into in ((), runs), (with_store, stored):
                found = latency.measure(form, plan, saturation_per_s, folder, more)
                into.append(found["by_rate"][rate])
            yield {
                "fraud": {
                    "latency_runs_at_579": list(runs),
                    "latency_runs_at_579_with_store": list(stored),
                }
            }


def recommended(asked: Asked, folder: Path, before: Figures) -> Iterator[Figures]:  # noqa: ARG001 - as every part
    """The recommendation job flat out beside a plain loop, and how soon a list can be read."""
    events = 10_000 if asked.quick else 40_000
    yield {"recommendations": {"saturation": shopping.saturate(events, folder)}}
    warm_up, seconds = (4_000, 12.0) if asked.quick else (15_000, 40.0)
    measured = []
    for rate_per_s in shopping.RATES_PER_S:
        measured.append(shopping.latency(rate_per_s, warm_up, seconds, folder))
        yield {"recommendations": {"latency": list(measured)}}


def grown(asked: Asked, folder: Path, before: Figures) -> Iterator[Figures]:  # noqa: ARG001 - as every part
    """CPU a payment as states grow."""
    cases, measured = (growth_cases.QUICK, 20_000) if asked.quick else (growth_cases.FULL, 60_000)
    found: dict[str, Any] = {}
    for case in cases:
        found[case.name] = growth.measure(case, measured, folder)
        yield {"growth": dict(found)}


def piped(asked: Asked, folder: Path, before: Figures) -> Iterator[Figures]:  # noqa: ARG001 - as every part
    """The commands that go over a history."""
    yield {"pipelines": pipelines.measure(40_000 if asked.quick else 1_000_000, folder)}


def pieced(asked: Asked, folder: Path, before: Figures) -> Iterator[Figures]:  # noqa: ARG001 - as every part
    """The measurements of single pieces."""
    yield {"pieces": pieces.measure(pieces.QUICK if asked.quick else pieces.PIECES)}


Part = Callable[[Asked, Path, Figures], Iterator[Figures]]
"""Measures, and tells what it has found so far as often as there is more."""

PARTS: Final[Mapping[str, Part]] = {
    "saturation": saturated,
    "latency": timed,
    "recommendations": recommended,
    "growth": grown,
    "pipelines": piped,
    "pieces": pieced,
}
