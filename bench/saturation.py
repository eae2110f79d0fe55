"""Every form on the same payments, flat out: rate, CPU and memory, and whether the output is equal.

payments.jsonl --> each form in turn, a process tree of its own --> results --> rate, hash
"""

import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.code_before import NoHistoryError, code_before
from bench.forms import FORMS, LOOP, OLD_LOOP, Form
from bench.outcome import OUTPUTS, Outcome, outcome_of
from bench.process_tree import ProgramFailedError, run_watched
from bench.steady import Steady, steady_part
from simulator.disorder_settings import Disorder
from simulator.files import write_records
from simulator.scenario import Scenario, wire_records

TIMEOUT_S: Final = 3_600.0
DISORDER: Final = Disorder(duplicate_rate=0, late_rate=0, malformed_rate=0)
"""Two of a hundred payments are overtaken; every one is decided, and updates its features."""

Outcomes = Mapping[str, Outcome]
"""What came out, by output."""


@dataclass(frozen=True)
class Measured:
    """A form's figures in one round.

    Attributes:
        digests: of what came out, by output.
        equal_share: share of the records that the loop has as well, by output; empty for a form
            that decides by another model.
    """

    steady: Steady
    digests: Mapping[str, str]
    equal_share: Mapping[str, float]


class UnequalOutputError(RuntimeError):
    """A form that does the same work gave another output."""


def write_payments(path: Path, payments: int) -> None:
    """The stream that every form decides: so many payments of 600 cards at 250 merchants."""
    write_records(wire_records(Scenario(payments=payments), DISORDER), path)


def measure(
    forms: Sequence[Form], payments: int, rounds: int, folder: Path
) -> dict[str, list[Measured]]:
    """Each form's figures, a list of rounds; those of forms that cannot run here are left out.

    Args:
        forms: the plain loop first.
        payments: in the stream.
        rounds: how often each is measured, in turns.
        folder: for the payments and the results.

    Raises:
        ProgramFailedError: the plain loop failed.
        UnequalOutputError: a form has another output than the loop, which it must have.
    """
    source = folder / "payments.jsonl"
    write_payments(source, payments)
    found: dict[str, list[Measured]] = {}
    loop_outcomes: Outcomes | None = None
    for number in range(rounds):
        for form in forms:
            say(f"{form.title}, round {number + 1} of {rounds}")
            try:
                steady, outcomes = run(form, source, payments, folder / form.name)
            except (ProgramFailedError, NoHistoryError) as error:
                if form is LOOP:
                    raise
                say(f"left out: {error}")
                continue
            loop_outcomes = loop_outcomes or outcomes
            shares = _equal_shares(form, outcomes, loop_outcomes)
            digests = {name: one.digest for name, one in outcomes.items()}
            found.setdefault(form.name, []).append(Measured(steady, digests, shares))
    return found


def run(form: Form, source: Path, payments: int, results: Path) -> tuple[Steady, Outcomes]:
    """Let a form decide the payments of a file once, and remove what it has written.

    Raises:
        ProgramFailedError: it failed.
        NoHistoryError: the code of before is not there.
        UnequalOutputError: it has not decided every payment.
    """
    with code_before() if form is OLD_LOOP else nullcontext() as before:
        command, log = form.command(source, results), results.with_suffix(".log")
        ran = run_watched(command, log, form.environment(before), TIMEOUT_S)
    outcomes = {name: outcome_of(results / f"{name}.jsonl") for name in OUTPUTS}
    remove(results)
    decided = outcomes["decisions"].records
    if decided != payments:
        raise UnequalOutputError(f"{form.title}: {decided} decisions for {payments} payments")
    return steady_part(ran, payments), outcomes


def _equal_shares(form: Form, outcomes: Outcomes, loop_outcomes: Outcomes) -> dict[str, float]:
    if form.output == "other":
        return {}
    shares = {name: one.share_in(loop_outcomes[name]) for name, one in outcomes.items()}
    if form.output == "all" and min(shares.values()) < 1:
        raise UnequalOutputError(f"{form.title}: of its output the loop has {shares}")
    return shares


def remove(results: Path) -> None:
    """Remove what a form has left, which is ten times as large as its input."""
    for path in (results, *results.parent.glob(f"{results.name}-*")):
        shutil.rmtree(path, ignore_errors=True)


def say(step: str) -> None:
    """Tell what is being measured."""
    print(f"{step} ...", file=sys.stderr, flush=True)


def figures(found: Mapping[str, Sequence[Measured]]) -> dict[str, Any]:
    """The results of all forms: medians over the rounds, and each round."""
    result: dict[str, Any] = {}
    for name, rounds in found.items():
        result[f"{name}_per_s"] = round(_median(one.steady.payments_per_s for one in rounds), 1)
    for part in ("cpu_us_per_payment", "peak_rss_mib", "others_cores"):
        result[part] = {
            name: round(_median(getattr(one.steady, part) for one in rounds), 2)
            for name, rounds in found.items()
        }
    result |= _best(result)
    result["equal_share"] = {name: dict(rounds[0].equal_share) for name, rounds in found.items()}
    result["digests"] = {name: dict(rounds[0].digests) for name, rounds in found.items()}
    result["rounds"] = {name: [asdict(one.steady) for one in all_] for name, all_ in found.items()}
    return result


def _best(result: dict[str, Any]) -> dict[str, float]:
    """The rates of the best form of the job, and of the best with two TaskManagers."""
    groups = {
        "job_best": [form.name for form in FORMS if form.is_job],
        "cluster_two": [form.name for form in FORMS if form.name.startswith("cluster_two_")],
    }
    best: dict[str, float] = {}
    for group, names in groups.items():
        rates = {name: result[f"{name}_per_s"] for name in names if f"{name}_per_s" in result}
        if rates:
            name = max(rates, key=rates.__getitem__)
            best[f"{group}_per_s"] = rates[name]
            result["cpu_us_per_payment"][group] = result["cpu_us_per_payment"][name]
    return best


def _median(values: Iterable[float]) -> float:
    return float(median(values))
