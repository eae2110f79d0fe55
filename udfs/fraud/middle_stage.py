"""A key between the first and the last: the features of the key, on the way.

enriched payment --> has it the key? --> state of the key --> (next key, payment with more values)
                          no ----------------------------------^
label            --> (next key, label)
"""

from collections.abc import Iterator
from time import perf_counter_ns

import msgspec
from msgspec.structs import replace
from pyflink.common import Row
from pyflink.datastream import KeyedProcessFunction, RuntimeContext

from features.shared.state.key_state import KeyOutcome
from udfs.fraud.enriched import ForwardedLabel, passing_decoder
from udfs.fraud.hop_stage import HopStage, next_key, next_label_key


class MiddleStage(HopStage):
    """Input: an encoded `EnrichedPayment` or `ForwardedLabel`. Output: `FORWARDED_TYPE`."""

    def open(self, runtime_context: RuntimeContext) -> None:
        """Make what does not pickle."""
        super().open(runtime_context)
        self._decode = passing_decoder(self._plan.definitions.fields)
        self._encode = msgspec.msgpack.Encoder().encode

    def process_element(self, value: bytes, ctx: KeyedProcessFunction.Context) -> Iterator[Row]:
        """One payment or label in, the same out."""
        started_ns = perf_counter_ns()
        passing = self._decode(value)
        place = self._hop_settings.place
        if isinstance(passing, ForwardedLabel):
            told = passing.states + self._judge(passing.label, ctx)
            if told:
                value = self._encode(ForwardedLabel(passing.label, told))
            yield Row(next_label_key(self._plan, place, passing.label), value)
            return
        key = self._hop.key(passing.payment)
        outcome, told = KeyOutcome("accepted", self._hop.nothing, b""), self._untold
        if key is not None:
            timers = ctx.timer_service()
            watermark_ms = timers.current_watermark()
            outcome = self._keys.observe(
                passing.payment, key, timers, watermark_ms, late=passing.late
            )
            told = self._told(key, watermark_ms, passing.payment)
        enriched = replace(
            passing,
            values=(*passing.values, outcome.values),
            incomplete=passing.incomplete + outcome.incomplete,
            stage_us=(*passing.stage_us, (perf_counter_ns() - started_ns) // 1000),
            states=passing.states + told,
        )
        yield Row(next_key(self._plan, place, passing.payment), self._encode(enriched))
