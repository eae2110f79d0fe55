"""The job's metrics, as Flink reports them while it runs."""

from pathlib import Path

import pytest

from tests.cluster.flink_cluster import FlinkCluster
from tests.cluster.flink_layout import ROOT
from tests.cluster.metrics import metrics_of
from tests.cluster.payments import payments, write
from tests.polling import polled

pytestmark = pytest.mark.timeout(600)

CARD_STAGE = {"payments_in", "rejected", "duplicates", "late"}
PUBLISHED_TOGETHER = ("payments_in", "decided_allow", "in_job_latency_p50_us")
MERCHANT_STAGE = {
    *("decided_allow", "decided_flag", "decided_block"),
    *(f"in_job_latency_{name}_us" for name in ("mean", "p50", "p95", "p99")),
}


def test_counters_and_latency_gauges_are_reported_under_the_group_for_cloudwatch(
    cluster: FlinkCluster, tmp_path: Path
) -> None:
    source = write(payments(6_000), tmp_path / "payments.jsonl")
    properties = (f"source.uri=file:{source}", "source.rate_per_s=200")
    sets = [part for entry in properties for part in ("--set", entry)]
    client = cluster.submit(ROOT / "main.py", *sets)
    try:
        metrics = _metrics_when_deciding(cluster)
        jobs = [job for job in cluster.get("/jobs/overview")["jobs"] if job["state"] == "RUNNING"]
        cluster.cancel(jobs[0]["jid"])
    finally:
        client.wait(120)
    assert set(metrics) >= CARD_STAGE | MERCHANT_STAGE
    assert metrics["in_job_latency_p99_us"] >= metrics["in_job_latency_p50_us"] > 0


def _metrics_when_deciding(cluster: FlinkCluster) -> dict[str, float]:
    return polled(
        lambda: metrics_of(cluster, PUBLISHED_TOGETHER), 300, lambda: cluster.log("client")[-2000:]
    )
