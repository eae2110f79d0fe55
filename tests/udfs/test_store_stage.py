"""The store stage by itself, with stand-ins for what Flink hands to it, and a real store."""

from datetime import timedelta

import msgspec
import pytest
from pyflink.datastream import TimeDomain

from features.shared.state.state_log import StateFormatError
from tests.online_store.iam_store import MOMENT, IamStore, sign_at
from tests.online_store.updates import update
from udfs.shared.store_stage import StoreStage, StoreStageSettings


class Metrics:
    """Counters and gauges by name, and the group that makes them."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def add_group(self, name: str) -> "Metrics":  # noqa: ARG002 - Flink's signature
        return self

    def counter(self, name: str) -> "Counter":
        return Counter(self, name)

    def distribution(self, name: str) -> "Gauge":
        return Gauge(self, name)


class Counter:
    """A count of `Metrics`."""

    def __init__(self, metrics: Metrics, name: str) -> None:
        self._counts, self._name = metrics.counts, name

    def inc(self, n: int = 1) -> None:
        self._counts[self._name] = self._counts.get(self._name, 0) + n


class Gauge:
    """A newest value of `Metrics`."""

    def __init__(self, metrics: Metrics, name: str) -> None:
        self._counts, self._name = metrics.counts, name

    def update(self, value: int) -> None:
        self._counts[self._name] = value


class Flink:
    """Runtime, state, key, timers and clock of one instance of the stage."""

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.now_ms = 0
        self.timers: list[int] = []
        self._state: list[str] = []

    def get_metrics_group(self) -> Metrics:
        return self.metrics

    def get_task_name(self) -> str:
        return "feature-store"

    def get_list_state(self, descriptor: object) -> "Flink":  # noqa: ARG002 - Flink's signature
        return self

    def get(self) -> list[str]:
        return self._state

    def add(self, value: str) -> None:
        self._state.append(value)

    def clear(self) -> None:
        self._state.clear()

    def get_current_key(self) -> str:
        return "bucket"

    def timer_service(self) -> "Flink":
        return self

    def current_processing_time(self) -> int:
        return self.now_ms

    def register_processing_time_timer(self, time_ms: int) -> None:
        self.timers.append(time_ms)

    def register_event_time_timer(self, time_ms: int) -> None:
        """The one at the end of input, to which no test comes."""

    def time_domain(self) -> TimeDomain:
        return TimeDomain.PROCESSING_TIME


def opened(store: IamStore, flink: Flink) -> StoreStage:
    stage = StoreStage(StoreStageSettings(store.settings, ttl_s=60))
    stage.open(flink)
    return stage


def batch(event_time_ms: int) -> str:
    return msgspec.json.encode(update(event_time_ms)).decode()


def test_a_refused_login_is_counted_and_the_batch_written_once_the_store_lets_in(
    store_by_iam: IamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    flink = Flink()
    stage = opened(store_by_iam, flink)
    sign_at(monkeypatch, MOMENT + timedelta(minutes=16))
    assert list(stage.process_element(batch(1), flink)) == []
    assert flink.metrics.counts == {"store_errors": 1, "store_waiting_batches": 1}
    assert store_by_iam.admin.dbsize() == 0

    sign_at(monkeypatch, MOMENT)
    [flink.now_ms] = flink.timers
    assert list(stage.on_timer(flink.now_ms, flink)) == []
    assert store_by_iam.admin.hget("features:card:c1", "n") == "1"
    assert flink.metrics.counts["features_written"] == 1
    assert flink.metrics.counts["store_waiting_batches"] == 0


def test_missing_credentials_are_counted_as_an_error_of_the_store(
    store_by_iam: IamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    flink = Flink()
    stage = opened(store_by_iam, flink)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    assert list(stage.process_element(batch(1), flink)) == []
    assert flink.metrics.counts == {"store_errors": 1, "store_waiting_batches": 1}


@pytest.mark.parametrize("damaged", ["{", '{"entity":7}', "\ud800"])
def test_a_damaged_batch_in_the_state_is_an_error_that_names_operator_and_state(
    store_by_iam: IamStore, damaged: str
) -> None:
    flink = Flink()
    stage = opened(store_by_iam, flink)
    flink.add(damaged)
    with pytest.raises(
        StateFormatError, match=r"^feature-store: state waiting-updates-v1: damaged"
    ):
        list(stage.on_timer(0, flink))
