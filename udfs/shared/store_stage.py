"""Writes batches of feature updates to the store, off the decision path.

batch --store up?--> written                                        in slices, each in one call
          |  no
          +--------> kept in Flink's state, the newest update of each key
                       | timer: 5 s after a failure, a tenth of a second after a slice
                       +--> a slice written: forgotten; not: it stays, 5 s
end of input: tried until it works or a deadline fails the job; nothing is lost in silence

While older updates wait, new ones are written at once, and what waits of their keys is forgotten.
In what order they all reach the store does not matter: it refuses what is older than what it has.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Final

from pyflink.datastream import KeyedProcessFunction, RuntimeContext, TimeDomain, TimerService

from online_store.connection import StoreSettings, connect
from online_store.errors import StoreUnavailable
from online_store.writer import FeatureStoreWriter
from udfs.shared.interpreter import ONE_CORE
from udfs.shared.metrics import group
from udfs.shared.unpacked_code import keep_code_readable
from udfs.shared.update_lines import KeyedLines, UpdateLine, UpdateLines, slices
from udfs.shared.waiting_updates import WaitingUpdates

_RETRY_MS: Final = 5_000
"""Well above the store's timeouts: waiting for them must leave the operator time for its input,
or the decisions before it would stop."""

_SLICE_EVERY_MS: Final = 100
"""From one slice of what waited to the next, over all buckets: decisions need the interpreter."""

_RETRY_AT_LAST_S: Final = 1.0
_END_OF_INPUT_MS: Final = 2**63 - 2
_DEADLINE_S: Final = 120.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoreStageSettings:
    """What the store stage needs to know.

    Attributes:
        store: where the store is.
        ttl_s: seconds after which a hash expires.
        one_core: whether the Python threads of a process keep to one core.
    """

    store: StoreSettings
    ttl_s: int
    one_core: bool


class StoreStage(KeyedProcessFunction):  # type: ignore[misc]
    """Input: feature updates as JSON, a line each, keyed by bucket. No output."""

    def __init__(self, settings: StoreStageSettings) -> None:
        self._settings = settings

    def open(self, runtime_context: RuntimeContext) -> None:
        """Connect lazily; an unreachable store does not keep the job from starting."""
        keep_code_readable()
        if self._settings.one_core:
            ONE_CORE.keep_to_it()
        self._lines = UpdateLines(runtime_context)
        self._waiting = WaitingUpdates(runtime_context, self._lines)
        self._away_until_ms = 0
        self._next_slice_ms = 0
        self._timer_ms: dict[str, int] = {}
        settings = self._settings
        self._writer = FeatureStoreWriter(connect(settings.store), settings.ttl_s)
        metrics = group(runtime_context)
        self._written = metrics.counter("features_written")
        self._stale = metrics.counter("features_stale")
        self._refused = metrics.counter("features_refused")
        self._errors = metrics.counter("store_errors")
        self._waiting_gauge = metrics.distribution("store_waiting_updates")
        self._shown_waiting = 0

    def process_element(self, value: str, ctx: KeyedProcessFunction.Context) -> Iterator[str]:
        """Write one batch, or keep it while the store is away."""
        yield from ()
        bucket, timers = ctx.get_current_key(), ctx.timer_service()
        lines = value.split("\n")
        newer, replaced = self._waiting.compare(bucket, self._lines.newest(lines, "input"))
        unwritten = newer if self._is_away(timers) else self._after_writing(newer, timers)
        self._waiting.remove(bucket, replaced - unwritten.keys())
        self._waiting.keep(bucket, unwritten, replaced)
        self._count_stale(len(lines) - len(newer) + len(replaced))
        self._show_waiting()
        if self._waiting.count(bucket) and bucket not in self._timer_ms:
            self._wake_later(bucket, timers)
            timers.register_event_time_timer(_END_OF_INPUT_MS)

    def on_timer(self, timestamp: int, ctx: KeyedProcessFunction.OnTimerContext) -> Iterator[str]:
        """Write a slice of what waits, at the end of input all of it."""
        yield from ()
        bucket, timers = ctx.get_current_key(), ctx.timer_service()
        if ctx.time_domain() == TimeDomain.EVENT_TIME:
            self._write_all(bucket)
        elif self._timer_ms.get(bucket, timestamp) == timestamp:
            self._timer_ms.pop(bucket, None)
            if self._waiting.count(bucket) and not self._is_away(timers):
                self._write_first(bucket, timers)
            if self._waiting.count(bucket):
                self._wake_later(bucket, timers)
        self._show_waiting()

    def _is_away(self, timers: TimerService) -> bool:
        """Whether the store was away a moment ago, so that nobody asks it now."""
        # The clock is a call into the JVM, and asked for only after a failure.
        return bool(self._away_until_ms and timers.current_processing_time() < self._away_until_ms)

    def _after_writing(self, updates: KeyedLines, timers: TimerService) -> KeyedLines:
        """Those of `updates` that could not be written."""
        left = dict(updates)
        for piece in slices(updates):
            if not self._written_now(piece, timers):
                break
            for key in piece:
                del left[key]
        return left

    def _write_first(self, bucket: str, timers: TimerService) -> None:
        piece = self._waiting.first()
        if self._written_now(piece, timers):
            self._waiting.remove(bucket, piece)

    def _write_all(self, bucket: str) -> None:
        """Write what waits, at the end of input, when no later timer comes."""
        while self._waiting.count(bucket):
            piece = self._waiting.first()
            self._write_at_last(piece)
            self._waiting.remove(bucket, piece)

    def _wake_later(self, bucket: str, timers: TimerService) -> None:
        """Set the one timer of a bucket: at once for all after a failure, else one by one."""
        now_ms = timers.current_processing_time()
        if now_ms < self._away_until_ms:
            at_ms = self._away_until_ms
        else:
            at_ms = self._next_slice_ms = max(self._next_slice_ms, now_ms) + _SLICE_EVERY_MS
        self._timer_ms[bucket] = at_ms
        timers.register_processing_time_timer(at_ms)

    def _written_now(self, updates: dict[str, UpdateLine], timers: TimerService) -> bool:
        """Whether a slice could be written; if not, nobody tries for a while."""
        try:
            self._write(updates)
        except StoreUnavailable as error:
            self._note(error)
            self._away_until_ms = timers.current_processing_time() + _RETRY_MS
            return False
        self._away_until_ms = 0
        return True

    def _write(self, updates: dict[str, UpdateLine]) -> None:
        result = self._writer.write([one.update for one in updates.values()])
        self._written.inc(result.written)
        self._count_stale(result.stale)
        if result.refused:
            self._refused.inc(len(result.refused))
        for reason in result.refused:
            _log.error("feature update refused: %s", reason)

    def _write_at_last(self, updates: dict[str, UpdateLine]) -> None:
        """As `_write`, until it works."""
        deadline_s = monotonic() + _DEADLINE_S
        while True:
            try:
                return self._write(updates)
            except StoreUnavailable as error:
                self._note(error)
                if monotonic() > deadline_s:
                    raise
                sleep(_RETRY_AT_LAST_S)

    def _count_stale(self, updates: int) -> None:
        if updates:
            self._stale.inc(updates)

    def _show_waiting(self) -> None:
        waiting = self._waiting.total()
        if waiting != self._shown_waiting:
            self._shown_waiting = waiting
            self._waiting_gauge.update(waiting)

    def _note(self, error: StoreUnavailable) -> None:
        self._errors.inc()
        _log.warning("feature store unavailable, updates wait: %s", error)
