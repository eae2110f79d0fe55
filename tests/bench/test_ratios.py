"""The job keeps to its place beside a plain loop, by ratios with a wide margin and no times.

A tiny run on a machine that may be busy with other tests: a payment costs several times what it
does once the job is warm, so only what has gone badly wrong shows here. `make bench` has figures.
"""

from pathlib import Path

import pytest

from bench import feature_state, saturation
from bench.forms import FORMS, LOOP

PAYMENTS = 8_000
LEAST_OF_THE_LOOP = 0.05
"""The loop may have had a core to itself, and the job one that other tests are busy on."""
MOST_CPU_OF_THE_LOOP = 15.0
MOST_OUT_OF_ORDER = 60.0

_MINICLUSTER = next(form for form in FORMS if form.name == "minicluster")


def _add_us(name: str) -> float:
    (case,) = [case for case in feature_state.CASES if case.name == name]
    return feature_state.measure(case).add_us


@pytest.mark.slow
@pytest.mark.parametrize("key", ["card", "merchant"])
def test_a_payment_of_yesterday_costs_a_few_times_one_of_now_at_a_busy_key(key: str) -> None:
    in_order_us = _add_us(f"{key}, 16,000 a day, in order")
    assert _add_us(f"{key}, 16,000 a day, 22 h back") <= MOST_OUT_OF_ORDER * in_order_us


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_job_gives_what_the_loop_gives_at_no_more_than_a_few_times_its_cost(
    tmp_path: Path,
) -> None:
    found = saturation.measure((LOOP, _MINICLUSTER), PAYMENTS, 1, tmp_path)
    (loop,), (job,) = found["loop"], found["minicluster"]
    assert job.digests == loop.digests
    assert job.steady.payments_per_s >= LEAST_OF_THE_LOOP * loop.steady.payments_per_s
    assert job.steady.cpu_us_per_payment <= MOST_CPU_OF_THE_LOOP * loop.steady.cpu_us_per_payment
