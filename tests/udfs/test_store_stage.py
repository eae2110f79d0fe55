"""The store stage by itself, with stand-ins for what Flink hands to it, and a real store."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from redis import Redis

from events.shared.feature_update import FeatureUpdate
from features.shared.state.state_log import StateFormatError
from online_store.connection import StoreSettings
from online_store.errors import StoreUnavailable
from servers.valkey import ValkeyServer, valkey_server
from tests.online_store.iam_store import MOMENT, IamStore, sign_at
from tests.online_store.updates import update
from tests.udfs.store_flink import Saved, StoreFlink, batch_of
from udfs.shared import store_stage, update_lines
from udfs.shared.store_stage import StoreStage, StoreStageSettings
from udfs.shared.waiting_updates import WAITING_BY_KEY, WAITING_UPDATES

BUCKET = "2"


def opened(settings: StoreSettings, flink: StoreFlink) -> StoreStage:
    stage = StoreStage(StoreStageSettings(settings, ttl_s=60, one_core=False))
    stage.open(flink)
    return stage


def batch(*updates: FeatureUpdate) -> str:
    return batch_of(msgspec.json.encode(one).decode() for one in updates)


def waiting(flink: StoreFlink) -> set[str]:
    return set(flink.held(WAITING_BY_KEY, BUCKET) or ())


def away(flink: StoreFlink) -> StoreStage:
    """A stage whose store nobody serves."""
    return opened(StoreSettings("redis://127.0.0.1:1"), flink)


def test_a_refused_login_is_counted_and_the_batch_written_once_the_store_lets_in(
    store_by_iam: IamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    flink = StoreFlink()
    stage = opened(store_by_iam.settings, flink)
    sign_at(monkeypatch, MOMENT + timedelta(minutes=16))
    flink.take(stage, BUCKET, batch(update(1)))
    assert flink.metrics.sums == {"store_errors": 1, "store_waiting_updates": 1}
    assert store_by_iam.admin.dbsize() == 0

    sign_at(monkeypatch, MOMENT)
    assert flink.fire(stage)
    assert store_by_iam.admin.hget("features:card:c1", "n") == "1"
    assert flink.metrics.sums["features_written"] == 1
    assert flink.metrics.sums["store_waiting_updates"] == 0


def test_missing_credentials_are_counted_as_an_error_of_the_store(
    store_by_iam: IamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    flink = StoreFlink()
    stage = opened(store_by_iam.settings, flink)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    flink.take(stage, BUCKET, batch(update(1)))
    assert flink.metrics.sums == {"store_errors": 1, "store_waiting_updates": 1}


@pytest.mark.parametrize("damaged", ["{", '{"entity":7}', "\ud800"])
@pytest.mark.parametrize(
    ("name", "in_state"),
    [(WAITING_BY_KEY, lambda line: {"k": line}), (WAITING_UPDATES, lambda line: [line])],
)
def test_a_damaged_update_in_the_state_is_an_error_that_names_operator_and_state(
    damaged: str, name: str, in_state: Callable[[str], object]
) -> None:
    held = {(name, BUCKET): in_state(damaged), ("waiting-count-v1", BUCKET): 1}
    flink = StoreFlink(Saved(held, {(5_000, BUCKET)}))
    stage = away(flink)
    with pytest.raises(StateFormatError, match=rf"^feature-store: state {name}: damaged"):
        flink.fire(stage)


def test_of_each_key_only_the_newest_update_waits_and_of_equal_times_the_last() -> None:
    flink = StoreFlink()
    stage = away(flink)
    for one in (update(2, {"n": 1}), update(2, {"n": 2}), update(1, {"n": 3}), update(1, {}, "c2")):
        flink.take(stage, BUCKET, batch(one))
    lines = flink.held(WAITING_BY_KEY, BUCKET)
    assert {key: msgspec.json.decode(line)["values"] for key, line in lines.items()} == {
        "features:card:c1": {"n": 2},
        "features:card:c2": {},
    }
    assert flink.metrics.sums["features_stale"] == 2
    assert flink.metrics.sums["store_waiting_updates"] == 2


def test_nobody_asks_a_store_that_was_away_a_moment_ago() -> None:
    flink = StoreFlink()
    stage = away(flink)
    for number in range(3):
        flink.take(stage, f"{number}", batch(update(number)))
    assert flink.metrics.sums["store_errors"] == 1
    for _ in range(3):
        assert flink.fire(stage)
    assert flink.now_ms == 5_000
    assert flink.metrics.sums["store_errors"] == 2


def _seven_wait(monkeypatch: pytest.MonkeyPatch) -> StoreFlink:
    """A restored job in which seven updates wait, with slices of three."""
    monkeypatch.setattr(update_lines, "MAX_SLICE_UPDATES", 3)
    flink = StoreFlink()
    stage = away(flink)
    flink.take(stage, BUCKET, batch(*(update(1, entity_id=f"c{at}") for at in range(7))))
    return StoreFlink(flink.saved)


def test_a_backlog_is_written_a_slice_a_timer_and_a_slice_that_was_written_is_forgotten(
    valkey: ValkeyServer, store: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    restored = _seven_wait(monkeypatch)
    stage = opened(StoreSettings(valkey.url, 10_000, 10_000), restored)
    sizes, times_ms = [], []
    while restored.fire(stage):
        sizes.append((len(waiting(restored)), store.dbsize()))
        times_ms.append(restored.now_ms)
    assert sizes == [(4, 3), (1, 6), (0, 7)]
    assert times_ms == [5_000, 5_100, 5_200]


def test_a_slice_ends_where_it_has_grown_large(
    valkey: ValkeyServer, store: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    flink = StoreFlink()
    stage = away(flink)
    flink.take(stage, BUCKET, batch(*(update(1, entity_id=f"c{at}") for at in range(3))))
    restored = StoreFlink(flink.saved)
    stage = opened(StoreSettings(valkey.url, 10_000, 10_000), restored)
    monkeypatch.setattr(update_lines, "MAX_SLICE_CHARACTERS", 1)
    assert restored.fire(stage)
    assert (len(waiting(restored)), store.dbsize()) == (2, 1)


def test_buckets_with_a_backlog_take_turns(
    valkey: ValkeyServer, store: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_lines, "MAX_SLICE_UPDATES", 1)
    flink = StoreFlink()
    stage = away(flink)
    for bucket in "01":
        ids = (f"c{bucket}{at}" for at in range(3))
        flink.take(stage, bucket, batch(*(update(1, entity_id=one) for one in ids)))
    restored = StoreFlink(flink.saved)
    stage = opened(StoreSettings(valkey.url, 10_000, 10_000), restored)
    times_ms = []
    while restored.fire(stage):
        times_ms.append(restored.now_ms)
    assert times_ms == [5_000, 5_000, 5_100, 5_200, 5_300, 5_400]
    assert store.dbsize() == 6


def test_new_updates_are_written_while_older_ones_wait_and_what_waited_of_their_keys_is_forgotten(
    valkey: ValkeyServer, store: Redis
) -> None:
    flink = StoreFlink()
    stage = away(flink)
    flink.take(
        stage, BUCKET, batch(update(3), update(3, entity_id="c2"), update(3, entity_id="c3"))
    )
    restored = StoreFlink(flink.saved)
    stage = opened(StoreSettings(valkey.url, 10_000, 10_000), restored)
    restored.take(
        stage, BUCKET, batch(update(4), update(2, entity_id="c2"), update(1, entity_id="c4"))
    )
    assert set(store.scan_iter()) == {"features:card:c1", "features:card:c4"}
    assert waiting(restored) == {"features:card:c2", "features:card:c3"}
    assert restored.metrics.sums["features_stale"] == 2
    while restored.fire(stage):
        pass
    assert [store.hget(f"features:card:c{at}", "n") for at in (1, 2, 3, 4)] == ["4", "3", "3", "1"]


def test_a_slice_that_failed_waits_for_the_next_try() -> None:
    with valkey_server() as server:
        flink = StoreFlink()
        stage = opened(StoreSettings(server.url, socket_timeout_ms=200), flink)
        server.pause()
        flink.take(stage, BUCKET, batch(update(1)))
        assert flink.fire(stage)
        assert waiting(flink) == {"features:card:c1"}
        server.resume()
        assert flink.fire(stage)
        assert waiting(flink) == set()
        assert flink.now_ms == 10_000
        assert not flink.fire(stage)


def test_at_the_end_of_input_all_that_waits_is_written_in_slices(
    valkey: ValkeyServer, store: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    restored = _seven_wait(monkeypatch)
    restored.end_input(opened(StoreSettings(valkey.url, 10_000, 10_000), restored))
    assert store.dbsize() == 7
    assert waiting(restored) == set()


def test_a_store_that_stays_away_at_the_end_of_input_fails_the_job(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store_stage, "_DEADLINE_S", 0.0)
    monkeypatch.setattr(store_stage, "_RETRY_AT_LAST_S", 0.0)
    flink = StoreFlink()
    stage = away(flink)
    flink.take(stage, BUCKET, batch(update(1)))
    with pytest.raises(StoreUnavailable):
        flink.end_input(stage)
    assert waiting(flink) == {"features:card:c1"}


def test_what_a_release_before_let_wait_is_written_and_its_state_emptied(
    valkey: ValkeyServer, store: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_lines, "MAX_SLICE_UPDATES", 2)
    before = [
        batch(update(1), update(5, entity_id="c2")),
        batch(update(3)),
        batch(update(2), update(1, entity_id="c3")),
    ]
    flink = StoreFlink(Saved({(WAITING_UPDATES, BUCKET): before}, {(5_000, BUCKET)}))
    stage = opened(StoreSettings(valkey.url, 10_000, 10_000), flink)
    flink.take(stage, BUCKET, batch(update(4, entity_id="c2"), update(9, entity_id="c4")))
    assert not flink.held(WAITING_UPDATES, BUCKET)
    while flink.fire(stage):
        pass
    assert [store.hget(f"features:card:c{at}", "n") for at in (1, 2, 3, 4)] == ["3", "5", "1", "9"]
