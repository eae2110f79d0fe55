"""Writes batches of feature updates to the store, off the decision path.

batch --> features output, an update a record
  |
  +--store up?--> written
          |  no
          +--> kept in Flink's state (newest update per key) --timer--> tried again
end of input: tried until it works or a deadline fails the job; nothing is lost in silence
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Final

import msgspec
from pyflink.common import Types
from pyflink.datastream import KeyedProcessFunction, RuntimeContext, TimeDomain
from pyflink.datastream.state import ListStateDescriptor

from events.shared.feature_update import FeatureUpdate
from features.shared.state.state_log import StateFormatError
from online_store.connection import StoreSettings, connect
from online_store.errors import StoreUnavailable
from online_store.writer import FeatureStoreWriter, newest_per_key
from udfs.shared.metrics import group
from udfs.shared.unpacked_code import keep_code_readable

WAITING_UPDATES: Final = "waiting-updates-v1"
"""Name of the Flink state of what is not written yet: `FeatureUpdate` as JSON, a line each."""

_RETRY_MS: Final = 5_000
"""Well above the store's timeouts: waiting for them must leave the operator time for its input,
or the decisions before it would stop."""

_RETRY_AT_LAST_S: Final = 1.0
_COMPACT_AT_BATCHES: Final = 64
_END_OF_INPUT_MS: Final = 2**63 - 2
_DEADLINE_S: Final = 120.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoreStageSettings:
    """What the store stage needs to know.

    Attributes:
        store: where the store is.
        ttl_s: seconds after which a hash expires.
    """

    store: StoreSettings
    ttl_s: int


class StoreStage(KeyedProcessFunction):  # type: ignore[misc]
    """Input: feature updates as JSON, a line each, keyed by bucket. No output."""

    def __init__(self, settings: StoreStageSettings) -> None:
        self._settings = settings

    def open(self, runtime_context: RuntimeContext) -> None:
        """Connect lazily; an unreachable store does not keep the job from starting."""
        keep_code_readable()
        self._context = runtime_context
        self._waiting = runtime_context.get_list_state(
            ListStateDescriptor(WAITING_UPDATES, Types.STRING())
        )
        self._waiting_batches: dict[str, int] = {}
        self._away_until_ms = 0
        settings = self._settings
        self._writer = FeatureStoreWriter(connect(settings.store), settings.ttl_s)
        self._decoder = msgspec.json.Decoder(FeatureUpdate)
        metrics = group(runtime_context)
        self._written = metrics.counter("features_written")
        self._stale = metrics.counter("features_stale")
        self._refused = metrics.counter("features_refused")
        self._errors = metrics.counter("store_errors")
        self._waiting_gauge = metrics.distribution("store_waiting_batches")

    def process_element(self, value: str, ctx: KeyedProcessFunction.Context) -> Iterator[str]:
        """Write one batch, or keep it while the store is away."""
        yield from ()
        bucket = ctx.get_current_key()
        if bucket not in self._waiting_batches:
            self._waiting_batches[bucket] = len(list(self._waiting.get()))
        if self._waiting_batches[bucket] > 0:
            self._keep(bucket, value)
            return
        timers = ctx.timer_service()
        if timers.current_processing_time() >= self._away_until_ms and self._written_now(value):
            return
        self._keep(bucket, value)
        timers.register_processing_time_timer(self._next_try_ms(timers.current_processing_time()))
        timers.register_event_time_timer(_END_OF_INPUT_MS)

    def on_timer(self, timestamp: int, ctx: KeyedProcessFunction.OnTimerContext) -> Iterator[str]:  # noqa: ARG002 - Flink's signature
        """Try again what waits."""
        yield from ()
        batch = "\n".join(self._waiting.get())
        if not batch:
            return
        timers = ctx.timer_service()
        now_ms = timers.current_processing_time()
        if ctx.time_domain() == TimeDomain.EVENT_TIME:
            self._write_at_last(batch)
        elif now_ms < self._away_until_ms or not self._written_now(batch):
            timers.register_processing_time_timer(self._next_try_ms(now_ms))
            return
        self._waiting.clear()
        self._count_waiting(ctx.get_current_key(), 0)

    def _next_try_ms(self, now_ms: int) -> int:
        """When to try again: at once for all buckets, so that one finds out for all."""
        if now_ms >= self._away_until_ms:
            self._away_until_ms = now_ms + _RETRY_MS
        return self._away_until_ms

    def _written_now(self, batch: str) -> bool:
        """Whether the batch could be written."""
        try:
            self._write(batch)
        except StoreUnavailable as error:
            self._note(error)
            return False
        return True

    def _write(self, batch: str) -> None:
        result = self._writer.write(self._updates(batch))
        self._written.inc(result.written)
        self._stale.inc(result.stale)
        self._refused.inc(len(result.refused))
        for reason in result.refused:
            _log.error("feature update refused: %s", reason)

    def _updates(self, batch: str) -> list[FeatureUpdate]:
        """The updates of a batch, which may have lain in the state for long.

        Raises:
            StateFormatError: one is damaged.
        """
        try:
            return [self._decoder.decode(line) for line in batch.split("\n")]
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            name = self._context.get_task_name()
            raise StateFormatError(
                f"{name}: state {WAITING_UPDATES}: damaged, an update is no longer one: {error}"
            ) from error

    def _write_at_last(self, batch: str) -> None:
        """As `_write`, at the end of input, when no later timer comes."""
        deadline_s = monotonic() + _DEADLINE_S
        while True:
            try:
                return self._write(batch)
            except StoreUnavailable as error:
                self._note(error)
                if monotonic() > deadline_s:
                    raise
                sleep(_RETRY_AT_LAST_S)

    def _keep(self, bucket: str, batch: str) -> None:
        self._waiting.add(batch)
        self._count_waiting(bucket, self._waiting_batches[bucket] + 1)
        if self._waiting_batches[bucket] >= _COMPACT_AT_BATCHES:
            self._compact(bucket)

    def _compact(self, bucket: str) -> None:
        """Of each key only the newest update can end up in the store: keep just that one."""
        batches = list(self._waiting.get())
        newest = newest_per_key(update for batch in batches for update in self._updates(batch))
        kept = "\n".join(msgspec.json.encode(update).decode() for update in newest.values())
        self._waiting.update([kept])
        self._count_waiting(bucket, 1)

    def _count_waiting(self, bucket: str, batches: int) -> None:
        self._waiting_batches[bucket] = batches
        self._waiting_gauge.update(sum(self._waiting_batches.values()))

    def _note(self, error: StoreUnavailable) -> None:
        self._errors.inc()
        _log.warning("feature store unavailable, updates wait: %s", error)
