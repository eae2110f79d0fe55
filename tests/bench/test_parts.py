"""The part of latencies measures one form again and again, and tells what it has so far."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.forms import FORMS, LOOP, Form
from bench.parts import Asked, timed

MINICLUSTER = next(form for form in FORMS if form.name == "minicluster")
PER_HOP = next(form for form in FORMS if form.name == "cluster_two_per_hop")
SATURATION = {f"{form.name}_per_s": 4_000.0 for form in FORMS}


def _told(forms: Sequence[Form], folder: Path, **asked: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - of `Asked`
    """What is told, each latency the number of its measurement, negative with a store."""
    measured: list[Form] = []

    def measure(form: Form, _plan: object, _per_s: float, _folder: Path, more: Any = ()) -> Any:  # noqa: ANN401 - as `latency.measure`
        measured.append(form)
        return {"by_rate": {"579": -len(measured) if more else len(measured)}}

    with patch("bench.latency.measure", measure):
        parts = timed(Asked(quick=False, forms=forms, **asked), folder, {"fraud": SATURATION})
        return [figures["fraud"] for figures in parts]


def test_the_minicluster_is_measured_again_without_and_with_a_store_in_turns(
    tmp_path: Path,
) -> None:
    told = _told((LOOP, MINICLUSTER, PER_HOP), tmp_path, latency_runs=2)
    assert [list(found["latency"]) for found in told[:2]] == [
        ["minicluster"],
        ["minicluster", "cluster_two_per_hop"],
    ]
    assert told[0]["latency_ms_at_579"] == 1
    assert told[2:] == [
        {"latency_runs_at_579": [3], "latency_runs_at_579_with_store": [-4]},
        {"latency_runs_at_579": [3, 5], "latency_runs_at_579_with_store": [-4, -6]},
    ]


def test_another_form_is_never_taken_for_the_one_that_is_measured_again(tmp_path: Path) -> None:
    told = _told((LOOP, PER_HOP), tmp_path)
    assert [list(found) for found in told] == [["latency"]]


def test_as_many_runs_as_usual_are_made_unless_told(tmp_path: Path) -> None:
    assert len(_told((MINICLUSTER,), tmp_path)) == 1 + 3
    assert len(_told((MINICLUSTER,), tmp_path, latency_runs=0)) == 1
