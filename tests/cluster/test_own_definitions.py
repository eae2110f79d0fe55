"""The file of the guide on a cluster of two TaskManagers, one of them killed in the middle.

Certain is what a card's own order of arrival decides: features of the card and its pairs, and of
a device or a merchant that no other card has.
"""

from collections import Counter
from pathlib import Path

import pytest

from features.shared.definitions.model import PAYMENT_SCOPE
from jobs.fraud.outputs import OUTPUTS
from jobs.shared.results import collect
from tests.cluster.flink_cluster import FlinkCluster
from tests.cluster.flink_layout import ROOT
from tests.cluster.waiting import wait_until_decided
from tests.docs.guide_team import FEATURES, encoded, guide_team, replayed, team_payments
from tests.jobs.outputs import read_outputs

pytestmark = pytest.mark.timeout(900)

COUNT = 1_200
SHARED_BY_CARDS = {"device": "device_id", "merchant": "merchant_id"}


def test_a_kill_in_the_middle_changes_no_feature_of_a_teams_own_file(
    cluster: FlinkCluster, tmp_path: Path
) -> None:
    team, payments = guide_team(tmp_path), team_payments(COUNT)
    records = encoded(payments)
    source = tmp_path / "payments.jsonl"
    source.write_bytes(b"".join(record + b"\n" for record in records))
    properties = {"source.uri": f"file:{source}", "sink.uri": f"file:{tmp_path / 'out'}"}
    properties |= {"source.rate_per_s": "80"} | team.properties
    arguments = cluster.program_arguments([f"{key}={value}" for key, value in properties.items()])
    client = cluster.submit(ROOT / "main.py", *arguments)
    job_id = wait_until_decided(cluster, client, COUNT // 4)
    cluster.replace_task_manager()
    assert client.wait(400) == 0, cluster.log("client")[-3000:]
    assert cluster.has_failed(job_id)
    collect(tmp_path / "out", OUTPUTS)
    outputs = read_outputs(tmp_path / "out")
    decided = outputs.by_transaction
    assert len(outputs.decisions) == len(decided) == COUNT

    plan = team.plan()
    assert [hop.name for hop in plan.hops] == ["card", "device", "merchant"]
    assert set(FEATURES) < set(plan.names)
    scopes = {feature.name: feature.scope for feature in plan.features}
    assert PAYMENT_SCOPE in scopes.values()
    expected = replayed(plan, records)
    compared, mismatches = Counter[str](), Counter[str]()
    for payment in payments:
        name = payment["transaction_id"]
        for feature, value in expected[name].items():
            shared_by = SHARED_BY_CARDS.get(scopes[feature])
            if shared_by is None or str(payment.get(shared_by, "own")).startswith("own"):
                compared[feature] += 1
                mismatches[feature] += decided[name]["features"][feature] != value
    assert min(compared[feature] for feature in plan.names) > COUNT // 2
    assert mismatches == dict.fromkeys(plan.names, 0)
    for feature in FEATURES:
        assert len({one["features"][feature] for one in outputs.decisions}) > 1, feature
