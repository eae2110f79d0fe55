"""The whole job in a MiniCluster, over a shop with every kind of disorder."""

from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from redis import Redis

from events.shared.card_numbers import masked
from features.recommendations.definitions import DEFAULT, load_definitions
from online_store.connection import StoreSettings, connect
from online_store.lists import ListReader
from servers.valkey import ValkeyServer, valkey_server
from tests.jobs.recommendations.expected import Expected, expected
from tests.jobs.recommendations.newest import newest_lists
from tests.jobs.recommendations.outputs import ShopOutputs, run_on_files
from tests.jobs.recommendations.shop import BROKEN_ITEMS, ShopFiles, shop_files

pytestmark = pytest.mark.timeout(600)


@dataclass(frozen=True)
class Run:
    """One run of the job: what went in, what came out, what should, what is in the store."""

    shop: ShopFiles
    outputs: ShopOutputs
    expected: Expected
    store: Redis


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    with valkey_server(folder=tmp_path_factory.mktemp("store")) as server:
        yield server


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, store: ValkeyServer) -> Run:
    folder = tmp_path_factory.mktemp("shop")
    shop = shop_files(folder)
    outputs = run_on_files(
        shop.events, f"file:{shop.catalogue}", folder / "out", store__url=store.url
    )
    made = expected((record.raw for record in shop.records), shop.items)
    return Run(shop, outputs, made, connect(StoreSettings(store.url, 10_000, 10_000)))


def test_the_shop_has_disorder_of_every_kind(run: Run) -> None:
    kinds = run.expected.kinds
    assert min(kinds[kind] for kind in ("late", "duplicate", "accepted link")) > 10
    assert len(run.shop.of_kind("out_of_order")) > 50
    assert kinds["accepted"] > 3_900


def test_every_feature_of_every_event_is_the_replayers(run: Run) -> None:
    names = {name for update in run.expected.features for name in update["values"]}
    assert len(run.expected.features) > 10_000
    assert len(names) > 15
    assert run.outputs.features == run.expected.features


def test_every_list_is_the_replayers(run: Run) -> None:
    assert len(run.expected.lists) > 1_500
    assert run.outputs.listed == run.expected.lists


def test_late_events_and_duplicates_are_those_of_the_replayer(run: Run) -> None:
    kinds = run.expected.kinds
    assert len(run.outputs.late) == kinds["late"]
    links = [one for one in run.outputs.duplicates if one["event_type"] == "link"]
    assert len(links) == kinds["duplicate link"]
    assert len(run.outputs.duplicates) - len(links) == kinds["duplicate"]
    behind = [one["behind_watermark_ms"] for one in run.outputs.late]
    assert min(behind) > 86_400_000


def test_dead_letters_hold_the_cause_and_the_bytes_of_every_broken_record(run: Run) -> None:
    letters = Counter(
        (one["record"], one["cause"], b64decode(one["raw_base64"])) for one in run.outputs.rejected
    )
    broken = run.shop.of_kind("malformed")
    assert len(broken) > 300
    assert len({record.cause for record in broken}) > 10
    of_items = [("item", "malformed_json"), ("item", "missing_field")]
    assert letters == Counter(
        [
            *(("event", record.cause, masked(record.raw)) for record in broken),
            *((*said, raw) for said, raw in zip(of_items, BROKEN_ITEMS, strict=True)),
        ]
    )


def test_the_counts_of_the_run_add_up(run: Run) -> None:
    summary, kinds = run.outputs.summary, run.expected.kinds
    assert summary.events_in == len(run.shop.records) == summary.accounted
    assert summary.links == kinds["accepted link"]
    assert summary.accepted == kinds["accepted"] + kinds["accepted link"]
    assert summary.late == kinds["late"]
    assert summary.duplicates == kinds["duplicate"] + kinds["duplicate link"]
    assert sum(summary.rejected.values()) == len(run.shop.of_kind("malformed"))
    assert summary.items_in == len(run.shop.items)
    assert summary.items_rejected == {"malformed_json": 1, "missing_field": 1}
    assert summary.lists == len(run.outputs.lists)
    users = {one["user_id"] for one in run.outputs.lists} - {None}
    guests = {one["session_id"] for one in run.outputs.lists if one["user_id"] is None}
    assert (summary.users_listed, summary.sessions_listed) == (len(users), len(guests))
    assert min(len(users), len(guests)) > 20


def test_each_stage_is_timed_and_a_list_says_what_made_it(run: Run) -> None:
    sha256 = load_definitions(DEFAULT).sha256
    assert len(run.outputs.lists) > 1_500
    for made in run.outputs.lists:
        assert set(made["stage_us"]) == {"entry", "item", "neighbours", "shopper", "in_job"}
        assert made["definitions"] == sha256
    assert len({made["list_id"] for made in run.outputs.lists}) == len(run.outputs.lists)


def test_the_store_holds_the_newest_list_of_every_shopper(run: Run) -> None:
    newest = newest_lists(run.expected, run.outputs.lists)
    assert len(newest) > 100
    reader = ListReader(run.store)
    stored = {shopper: reader.read(shopper) for shopper in newest}
    assert {shopper: one and one.list_id for shopper, one in stored.items()} == newest
    assert all(one is not None and one.ttl_s > 0 for one in stored.values())
