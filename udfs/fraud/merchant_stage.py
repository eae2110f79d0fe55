"""Second hop, keyed by merchant: the merchant's features, the decision, everything to be written.

enriched payment --> MerchantState --> Decider --> one row:
    decision | late payment or null | writer bucket | feature updates | time of emission
label            --> MerchantState
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter_ns, time_ns
from typing import Final
from zlib import crc32

import msgspec
from pyflink.common import Row, Types
from pyflink.datastream import KeyedProcessFunction, RuntimeContext

from events.fraud.codec import encode
from events.fraud.decision import decision_id
from events.fraud.label import Label
from events.fraud.late import LatePayment
from events.fraud.payment import Payment
from events.shared.feature_update import FEATURE_SCHEMA_VERSION, Entity, FeatureUpdate
from events.shared.feature_value import FeatureValue
from features.fraud.catalogue import CARD_FEATURES, MERCHANT_FEATURES
from features.fraud.merchant import MERCHANT_LOG, MerchantOutcome, MerchantState
from features.fraud.payment import payment_values
from features.shared.limits import HistoryLimits
from models.fraud.decider import Decider, Verdict
from udfs.fraud.enriched import EnrichedPayment, ForwardedLabel
from udfs.shared.interpreter import leave_old_objects_alone, share_fairly
from udfs.shared.key_logs import KeyLogs
from udfs.shared.metrics import BatchedCounter, LatencyGauges, group
from udfs.shared.state_cache import MERCHANT_MEMORY, StateCache
from udfs.shared.unpacked_code import keep_code_readable

OUTPUT_TYPE: Final = Types.ROW_NAMED(
    ["decision", "late", "bucket", "card_update", "merchant_update", "emitted_ms"],
    [*([Types.STRING()] * 5), Types.LONG()],
)
_CARD_NAMES: Final = tuple(feature.name for feature in CARD_FEATURES)
_MERCHANT_NAMES: Final = tuple(feature.name for feature in MERCHANT_FEATURES)


@dataclass(frozen=True, kw_only=True)
class MerchantStageSettings:
    """What the merchant stage needs to know.

    Attributes:
        limits: of each merchant's history.
        cache_bytes: memory for decoded states.
        writer_buckets: groups that feature updates are batched in.
        with_updates: whether feature updates go anywhere.
        load_decider: makes the decider on the worker, where rules and model are loaded.
    """

    limits: HistoryLimits
    cache_bytes: int
    writer_buckets: int
    with_updates: bool
    load_decider: Callable[[], Decider]


class MerchantStage(KeyedProcessFunction):  # type: ignore[misc]
    """Input: an encoded `EnrichedPayment` or `ForwardedLabel`. Output: `OUTPUT_TYPE`."""

    def __init__(self, settings: MerchantStageSettings) -> None:
        self._settings = settings

    def open(self, runtime_context: RuntimeContext) -> None:
        """Load rules and model, make what does not pickle."""
        keep_code_readable()
        share_fairly()
        leave_old_objects_alone()
        limits = self._settings.limits

        def rebuild(entries: Iterable[bytes]) -> MerchantState:
            return MerchantState.from_log(entries, limits)

        self._merchants: KeyLogs[MerchantState] = KeyLogs(
            runtime_context,
            MERCHANT_LOG.name,
            rebuild,
            StateCache(MERCHANT_MEMORY, self._settings.cache_bytes),
        )
        self._decoder = msgspec.msgpack.Decoder(EnrichedPayment | ForwardedLabel)
        self._decider = self._settings.load_decider()
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
        enriched = self._decoder.decode(value)
        if isinstance(enriched, ForwardedLabel):
            self._take_label(enriched.label, ctx)
            return
        payment, late = enriched.payment, enriched.late
        outcome = self._observe(enriched, ctx)
        values: tuple[FeatureValue, ...] = payment_values(payment)
        if not late:
            values = (*values, *enriched.card_values, *outcome.values)
        featured_ns = perf_counter_ns()
        verdict = self._decider.judge(payment, values, late=late)
        now_ms = time_ns() // 1_000_000
        stage_us = _stage_us(enriched, verdict, (featured_ns - started_ns) // 1000, now_ms)
        decision = self._decider.decision(payment, values, verdict, stage_us, late=late)
        self._decided[verdict.action].count(now_ms)
        if verdict.without_probability:
            self._invalid_scores.inc()
        self._in_job.record(stage_us["in_job"], now_ms)
        # Never going back, so that the writer's batches, which close by this time, lose nothing.
        self._last_emitted_ms = max(self._last_emitted_ms, now_ms)
        text = encode(decision).decode()
        if late:
            yield Row(text, _late_copy(enriched), None, None, None, self._last_emitted_ms)
        elif self._settings.with_updates:
            updates = _updates(enriched, outcome.values)
            bucket = self._bucket(payment.merchant_id)
            yield Row(text, None, bucket, *updates, self._last_emitted_ms)
        else:
            yield Row(text, None, None, None, None, self._last_emitted_ms)

    def on_timer(self, timestamp: int, ctx: KeyedProcessFunction.OnTimerContext) -> Iterator[Row]:
        """Drop the merchant when nothing of it is needed any more, else look again later."""
        self._merchants.look(ctx.get_current_key(), timestamp, ctx.timer_service())
        yield from ()

    def _observe(
        self, enriched: EnrichedPayment, ctx: KeyedProcessFunction.Context
    ) -> MerchantOutcome:
        key = enriched.payment.merchant_id
        state = self._merchants.get(key)
        # This operator's own watermark, never ahead of that of any card still to send: what the
        # merchant forgets by it, no payment to come can need.
        watermark_ms = ctx.timer_service().current_watermark()
        outcome = state.add(enriched.payment, watermark_ms, late=enriched.late)
        self._merchants.append(key, state, outcome.entry, ctx.timer_service())
        return outcome

    def _take_label(self, label: Label, ctx: KeyedProcessFunction.Context) -> None:
        state = self._merchants.get(label.merchant_id)
        entry = state.add_label(label, ctx.timer_service().current_watermark())
        self._merchants.append(label.merchant_id, state, entry, ctx.timer_service())

    def _bucket(self, merchant_id: str) -> str:
        return str(crc32(merchant_id.encode()) % self._settings.writer_buckets)


def _stage_us(
    enriched: EnrichedPayment, verdict: Verdict, merchant_us: int, now_ms: int
) -> dict[str, int]:
    decode_us, card_us = enriched.stage_us
    return {
        "decode": decode_us,
        "card_features": card_us,
        "merchant_features": merchant_us,
        "rules": verdict.rules_us,
        "model": verdict.model_us,
        "in_job": max(0, now_ms - enriched.read_at_ms) * 1000,
    }


def _late_copy(enriched: EnrichedPayment) -> str:
    payment = enriched.payment
    return encode(
        LatePayment(
            decision_id=decision_id(payment),
            transaction_id=payment.transaction_id,
            watermark_ms=enriched.watermark_ms,
            behind_watermark_ms=enriched.watermark_ms - payment.event_time_ms,
            payment=payment,
        )
    ).decode()


def _updates(
    enriched: EnrichedPayment, merchant_values: tuple[FeatureValue, ...]
) -> tuple[str, str]:
    """The card's and the merchant's feature update."""
    payment = enriched.payment
    card = _update("card", payment.card_id, payment, _CARD_NAMES, enriched.card_values)
    merchant = _update("merchant", payment.merchant_id, payment, _MERCHANT_NAMES, merchant_values)
    return card, merchant


def _update(
    entity: Entity,
    entity_id: str,
    payment: Payment,
    names: tuple[str, ...],
    values: tuple[FeatureValue, ...],
) -> str:
    by_name = dict(zip(names, values, strict=True))
    return encode(
        FeatureUpdate(
            entity,
            entity_id,
            payment.event_time_ms,
            FEATURE_SCHEMA_VERSION,
            by_name,
            payment.transaction_id,
        )
    ).decode()
