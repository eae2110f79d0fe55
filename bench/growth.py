"""CPU a payment as states grow, for the plain loop and for the job: see `growth_cases`."""

from pathlib import Path
from typing import Any, Final

from bench.forms import FORMS, LOOP, Form
from bench.growth_cases import Case, write_case
from bench.process_tree import run_watched
from bench.saturation import TIMEOUT_S, remove, say
from bench.steady import steady_part

_JOB: Final = next(form for form in FORMS if form.name == "minicluster")
_NOTHING_WRITTEN: Final = {LOOP.engine: ("--discard",), _JOB.engine: ("--set", "sink.uri=none")}
"""Results of a million payments would be gigabytes."""
_SETTLED_SHARE: Final = 0.1
"""Of the measured payments, those that are left out at their beginning."""


def measure(case: Case, measured: int, folder: Path) -> dict[str, Any]:
    """CPU and memory of a case, by form.

    Args:
        case: what stream.
        measured: payments after the states are filled.
        folder: for the stream.

    Raises:
        ProgramFailedError: a form failed.
    """
    source = folder / f"{case.name}.jsonl"
    count = write_case(case, measured, source)
    forms = (LOOP, _JOB) if case.in_job else (LOOP,)
    found = {form.name: _figures(form, case, source, count, folder) for form in forms}
    source.unlink()
    return {"title": case.title, "warm_up": case.warm_up, "measured": measured, **found}


def _figures(form: Form, case: Case, source: Path, count: int, folder: Path) -> dict[str, float]:
    say(f"growth, {case.title}: {form.title}")
    results = folder / f"growth-{form.name}"
    command = form.command(source, results, _NOTHING_WRITTEN[form.engine])
    log = results.with_suffix(".log")
    ran = run_watched(command, log, form.environment(None), TIMEOUT_S)
    remove(results)
    settled = case.warm_up + _SETTLED_SHARE * (count - case.warm_up)
    steady = steady_part(ran, count, settled / count)
    return {
        "cpu_us_per_payment": round(steady.cpu_us_per_payment, 1),
        "per_s": round(steady.payments_per_s, 1),
        "peak_rss_mib": round(steady.peak_rss_mib, 1),
    }
