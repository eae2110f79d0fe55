"""The store goes away in the middle of a run: lists go on, and it has the newest at last."""

from pathlib import Path

import pytest

from jobs.recommendations.job import RECOMMENDATIONS
from jobs.recommendations.settings import load_settings
from jobs.shared.execution import run_local
from online_store.connection import StoreSettings, connect
from online_store.lists import ListReader
from servers.valkey import valkey_server
from tests.jobs.outage import Outage
from tests.jobs.outputs import read_json_lines
from tests.jobs.recommendations.expected import expected
from tests.jobs.recommendations.newest import newest_lists
from tests.jobs.recommendations.shop import shop_files

pytestmark = pytest.mark.timeout(400)


def test_lists_go_on_without_the_store_and_it_has_the_newest_when_it_is_back(
    tmp_path: Path,
) -> None:
    shop = shop_files(tmp_path, events=1_500)
    made = expected((record.raw for record in shop.records), shop.items)
    with valkey_server(folder=tmp_path, persistent=True) as store:
        outage = Outage(made.kinds["accepted"], store.kill, store.start)
        places = {"source.uri": f"file:{shop.events}", "items.uri": f"file:{shop.catalogue}"}
        more = {"sink.uri": f"file:{tmp_path / 'out'}", "store.url": store.url}
        settings = load_settings({}, {**places, **more, "source.rate_per_s": "200"})
        run_local(RECOMMENDATIONS, settings, outage)
        assert outage.seen == ["gone", "back"]
        lists = read_json_lines(tmp_path / "out" / "lists.jsonl")
        assert len(lists) == len(made.lists) > 500
        newest = newest_lists(made, lists)
        with connect(StoreSettings(store.url, 10_000, 10_000)) as client:
            reader = ListReader(client)
            stored = {shopper: reader.read(shopper) for shopper in newest}
    assert {shopper: one and one.list_id for shopper, one in stored.items()} == newest
