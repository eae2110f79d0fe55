"""The feature store goes away in the middle of a run: decisions go on, and nothing is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

from jobs.fraud.job import FRAUD
from jobs.fraud.settings import load_settings
from jobs.shared.execution import run_local
from online_store.connection import StoreSettings, connect
from servers.valkey import ValkeyServer, valkey_server
from tests.cluster.payments import payments, write
from tests.jobs.outage import Outage
from tests.jobs.outputs import Record, read_outputs

pytestmark = pytest.mark.timeout(400)

COUNT = 3_000


@pytest.mark.parametrize(
    ("away", "back"),
    [(ValkeyServer.pause, ValkeyServer.resume), (ValkeyServer.kill, ValkeyServer.start)],
    ids=["hangs", "is down"],
)
def test_decisions_go_on_without_the_store_and_it_catches_up_when_it_is_back(
    tmp_path: Path,
    away: Callable[[ValkeyServer], None],
    back: Callable[[ValkeyServer], None],
) -> None:
    source = write(payments(COUNT), tmp_path / "payments.jsonl")
    with valkey_server(folder=tmp_path, persistent=True) as store:
        outage = Outage(COUNT, lambda: away(store), lambda: back(store))
        properties = {
            "source.uri": f"file:{source}",
            "source.rate_per_s": "400",
            "sink.uri": f"file:{tmp_path / 'out'}",
            "store.url": store.url,
        }
        run_local(FRAUD, load_settings({}, properties), outage)
        assert outage.seen == ["gone", "back"]
        outputs = read_outputs(tmp_path / "out")
        assert len(outputs.decisions) == COUNT
        newest = _newest(outputs.features)
        with connect(StoreSettings(store.url, 10_000, 10_000)) as client:
            times = {key: client.hget(key, "event_time_ms") for key in newest}
    assert times == {key: str(update["event_time_ms"]) for key, update in newest.items()}


def _newest(updates: list[Record]) -> dict[str, Record]:
    newest: dict[str, Record] = {}
    for update in updates:
        key = f"features:{update['entity']}:{update['entity_id']}"
        if key not in newest or update["event_time_ms"] >= newest[key]["event_time_ms"]:
            newest[key] = update
    return newest
