"""The last key: its features, the decision, everything to be written.

enriched payment --> state of the key --> Decider --> one row:
    decision | late payment or null | writer bucket | feature updates | states | time of emission
label            --> state of the key --are states told?--> one row with them alone
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter_ns, time_ns
from zlib import crc32

from pyflink.common import Row, TypeInformation, Types
from pyflink.datastream import KeyedProcessFunction, RuntimeContext

from events.fraud.decision import decision_id
from events.fraud.late import LatePayment
from events.fraud.payment import Payment
from events.fraud.payment_type import public_copy
from events.shared.feature_value import FeatureValue
from events.shared.json_records import encode
from events.shared.state_image import JOB
from features.shared.plan.plan import Plan
from models.fraud.decider import Decider, Verdict
from udfs.fraud.enriched import EnrichedPayment, ForwardedLabel, passing_decoder
from udfs.fraud.feature_updates import EntityUpdates, entities_written
from udfs.fraud.hop_stage import HopSettings, HopStage
from udfs.shared.metrics import BatchedCounter, LatencyGauges, group


def update_columns(plan: Plan) -> list[str]:
    """Columns of the feature updates, one an entity that has any."""
    return [f"{entity.name}_update" for entity in entities_written(plan)]


def state_columns(plan: Plan) -> list[str]:
    """Columns of what the store is told of states: how far the job is, then one a hop."""
    return [f"{name}_state" for name in (JOB, *(hop.name for hop in plan.hops))]


def output_type(plan: Plan, *, with_states: bool) -> TypeInformation:
    """The decision, a late copy, the bucket of the updates, the updates, the time of emission."""
    states = state_columns(plan) if with_states else []
    texts = ["decision", "late", "bucket", *update_columns(plan), *states]
    return Types.ROW_NAMED([*texts, "emitted_ms"], [*([Types.STRING()] * len(texts)), Types.LONG()])


@dataclass(frozen=True, kw_only=True)
class DecisionSettings:
    """What the decision stage needs to know.

    Attributes:
        hop: as of every key.
        writer_buckets: groups that feature updates are batched in.
        with_updates: whether feature updates go anywhere.
        load_decider: makes the decider on the worker, where rules and model are loaded.
    """

    hop: HopSettings
    writer_buckets: int
    with_updates: bool
    load_decider: Callable[[Plan], Decider]


class DecisionStage(HopStage):
    """Input: an encoded `EnrichedPayment` or `ForwardedLabel`. Output: `output_type`."""

    def __init__(self, settings: DecisionSettings) -> None:
        super().__init__(settings.hop)
        self._settings = settings

    def open(self, runtime_context: RuntimeContext) -> None:
        """Load rules and model, make what does not pickle."""
        super().open(runtime_context)
        self._decode = passing_decoder(self._plan.definitions.fields)
        self._public = public_copy(self._plan.definitions.fields)
        self._updates = [EntityUpdates(self._plan, one) for one in entities_written(self._plan)]
        self._no_updates = (None,) * len(self._updates)
        self._decider = self._settings.load_decider(self._plan)
        metrics = group(runtime_context)
        self._decided = {
            action: BatchedCounter(metrics, f"decided_{action}")
            for action in ("allow", "flag", "block")
        }
        self._invalid_scores = metrics.counter("invalid_scores")
        self._in_job = LatencyGauges(metrics, "in_job_latency")
        self._last_emitted_ms = 0

    def close(self) -> None:
        """Publish what the counters still hold."""
        for counter in self._decided.values():
            counter.publish()

    def process_element(self, value: bytes, ctx: KeyedProcessFunction.Context) -> Iterator[Row]:
        """One enriched payment in, one row out; a label changes the state alone."""
        started_ns = perf_counter_ns()
        enriched = self._decode(value)
        if isinstance(enriched, ForwardedLabel):
            yield from self._label(enriched, ctx)
            return
        payment, late = enriched.payment, enriched.late
        values, incomplete, states = self._values(enriched, ctx)
        featured_ns = perf_counter_ns()
        verdict = self._decider.judge(payment, values, late=late)
        now_ms = time_ns() // 1_000_000
        features_us = (*enriched.stage_us, (featured_ns - started_ns) // 1000)
        stage_us = self._stage_us(features_us, verdict, now_ms - enriched.read_at_ms)
        decision = self._decider.decision(
            payment, values, verdict, stage_us, late=late, incomplete=incomplete
        )
        self._decided[verdict.action].count(now_ms)
        if verdict.without_probability:
            self._invalid_scores.inc()
        self._in_job.record(stage_us["in_job"], now_ms)
        text = encode(decision).decode()
        copy = self._late_copy(enriched) if late else None
        updates: Sequence[str | None] = self._no_updates
        if self._settings.with_updates and not late:
            updates = [one.of(payment, values) for one in self._updates]
        yield self._row(text, copy, payment.merchant_id, updates, states, now_ms)

    def _label(self, forwarded: ForwardedLabel, ctx: KeyedProcessFunction.Context) -> Iterator[Row]:
        """Note a label; its row, if the store is told of states, has these alone."""
        label = forwarded.label
        states = forwarded.states + self._judge(label, ctx)
        if any(states):
            now_ms = time_ns() // 1_000_000
            yield self._row(None, None, label.merchant_id, self._no_updates, states, now_ms)

    def _row(  # noqa: PLR0913, PLR0917 - the columns
        self,
        decision: str | None,
        late: str | None,
        merchant_id: str,
        updates: Sequence[str | None],
        states: Sequence[str | None],
        now_ms: int,
    ) -> Row:
        # Never going back, so that the writer's batches, which close by this time, lose nothing.
        self._last_emitted_ms = max(self._last_emitted_ms, now_ms)
        bucket = self._bucket(merchant_id) if any(updates) or any(states) else None
        return Row(decision, late, bucket, *updates, *states, self._last_emitted_ms)

    def _values(
        self, enriched: EnrichedPayment[Payment], ctx: KeyedProcessFunction.Context
    ) -> tuple[tuple[FeatureValue, ...], tuple[str, ...], tuple[str | None, ...]]:
        """Values in the order of the plan, late ones of a late payment; what is incomplete; states.

        The states of all keys, for the store; empty where it is not told of them.
        """
        payment = enriched.payment
        timers, key = ctx.timer_service(), self._hop.key(payment)
        watermark_ms = timers.current_watermark()
        outcome = self._keys.observe(payment, key, timers, watermark_ms, late=enriched.late)
        states = enriched.states + self._told(key, watermark_ms, payment)
        if enriched.late:
            return self._plan.assemble_late(payment), (), states
        values = self._plan.assemble(payment, *enriched.values, outcome.values)
        incomplete = enriched.incomplete + outcome.incomplete
        if incomplete:
            values, incomplete = self._plan.without(values, incomplete)
        return values, incomplete, states

    def _bucket(self, merchant_id: str) -> str:
        return str(crc32(merchant_id.encode()) % self._settings.writer_buckets)

    def _stage_us(
        self, features_us: tuple[int, ...], verdict: Verdict, in_job_ms: int
    ) -> dict[str, int]:
        hops = [f"{hop.name}_features" for hop in self._plan.hops]
        return {
            **dict(zip(("decode", *hops), features_us, strict=True)),
            "rules": verdict.rules_us,
            "model": verdict.model_us,
            "in_job": max(0, in_job_ms) * 1000,
        }

    def _late_copy(self, enriched: EnrichedPayment[Payment]) -> str:
        payment = enriched.payment
        return encode(
            LatePayment(
                decision_id=decision_id(payment),
                transaction_id=payment.transaction_id,
                watermark_ms=enriched.watermark_ms,
                behind_watermark_ms=enriched.watermark_ms - payment.event_time_ms,
                payment=self._public(payment),
            )
        ).decode()
