"""A key of the definition file between item and shopper: the features of the key, on the way.

event                   --> has it the key? --> state of the key --> (next key, with more values)
                                  no ------------------------------------^
moved event, leaders    --> (key of the shopper, the same)
"""

from collections.abc import Iterator
from time import perf_counter_ns

from msgspec.structs import replace
from pyflink.common import Row
from pyflink.datastream import KeyedProcessFunction, RuntimeContext

from features.shared.state.key_state import KeyOutcome
from udfs.recommendations.messages import Led, to_shopper
from udfs.recommendations.stage import ShoppingStage, ShoppingStageSettings, next_key


class MiddleStage(ShoppingStage):
    """Input: what `to_shopper` decodes. Output: `FORWARDED_TYPE`.

    Args:
        settings: as of every stage.
        place: of the key among the hops of the plan.
    """

    def __init__(self, settings: ShoppingStageSettings, place: int) -> None:
        super().__init__(settings)
        self._place = place

    def open(self, runtime_context: RuntimeContext) -> None:
        """Make what does not pickle."""
        super().open(runtime_context)
        self._decode = to_shopper(self._fields)
        self._hop = self._plan.plan.hops[self._place]
        self._features = self._hop_keys(self._place)

    def process_element(self, value: bytes, ctx: KeyedProcessFunction.Context) -> Iterator[Row]:
        """One message in, the same out."""
        started_ns = perf_counter_ns()
        message = self._decode(value)
        if isinstance(message, Led):
            yield Row(message.shopper_id, value)
            return
        entered = message.entered
        event = entered.event
        if entered.moved:
            yield Row(str(event.shopper_id), value)
            return
        key = self._hop.key(event)
        outcome = KeyOutcome("accepted", self._hop.nothing, b"")
        if key is not None:
            timers = ctx.timer_service()
            watermark_ms = timers.current_watermark()
            outcome = self._features.observe(event, key, timers, watermark_ms, late=False)
        stage_us = (*entered.stage_us, (perf_counter_ns() - started_ns) // 1000)
        shown = replace(
            message,
            entered=replace(entered, stage_us=stage_us),
            values=(*message.values, outcome.values),
            incomplete=message.incomplete + outcome.incomplete,
        )
        yield Row(next_key(self._plan.plan, self._place, event), self._encode(shown))
