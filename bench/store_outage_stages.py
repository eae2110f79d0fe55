"""The stages of the bench of a store outage; a module of its own, since Flink's workers import it.

numbers --Feed--> batches: each id once at full speed, then any at a pace --> MeasuredStoreStage
"""

import json
import random
import resource
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Any, Final

from pyflink.common import Row
from pyflink.datastream import KeyedProcessFunction, MapFunction, RuntimeContext

from udfs.shared.store_stage import StoreStage, StoreStageSettings

_FEATURES: Final = 22
_START_MS: Final = 1_736_121_600_000
_PUBLISH_S: Final = 0.5


def _update_line(entity_id: int, event_time_ms: int) -> str:
    """An update of the size that those of the shipped definitions have."""
    values = {f"card_feature_{place:02}": (entity_id + place) / 7 for place in range(_FEATURES)}
    update = {
        "entity": "card",
        "entity_id": f"card-{entity_id:06}",
        "event_time_ms": event_time_ms,
        "schema_version": 1,
        "values": values,
        "transaction_id": f"tx-{event_time_ms}-{entity_id}",
    }
    return json.dumps(update, separators=(",", ":"))


class Feed(MapFunction):  # type: ignore[misc]
    """From a number to a batch for the one bucket.

    Args:
        ids: number of them.
        batch: updates of a batch.
        every_s: from one batch to the next once each id had one.
    """

    def __init__(self, ids: int, batch: int, every_s: float) -> None:
        self._ids, self._batch, self._every_s = ids, batch, every_s

    def map(self, value: int) -> Row:
        """The batch of a number."""
        first = value * self._batch
        ids: Iterable[int] = range(first, min(first + self._batch, self._ids))
        if first >= self._ids:
            sleep(self._every_s)
            ids = random.Random(value).sample(range(self._ids), self._batch)
        return Row("0", "\n".join(_update_line(one, _START_MS + first) for one in ids))


class MeasuredStoreStage(StoreStage):
    """The store stage, which writes to a file what its calls took.

    Args:
        settings: of the stage.
        figures: the file, written anew about twice a second.
    """

    def __init__(self, settings: StoreStageSettings, figures: Path) -> None:
        super().__init__(settings)
        self._figures = figures

    def open(self, runtime_context: RuntimeContext) -> None:
        """Open the stage over states that count what goes through them."""
        self._state_characters = [0]
        self._seen: dict[str, float] = {"batches": 0, "updates": 0, "characters": 0}
        self._published_s = 0.0
        super().open(_CountingContext(runtime_context, self._state_characters))
        writer = self._writer
        write = writer.write
        writer.write = lambda updates: self._timed("write", lambda: write(updates))  # type: ignore[method-assign]
        self._seen["rss_mib_before"] = _peak_mib()

    def process_element(self, value: str, ctx: KeyedProcessFunction.Context) -> Iterator[str]:
        """One batch, measured."""
        self._seen["batches"] += 1
        self._seen["updates"] += value.count("\n") + 1
        yield from self._timed("batch", lambda: list(StoreStage.process_element(self, value, ctx)))
        self._publish()

    def on_timer(self, timestamp: int, ctx: KeyedProcessFunction.OnTimerContext) -> Iterator[str]:
        """One timer, measured."""
        yield from self._timed("timer", lambda: list(StoreStage.on_timer(self, timestamp, ctx)))
        self._publish()

    def _timed(self, what: str, call: Callable[[], Any]) -> Any:  # noqa: ANN401 - what `call` gives
        started_s, before = perf_counter(), self._state_characters[0]
        try:
            return call()
        finally:
            self._record(f"{what}_s", perf_counter() - started_s)
            self._record(f"{what}_state_characters", self._state_characters[0] - before)

    def _record(self, name: str, value: float) -> None:
        self._seen[f"{name}_sum"] = self._seen.get(f"{name}_sum", 0) + value
        self._seen[f"{name}_max"] = max(self._seen.get(f"{name}_max", 0), value)

    def _publish(self) -> None:
        if monotonic() - self._published_s >= _PUBLISH_S:
            self._published_s = monotonic()
            whole = self._figures.with_suffix(".new")
            whole.write_text(json.dumps({**self._seen, "rss_mib_peak": _peak_mib()}))
            whole.rename(self._figures)


class _CountingContext:
    """A runtime context whose states count the characters that they take and give."""

    def __init__(self, context: RuntimeContext, characters: list[int]) -> None:
        self._context, self._characters = context, characters

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the context has
        found = getattr(self._context, name)
        if name not in {"get_list_state", "get_map_state"}:
            return found
        return lambda descriptor: _CountingState(found(descriptor), self._characters)


class _CountingState:
    """A state of texts that counts their characters."""

    def __init__(self, state: Any, characters: list[int]) -> None:  # noqa: ANN401 - a list or a map
        self._state, self._characters = state, characters

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the state has
        call = getattr(self._state, name)

        def counted(*arguments: Any) -> Any:  # noqa: ANN401
            self._count(arguments)
            given = call(*arguments)
            return (
                map(self._counted, given) if isinstance(given, Iterator) else self._counted(given)
            )

        return counted

    def _counted(self, given: Any) -> Any:  # noqa: ANN401
        self._count([given])
        return given

    def _count(self, values: Iterable[Any]) -> None:
        for value in values:
            if isinstance(value, str):
                self._characters[0] += len(value)
            elif isinstance(value, dict):
                self._count([*value, *value.values()])
            elif isinstance(value, list):
                self._count(value)


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
