"""The figures that the plan uses are those of the code as it is."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from bench.record_sizes import RecordSizes, measure
from capacity.measured import JOB_PAYMENTS_PER_S, MEASURED

_README = Path(__file__).parents[2] / "README.md"
_RARE = ("dead_letter_bytes", "late_payment_bytes", "late_per_payment")
# A time says more of the machine than of the code.
_TIMES = ("update_server_us",)
_STEADY = sorted(asdict(MEASURED).keys() - {*_RARE, *_TIMES})


@pytest.fixture(scope="module")
def measured() -> RecordSizes:
    return measure(12_000)


@pytest.mark.parametrize("name", _STEADY)
def test_a_figure_is_within_a_tenth_of_what_is_measured(measured: RecordSizes, name: str) -> None:
    assert float(getattr(MEASURED, name)) == pytest.approx(getattr(measured, name), rel=0.1)


@pytest.mark.parametrize("name", _RARE)
def test_a_figure_of_few_records_is_of_the_measured_size(measured: RecordSizes, name: str) -> None:
    assert 0.5 < float(getattr(MEASURED, name)) / getattr(measured, name) < 2


def test_the_job_is_as_fast_as_the_readme_shows() -> None:
    shown = re.search(
        r"one run gave ([\d,]+) payments/s for the job flat\s+out", _README.read_text()
    )
    assert shown is not None
    assert int(shown[1].replace(",", "")) == JOB_PAYMENTS_PER_S
