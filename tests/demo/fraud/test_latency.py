"""Latencies are those that occurred; stages are medians."""

from demo.fraud.plan import DemoPlan
from demo.fraud.summary import counts_for_stage
from demo.shared.latency import in_job_ms, latency, stage_medians_us
from demo.shared.throughput import ProgressSamples, Sample, throughput_per_s
from jobs.shared.progress import JobProgress
from simulator.disorder_settings import Disorder
from simulator.scenario import Scenario
from tests.demo.fraud.cases import decision


def test_percentiles_are_by_nearest_rank() -> None:
    found = latency([float(value) for value in range(1, 201)])
    assert (found.p50, found.p95, found.p99) == (100.0, 190.0, 198.0)


def test_a_single_latency_is_every_percentile() -> None:
    found = latency([7.0])
    assert (found.mean, found.p50, found.p99) == (7.0, 7.0, 7.0)


def test_in_job_latency_is_in_milliseconds() -> None:
    assert in_job_ms([decision("a")]) == [4.0]


def test_the_models_time_is_that_of_the_payments_it_scored() -> None:
    settled = decision("a", tier="rules", stage_us=decision("a").stage_us | {"model": 0})
    medians = stage_medians_us([settled, settled, decision("b")], counts_for_stage)
    assert medians["model"] == 60.0
    assert medians["rules"] == 5.0


def test_throughput_leaves_out_start_up_and_what_comes_after_the_history() -> None:
    samples = [Sample(0, 0), Sample(10, 500), Sample(11, 4_500), Sample(12, 8_500)]
    samples.append(Sample(30, 12_000))
    assert throughput_per_s(samples, until=9_000) == 4_000.0


def test_throughput_is_unknown_without_two_samples() -> None:
    assert throughput_per_s([Sample(0, 0), Sample(1, 50)], until=100) is None


def test_a_sample_is_kept_when_the_count_has_changed() -> None:
    times = iter(range(100))
    samples = ProgressSamples(lambda: next(times))
    for decided in (0, 0, 5, 5, 9):
        samples.note(JobProgress("RUNNING", decided, decided))
    assert samples.samples == [Sample(0, 0), Sample(1, 5), Sample(2, 9)]


def test_the_last_records_are_paced_and_measured_after_settling() -> None:
    plan = DemoPlan(
        scenario=Scenario(), disorder=Disorder(), rate_per_s=100, paced_s=16, settling_s=3
    )
    assert plan.paced_from(10_000) == 8_400
    assert plan.measured_from(10_000) == 8_700


def test_fewer_records_than_paced_ones_are_all_paced() -> None:
    plan = DemoPlan(scenario=Scenario(), disorder=Disorder(), rate_per_s=100, paced_s=16)
    assert plan.paced_from(1_000) == 0
