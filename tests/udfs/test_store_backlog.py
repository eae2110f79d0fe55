"""Any course of batches, failures, restores and slices, against a naive oracle: the newest wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from unittest.mock import patch

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from events.shared.feature_update import FeatureUpdate
from online_store.connection import StoreSettings
from online_store.errors import StoreUnavailable
from online_store.writer import FeatureStoreWriter, WriteResult
from tests.online_store.updates import update
from tests.udfs.store_flink import Saved, StoreFlink, batch_of
from udfs.shared import update_lines
from udfs.shared.store_stage import StoreStage, StoreStageSettings
from udfs.shared.waiting_updates import WAITING_BY_KEY

BUCKETS = ("0", "1")
SLICE = 2


@dataclass(frozen=True)
class Taken:
    """A batch, and how many of its slices get through: one that does not may be written in part."""

    bucket: str
    updates: tuple[FeatureUpdate, ...]
    outcomes: tuple[int | None, ...]


@dataclass(frozen=True)
class Fired:
    """The next timer."""

    outcomes: tuple[int | None, ...]


@dataclass(frozen=True)
class Checkpoint:
    """Flink saves its state."""


@dataclass(frozen=True)
class Restore:
    """The job dies, and begins again at the last checkpoint: what came since comes again."""


Step = Taken | Fired | Checkpoint | Restore

# None: the call works; a number: it fails after so many updates were written.
OUTCOMES = st.lists(st.one_of(st.none(), st.integers(0, SLICE)), max_size=3).map(tuple)


@st.composite
def batches(draw: st.DrawFn) -> Taken:
    """Few times and ids, so that ties and overwrites are common; the value tells ties apart.

    Ids with a bucket's name come in that bucket alone, as merchants do; `shared` in both, as cards.
    """
    bucket = draw(st.sampled_from(BUCKETS))
    ids = st.sampled_from([f"{bucket}a", f"{bucket}b", f"{bucket}c", f"{bucket}d", "shared"])
    one = st.builds(
        lambda time, entity_id, value: update(time, {"n": value}, entity_id),
        st.integers(0, 5),
        ids,
        st.integers(0, 1_000_000),
    )
    updates = draw(st.lists(one, min_size=1, max_size=5))
    return Taken(bucket, tuple(updates), draw(OUTCOMES))


STEPS = st.lists(
    st.one_of(
        batches(), batches(), st.builds(Fired, OUTCOMES), st.just(Checkpoint()), st.just(Restore())
    ),
    max_size=14,
)


class FailingWriter:
    """Writes to the real store as far as it is let; its slices must be small.

    Args:
        writer: to the store.
    """

    def __init__(self, writer: FeatureStoreWriter) -> None:
        self._writer = writer
        self.outcomes: list[int | None] = []

    def write(self, updates: Sequence[FeatureUpdate]) -> WriteResult:
        """Write all, or a part and fail."""
        assert 0 < len(updates) <= SLICE
        written = self.outcomes.pop(0) if self.outcomes else None
        if written is None:
            return self._writer.write(updates)
        self._writer.write(updates[:written])
        raise StoreUnavailable("as the test wants it")


class Job:
    """The stage over a store, with what a job keeps of it beside: checkpoints and the input."""

    def __init__(self, store: Redis) -> None:
        self._store = store
        self._writer = FailingWriter(FeatureStoreWriter(store, 60))
        self._checkpoint = Saved()
        self._since: list[Taken] = []
        self._seen: dict[str, int] = {}
        self._start(Saved(), 0)

    def run(self, step: Step) -> None:
        """Take one step; no hash in the store may be older after it than before."""
        match step:
            case Taken():
                self._since.append(step)
                self._take(step)
            case Fired(outcomes):
                self._writer.outcomes = list(outcomes)
                self.flink.fire(self._stage)
            case Checkpoint():
                self._checkpoint, self._since = StoreFlink(self.flink.saved).saved, []
            case Restore():
                self._start(self._checkpoint, self.flink.now_ms)
                for taken in self._since:
                    self._take(taken)
        times = {
            key: int(self._store.hget(key, "event_time_ms") or 0) for key in self._store.scan_iter()
        }
        assert all(times[key] >= time for key, time in self._seen.items())
        self._seen = times

    def drain(self) -> None:
        """Fire timers, with a store that works, until there are none."""
        self._writer.outcomes = []
        for _ in range(200):
            if not self.flink.fire(self._stage):
                return
        raise AssertionError("timers never end")

    def _take(self, taken: Taken) -> None:
        self._writer.outcomes = list(taken.outcomes)
        lines = [msgspec.json.encode(one).decode() for one in taken.updates]
        self.flink.take(self._stage, taken.bucket, batch_of(lines))

    def _start(self, saved: Saved, now_ms: int) -> None:
        self.flink = StoreFlink(saved, now_ms)
        self._stage = StoreStage(
            StoreStageSettings(StoreSettings("redis://127.0.0.1:1"), ttl_s=60, one_core=False)
        )
        with patch("udfs.shared.store_stage.FeatureStoreWriter", lambda *_: self._writer):
            self._stage.open(self.flink)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(steps=STEPS)
def test_the_store_ends_with_the_newest_update_of_each_key_whatever_fails_in_between(
    store: Redis, steps: list[Step]
) -> None:
    store.flushall()
    with patch.object(update_lines, "MAX_SLICE_UPDATES", SLICE):
        job = Job(store)
        for step in steps:
            job.run(step)
        job.drain()
    newest = _newest([one for step in steps if isinstance(step, Taken) for one in step.updates])
    stored = {key.rpartition(":")[2]: store.hgetall(key) for key in store.scan_iter()}
    assert {key: int(fields["event_time_ms"]) for key, fields in stored.items()} == {
        key: one.event_time_ms for key, one in newest.items()
    }
    assert all(
        int(stored[key]["n"]) == one.values["n"] for key, one in newest.items() if key != "shared"
    )
    assert not any(job.flink.held(WAITING_BY_KEY, bucket) for bucket in BUCKETS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(steps=st.lists(st.one_of(batches(), st.builds(Fired, OUTCOMES)), max_size=14))
def test_every_update_is_written_stale_or_waits(store: Redis, steps: list[Taken | Fired]) -> None:
    store.flushall()
    with patch.object(update_lines, "MAX_SLICE_UPDATES", SLICE):
        job = Job(store)
        for step in steps:
            job.run(step)
    counts = job.flink.metrics.sums
    waiting = sum(len(job.flink.held(WAITING_BY_KEY, bucket) or ()) for bucket in BUCKETS)
    assert counts["store_waiting_updates"] == waiting
    assert counts["features_written"] + counts["features_stale"] + waiting == sum(
        len(step.updates) for step in steps if isinstance(step, Taken)
    )


def _newest(updates: Sequence[FeatureUpdate]) -> dict[str, FeatureUpdate]:
    """The greatest time of each id; of equal times the last to come."""
    return {
        entity_id: max(
            (one for one in reversed(updates) if one.entity_id == entity_id),
            key=lambda one: one.event_time_ms,
        )
        for entity_id in {one.entity_id for one in updates}
    }
