"""How far a history is read, as gauges: what a release waits for, and what a person looks at.

rows of (records, newest event time, is it over), one a second --> state --> three gauges
"""

from collections.abc import Iterator
from time import time_ns
from typing import Any, Final

from pyflink.common import Types
from pyflink.datastream import KeyedProcessFunction, RuntimeContext
from pyflink.datastream.state import ValueStateDescriptor

from events.shared.history_gauges import HISTORY_NEWEST_MS, HISTORY_READ, HISTORY_RECORDS
from udfs.shared.metrics import group

ROW_TYPE: Final = Types.ROW([Types.LONG(), Types.LONG(), Types.LONG()])
"""Records of a second, their newest event time, 1 if the end is among them."""

_SHOWN_EVERY_MS: Final = 5_000


class HistoryProgress(KeyedProcessFunction):  # type: ignore[misc]
    """Input: `ROW_TYPE`, under one key. Output: nothing.

    A timer shows the gauges again and again: after a restart no record may come any more.
    """

    def open(self, runtime_context: RuntimeContext) -> None:
        """Make state and gauges."""
        descriptor = ValueStateDescriptor("history-progress", Types.PICKLED_BYTE_ARRAY())
        self._so_far = runtime_context.get_state(descriptor)
        metrics = group(runtime_context)
        self._records = metrics.distribution(HISTORY_RECORDS)
        self._newest_ms = metrics.distribution(HISTORY_NEWEST_MS)
        self._read = metrics.distribution(HISTORY_READ)
        self._attempt = runtime_context.get_attempt_number() + 1

    def process_element(self, value: Any, ctx: KeyedProcessFunction.Context) -> Iterator[str]:  # noqa: ANN401 - a Flink row
        """Add a second's records."""
        records, newest_ms, over = value
        before = self._so_far.value()
        if before is None:
            before = (0, 0, 0)
            _show_soon(ctx)
        self._so_far.update((before[0] + records, max(before[1], newest_ms), max(before[2], over)))
        self._show()
        yield from ()

    def on_timer(self, timestamp: int, ctx: KeyedProcessFunction.OnTimerContext) -> Iterator[str]:  # noqa: ARG002 - Flink's signature
        """Show what is known, and again later."""
        self._show()
        _show_soon(ctx)
        yield from ()

    def _show(self) -> None:
        records, newest_ms, over = self._so_far.value()
        self._records.update(records)
        self._newest_ms.update(newest_ms)
        self._read.update(self._attempt if over else 0)


def _show_soon(ctx: KeyedProcessFunction.Context) -> None:
    at_ms = time_ns() // 1_000_000 + _SHOWN_EVERY_MS
    ctx.timer_service().register_processing_time_timer(at_ms)
