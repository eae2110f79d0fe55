"""First hop, keyed by card: decode, drop duplicates, compute the card's features.

raw record --> decode --fault--> dead letters (side output)
                 |
                 +--> CardState --duplicate--> duplicates (side output)
                          |
                          +--> (merchant, enriched payment)
raw label  --> decode --fault, or too old--> dead letters
                 |
                 +--> CardState --> (merchant, label)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter_ns, time_ns
from typing import Any, Final

import msgspec
from pyflink.common import Row, Types
from pyflink.datastream import KeyedProcessFunction, OutputTag, RuntimeContext

from events.fraud.codec import LabelDecoder, PaymentDecoder, encode
from events.fraud.decision import decision_id
from events.fraud.duplicate import Duplicate
from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.card_numbers import masked
from events.shared.rejected import Fault, RecordKind
from features.fraud.card import CARD_LOG, CardOutcome, CardState
from features.fraud.label_entry import out_of_reach
from features.shared.limits import HistoryLimits
from udfs.fraud.enriched import EnrichedPayment, ForwardedLabel
from udfs.shared.interpreter import leave_old_objects_alone, share_fairly
from udfs.shared.key_logs import KeyLogs
from udfs.shared.metrics import BatchedCounter, group
from udfs.shared.state_cache import CARD_MEMORY, StateCache
from udfs.shared.unpacked_code import keep_code_readable

REJECTED: Final = OutputTag("rejected", Types.STRING())
DUPLICATES: Final = OutputTag("duplicates", Types.STRING())
OUTPUT_TYPE: Final = Types.ROW([Types.STRING(), Types.PRIMITIVE_ARRAY(Types.BYTE())])

_MISROUTED: Final = Fault(
    "malformed_json", "card_id", "card_id: not readable in the same way by every JSON parser"
)

_TOO_OLD: Final = Fault(
    "label_too_old",
    "event_time_ms",
    "event_time_ms: older than the payments that any feature still counts frauds among",
)


@dataclass(frozen=True, kw_only=True)
class CardStageSettings:
    """What the card stage needs to know.

    Attributes:
        limits: of each card's history.
        max_future_ms: how far a payment's clock may run ahead.
        cache_bytes: memory for decoded states.
        dead_letter_part_bytes: original bytes that one dead letter holds at most.
        card_numbers: whether a card number may stand for a card.
    """

    limits: HistoryLimits
    max_future_ms: int
    cache_bytes: int
    dead_letter_part_bytes: int
    card_numbers: bool


class CardStage(KeyedProcessFunction):  # type: ignore[misc]
    """Input: raw bytes, time of reading, key, whether it is a label. Output: `OUTPUT_TYPE`."""

    def __init__(self, settings: CardStageSettings) -> None:
        self._settings = settings

    def open(self, runtime_context: RuntimeContext) -> None:
        """Make what does not pickle."""
        keep_code_readable()
        share_fairly()
        leave_old_objects_alone()
        limits = self._settings.limits

        def rebuild(entries: Iterable[bytes]) -> CardState:
            return CardState.from_log(entries, limits)

        self._cards: KeyLogs[CardState] = KeyLogs(
            runtime_context,
            CARD_LOG.name,
            rebuild,
            StateCache(CARD_MEMORY, self._settings.cache_bytes),
        )
        ahead_ms, card_numbers = self._settings.max_future_ms, self._settings.card_numbers
        self._decode = PaymentDecoder(max_future_ms=ahead_ms, card_numbers=card_numbers).decode
        self._decode_label = LabelDecoder(ahead_ms, card_numbers=card_numbers).decode
        self._encode = msgspec.msgpack.Encoder().encode
        metrics = group(runtime_context)
        self._payments_in = BatchedCounter(metrics, "payments_in")
        self._rejected = metrics.counter("rejected")
        self._duplicates = metrics.counter("duplicates")
        self._late = metrics.counter("late")
        self._labels_in = metrics.counter("labels_in")

    def close(self) -> None:
        """Publish what the counter still holds."""
        self._payments_in.publish()

    def process_element(self, value: Any, ctx: KeyedProcessFunction.Context) -> Iterator[Any]:  # noqa: ANN401 - a Flink row
        """One record in; an enriched payment, a label, a dead letter or a duplicate out."""
        started_ns = perf_counter_ns()
        raw, read_at_ms, key, is_label = value
        now_ms = time_ns() // 1_000_000
        if is_label:
            yield from self._take_label(raw, key, now_ms, ctx)
            return
        self._payments_in.count(now_ms)
        payment = self._decode(raw, now_ms)
        # The key was read by the JVM's JSON parser; where the two disagree on the card, the
        # payment would be counted in another card's state.
        if isinstance(payment, Payment) and payment.card_id != key:
            payment = _MISROUTED
        if isinstance(payment, Fault):
            yield from self._reject(payment, raw, "payment", read_at_ms)
            return
        decoded_ns = perf_counter_ns()
        watermark_ms = ctx.timer_service().current_watermark()
        outcome = self._observe(payment, watermark_ms, ctx)
        if outcome.kind == "duplicate":
            self._duplicates.inc()
            yield DUPLICATES, _duplicate(payment)
            return
        late = outcome.kind == "late"
        if late:
            self._late.inc()
        enriched = EnrichedPayment(
            payment=payment,
            card_values=outcome.values,
            late=late,
            watermark_ms=watermark_ms,
            read_at_ms=read_at_ms,
            stage_us=(
                (decoded_ns - started_ns) // 1000,
                (perf_counter_ns() - decoded_ns) // 1000,
            ),
        )
        yield Row(payment.merchant_id, self._encode(enriched))

    def on_timer(self, timestamp: int, ctx: KeyedProcessFunction.OnTimerContext) -> Iterator[Any]:
        """Drop the card when nothing of it is needed any more, else look again later."""
        self._cards.look(ctx.get_current_key(), timestamp, ctx.timer_service())
        yield from ()

    def _observe(
        self, payment: Payment, watermark_ms: int, ctx: KeyedProcessFunction.Context
    ) -> CardOutcome:
        key = payment.card_id
        state = self._cards.get(key)
        outcome = state.add(payment, watermark_ms)
        self._cards.append(key, state, outcome.entry, ctx.timer_service())
        return outcome

    def _take_label(
        self, raw: bytes, key: str, now_ms: int, ctx: KeyedProcessFunction.Context
    ) -> Iterator[Any]:
        self._labels_in.inc()
        watermark_ms = ctx.timer_service().current_watermark()
        label = self._decode_label(raw, now_ms)
        if isinstance(label, Label) and label.card_id != key:
            label = _MISROUTED
        if isinstance(label, Label) and out_of_reach(label, watermark_ms, self._settings.limits):
            label = _TOO_OLD
        if isinstance(label, Fault):
            yield from self._reject(label, raw, "label", now_ms)
            return
        state = self._cards.get(key)
        entry = state.add_label(label, watermark_ms)
        self._cards.append(key, state, entry, ctx.timer_service())
        yield Row(label.merchant_id, self._encode(ForwardedLabel(label)))

    def _reject(
        self, fault: Fault, raw: bytes, record: RecordKind, arrived_ms: int
    ) -> Iterator[Any]:
        self._rejected.inc()
        if not self._settings.card_numbers:
            raw = masked(raw)
        part_bytes = self._settings.dead_letter_part_bytes
        for letter in fault.dead_letters(raw, part_bytes, record, arrived_ms):
            yield REJECTED, encode(letter).decode()


def _duplicate(payment: Payment) -> str:
    return encode(
        Duplicate(
            decision_id=decision_id(payment),
            transaction_id=payment.transaction_id,
            card_id=payment.card_id,
            event_time_ms=payment.event_time_ms,
        )
    ).decode()
