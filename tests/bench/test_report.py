"""The page of figures has what a run has measured, and nothing that it has not."""

from pathlib import Path
from typing import Any

from bench.report import write
from bench.targets import TARGETS, measured

_TOLD = {"mean": 2.5, "p50": 2.0, "p95": 4.0, "p99": 7.0, "p99_9": 21.0, "payments": 4_321}


def _results(**parts: Any) -> dict[str, Any]:  # noqa: ANN401 - a JSON document
    machine = {"processor": "P", "cores": 2, "memory_gib": 8.0, "system": "S", "load_before": [0]}
    return {"quick": False, "machine": machine, "versions": {"python": "3.11"}, **parts}


def _fraud(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - a JSON document
    names = ("loop", "old_loop", "minicluster")
    return {
        "payments": 5_000,
        "loop_per_s": 10_000.0,
        "old_loop_per_s": 6_000.0,
        "minicluster_per_s": 3_000.0,
        "cpu_us_per_payment": {"loop": 100.0, "old_loop": 160.0, "minicluster": 300.0},
        "peak_rss_mib": dict.fromkeys(names, 500.0),
        "others_cores": dict.fromkeys(names, 0.0),
        "equal_share": {"loop": {"decisions": 1.0}, "old_loop": {}, "minicluster": {}},
        **more,
    }


def test_every_form_that_was_measured_has_its_line(tmp_path: Path) -> None:
    text = write(_results(fraud=_fraud()), tmp_path).read_text()
    assert "| job, MiniCluster | 3,000 | 0.30 | 300 | 3,333 | 500 | 0.0 | another model |" in text
    assert "process mode" not in text
    assert (tmp_path / "images" / "benchmarks-forms.png").stat().st_size > 1_000


def test_what_was_not_measured_has_no_chapter(tmp_path: Path) -> None:
    text = write(_results(fraud=_fraud()), tmp_path).read_text()
    assert "## Latency" not in text
    assert "## Growth" not in text


def test_latencies_are_shown_by_rate(tmp_path: Path) -> None:
    latency = {"minicluster": {"saturation_per_s": 2_987.6, "by_rate": {"579": _TOLD}}}
    text = write(_results(fraud=_fraud(latency=latency)), tmp_path).read_text()
    assert "(job, MiniCluster: of 2,988/s)" in text
    assert "| payments/s | mean | p50 | p95 | p99 | p99.9 | payments |" in text
    assert "| job, MiniCluster | 579 | 2.5 | 2.0 | 4.0 | 7.0 | 21.0 | 4,321 |" in text


def test_the_worst_of_all_runs_is_held_against_the_target_and_medians_tell_what_a_store_costs(
    tmp_path: Path,
) -> None:
    runs = [{**_TOLD, "p99": p99} for p99 in (7.0, 16.0, 8.0)]
    stored = [{**_TOLD, "p99": p99} for p99 in (8.0, 8.4, 99.0)]
    fraud = _fraud(
        latency_ms_at_579=_TOLD,
        latency_runs_at_579=runs,
        latency_runs_at_579_with_store=stored,
    )
    found = {one.says: figure for one, figure in measured(_results(fraud=fraud))}
    assert found["p99 at 579/s, worst run"] == 16.0
    assert found["p99 at 579/s with a feature store, of that without, medians"] == 8.4 / 8.0
    text = write(_results(fraud=fraud), tmp_path).read_text()
    assert "| 2 | 2.5 | 2.0 | 4.0 | 16.0 | 21.0 | 2.5 | 2.0 | 4.0 | 8.4 | 21.0 |" in text


def test_growth_of_the_loop_alone_leaves_the_job_empty(tmp_path: Path) -> None:
    loop = {"cpu_us_per_payment": 88.4, "peak_rss_mib": 137.0}
    growth = {"keys_10k": {"title": "10,000 cards", "warm_up": 10_000, "loop": loop}}
    text = write(_results(growth=growth), tmp_path).read_text()
    assert "| 10,000 cards | 10,000 | 88 | 137 |  |  |" in text


def test_a_target_on_the_wrong_side_of_its_bound_is_missed() -> None:
    found = {one.says: one.met(figure) for one, figure in measured(_results(fraud=_fraud()))}
    assert found["MiniCluster, of the loop of before"]
    assert not found["CPU of the job in the MiniCluster, of the loop"]
    assert 0 < len(found) < len(TARGETS)
