"""The recommendation job on a standalone cluster, when things break and when it is rescaled.

With one subtask everything is reproducible, lists too: after a kill they are those of a job that
never stopped. With more, events of different shoppers meet at an item in any order.
"""

from collections import Counter
from pathlib import Path

import pytest

from events.recommendations.recommendation_list import list_id
from events.recommendations.shopper import shopper_key
from jobs.recommendations.job import RECOMMENDATIONS
from jobs.recommendations.outputs import OUTPUTS
from jobs.recommendations.settings import load_settings
from jobs.recommendations.topology import SHOPPER_UID
from jobs.shared.results import collect
from tests.cluster.flink_cluster import FlinkCluster
from tests.cluster.flink_layout import ROOT
from tests.cluster.metrics import metrics_of
from tests.cluster.waiting import wait_until_decided
from tests.jobs.outputs import Record, read_json_lines
from tests.jobs.recommendations.expected import Expected, expected, listed
from tests.jobs.recommendations.shop import ShopFiles, shop_files
from tests.polling import polled

pytestmark = pytest.mark.timeout(900)

EVENTS = 1_500
PACED = ("--set", "source.rate_per_s=100")
METRICS = {
    *("events_in", "items_in", "links_in", "rejected", "duplicates", "late"),
    *("accepted", "lists", "lists_unchanged"),
    *(f"in_job_latency_{name}_us" for name in ("mean", "p50", "p95", "p99")),
}
LONG_COUNTS = {
    *("item_views_7d", "item_carts_7d", "item_purchases_7d", "item_purchases_30d"),
    *("shopper_views_7d", "shopper_views_30d", "shopper_carts_30d", "shopper_purchases_30d"),
}
"""Features that count over a time of which most was before the savepoint."""
PUBLISHED_TOGETHER = ("events_in", "accepted", "lists", "in_job_latency_p50_us")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFiles:
    return shop_files(tmp_path_factory.mktemp("shop"), events=EVENTS)


@pytest.fixture(scope="module")
def made(shop: ShopFiles) -> Expected:
    found = expected((record.raw for record in shop.records), shop.items)
    assert min(found.kinds["late"], found.kinds["duplicate"], found.kinds["accepted link"]) > 2
    assert len(found.lists) > EVENTS // 3
    return found


def test_killing_all_task_managers_in_the_middle_changes_no_list_and_no_feature(
    cluster: FlinkCluster, shop: ShopFiles, made: Expected, tmp_path: Path
) -> None:
    arguments = _arguments(cluster, shop, tmp_path)
    client = cluster.submit(ROOT / "main.py", *arguments, *PACED, parallelism=1)
    job_id = wait_until_decided(cluster, client, EVENTS // 2, stage=SHOPPER_UID)
    metrics = polled(
        lambda: metrics_of(cluster, PUBLISHED_TOGETHER), 300, lambda: cluster.log("client")[-2000:]
    )
    assert set(metrics) >= METRICS
    for _ in range(2):
        cluster.kill_task_manager()
    cluster.wait_for_task_managers(0)
    for _ in range(2):
        cluster.start_task_manager()
    assert client.wait(500) == 0, cluster.log("client")[-3000:]
    assert cluster.has_failed(job_id)
    found = _collected(tmp_path / "out")
    assert found["features"] == made.features
    assert list(map(listed, found["lists"])) == made.lists
    assert [one["list_id"] for one in found["lists"]] == [
        list_id(shopper_key(user, session), event) for user, session, event, _ in made.lists
    ]
    assert len(found["late"]) == made.kinds["late"]


def test_a_savepoint_of_one_subtask_goes_on_in_two_and_loses_nothing(
    cluster: FlinkCluster, shop: ShopFiles, made: Expected, tmp_path: Path
) -> None:
    arguments = _arguments(cluster, shop, tmp_path)
    client = cluster.submit(ROOT / "main.py", *arguments, *PACED, parallelism=1)
    job_id = wait_until_decided(cluster, client, EVENTS // 2, stage=SHOPPER_UID)
    savepoint = cluster.stop_with_savepoint(job_id)
    client.wait(120)
    before = _collected(tmp_path / "out")["features"]
    again = cluster.submit(ROOT / "main.py", *arguments, *PACED, savepoint=savepoint, parallelism=2)
    assert again.wait(500) == 0, cluster.log("client")[-3000:]
    found = _collected(tmp_path / "out")
    assert _updated(found["features"]) == _updated(made.features)
    counted, wanted = (
        _counted(rows) - _counted(before) for rows in (found["features"], made.features)
    )
    assert set(counted) == set(wanted) == LONG_COUNTS
    # Another order of arrival moves single counts, above all where ids are linked; without the
    # state of before the sums are two thirds at most.
    assert {name: counted[name] / wanted[name] for name in wanted} == pytest.approx(
        dict.fromkeys(wanted, 1), abs=0.2
    )
    assert len({one["list_id"] for one in found["lists"]}) == len(found["lists"])
    assert len(found["late"]) == made.kinds["late"]
    assert len(found["duplicates"]) == made.kinds["duplicate"] + made.kinds["duplicate link"]


def _arguments(cluster: FlinkCluster, shop: ShopFiles, folder: Path) -> tuple[str, ...]:
    """Of a run whose items are inline, as a job on a cluster reads them."""
    places = {"source.uri": f"file:{shop.events}", "items.uri": f"file:{shop.catalogue}"}
    merged = RECOMMENDATIONS.prepare(load_settings({}, places), folder)
    return cluster.program_arguments(
        [
            "job.system=recommendations",
            f"source.uri={merged.source_uri}",
            "items.uri=inline",
            f"sink.uri=file:{folder / 'out'}",
        ]
    )


def _collected(folder: Path) -> dict[str, list[Record]]:
    collect(folder, OUTPUTS)
    return {name: read_json_lines(folder / f"{name}.jsonl") for name in OUTPUTS}


def _updated(features: list[Record]) -> Counter[tuple[str, str, int]]:
    """How often each key had an event of a time."""
    return Counter((one["entity"], one["entity_id"], one["event_time_ms"]) for one in features)


def _counted(features: list[Record]) -> Counter[str]:
    """Sum of each of `LONG_COUNTS` over all updates."""
    sums: Counter[str] = Counter()
    for one in features:
        sums.update({name: n for name, n in one["values"].items() if name in LONG_COUNTS})
    return sums
