"""The steady part of a run is that between three and nine tenths of its payments."""

import json

import pytest

from bench.process_tree import Ran, Usage
from bench.steady import steady_part


def _ran(decided: list[tuple[float, int]], looks: list[tuple[float, float]]) -> Ran:
    lines = [json.dumps({"at_s": at_s, "payments": count}) for at_s, count in decided]
    return Ran(
        ["a word of the program", *lines],
        Usage(looks, [(at_s, 2 * cpu_s) for at_s, cpu_s in looks], 500.0),
    )


def test_a_slow_beginning_and_a_slow_end_do_not_count() -> None:
    decided = [(0.0, 0), (50.0, 100), (52.0, 300), (58.0, 900), (99.0, 1_000)]
    steady = steady_part(_ran(decided, [(0.0, 0.0), (100.0, 100.0)]), 1_000)
    assert steady.payments_per_s == pytest.approx(100.0)


def test_cpu_is_that_of_the_steady_part_alone() -> None:
    decided = [(0.0, 0), (10.0, 1_000)]
    looks = [(0.0, 5.0), (3.0, 7.0), (9.0, 7.6), (10.0, 30.0)]
    steady = steady_part(_ran(decided, looks), 1_000)
    assert steady.cpu_us_per_payment == pytest.approx(0.6 / 600 * 1e6)


def test_what_others_took_meanwhile_is_told() -> None:
    decided = [(0.0, 0), (10.0, 1_000)]
    steady = steady_part(_ran(decided, [(0.0, 0.0), (10.0, 5.0)]), 1_000)
    assert steady.others_cores == pytest.approx(0.5)


def test_a_number_that_is_told_again_counts_from_when_it_was_first_told() -> None:
    decided = [(0.0, 0), (3.0, 300), (4.0, 300), (9.0, 900), (9.5, 900)]
    steady = steady_part(_ran(decided, [(0.0, 0.0), (10.0, 1.0)]), 1_000)
    assert steady.payments_per_s == pytest.approx(100.0)


def test_a_job_that_ends_before_it_tells_all_is_measured_as_far_as_it_told() -> None:
    decided = [(0.0, 0), (3.0, 300), (7.0, 700)]
    steady = steady_part(_ran(decided, [(0.0, 0.0), (10.0, 1.0)]), 1_000)
    assert steady.payments_per_s == pytest.approx(100.0)


def test_what_a_program_told_after_the_last_look_at_it_does_not_count() -> None:
    decided = [(0.0, 0), (3.0, 300), (7.0, 700), (9.5, 1_000)]
    steady = steady_part(_ran(decided, [(0.0, 0.0), (8.0, 16.0)]), 1_000)
    assert steady.payments_per_s == pytest.approx(100.0)
    assert steady.cpu_us_per_payment == pytest.approx(8.0 / 400 * 1e6)


def test_too_little_progress_is_no_measurement() -> None:
    with pytest.raises(ValueError, match="up to 400 of 1000 payments"):
        steady_part(_ran([(0.0, 0), (4.0, 400)], [(0.0, 0.0), (10.0, 1.0)]), 1_000)
