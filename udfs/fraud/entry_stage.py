"""The first key: decode, drop duplicates, compute the features of the key.

raw record --> decode --fault--> dead letters (side output)
                 |
                 +--> state of the key --duplicate--> duplicates (side output)
                          |
                          +--> (next key, enriched payment)
raw label  --> decode --fault, or too old--> dead letters
                 |
                 +--> state of the key --> (next key, label)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter_ns, time_ns
from typing import Any, Final

import msgspec
from pyflink.common import Row, Types
from pyflink.datastream import KeyedProcessFunction, OutputTag, RuntimeContext

from events.fraud.codec import LabelDecoder, PaymentDecoder
from events.fraud.decision import decision_id
from events.fraud.duplicate import Duplicate
from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.json_records import encode
from events.shared.leaving_bytes import leaving_bytes
from events.shared.rejected import Fault, RecordKind
from features.fraud.payment_contract import payment_contract
from udfs.fraud.enriched import EnrichedPayment, ForwardedLabel
from udfs.fraud.hop_stage import HopSettings, HopStage, next_key, next_label_key
from udfs.shared.metrics import BatchedCounter, group
from udfs.shared.state_mirror import ClockMirror, epoch_us

REJECTED: Final = OutputTag("rejected", Types.STRING())
DUPLICATES: Final = OutputTag("duplicates", Types.STRING())

_MISROUTED: Final = Fault(
    "malformed_json", "card_id", "card_id: not readable in the same way by every JSON parser"
)

_TOO_OLD: Final = Fault(
    "label_too_old",
    "event_time_ms",
    "event_time_ms: older than the payments that any feature still counts frauds among",
)


@dataclass(frozen=True, kw_only=True)
class EntrySettings:
    """What the entry stage needs to know.

    Attributes:
        hop: as of every key.
        max_future_ms: how far a payment's clock may run ahead.
        dead_letter_part_bytes: original bytes that one dead letter holds at most.
        card_numbers: whether a card number may stand for a card.
    """

    hop: HopSettings
    max_future_ms: int
    dead_letter_part_bytes: int
    card_numbers: bool


class EntryStage(HopStage):
    """Input: raw bytes, time of reading, key, whether it is a label. Output: `FORWARDED_TYPE`."""

    def __init__(self, settings: EntrySettings) -> None:
        super().__init__(settings.hop)
        self._settings = settings

    def open(self, runtime_context: RuntimeContext) -> None:
        """Make what does not pickle."""
        super().open(runtime_context)
        ahead_ms, card_numbers = self._settings.max_future_ms, self._settings.card_numbers
        contract = payment_contract(self._plan.definitions)
        self._decode = PaymentDecoder(
            max_future_ms=ahead_ms, card_numbers=card_numbers, contract=contract
        ).decode
        self._leaving = leaving_bytes(contract.personal, card_numbers=card_numbers)
        self._decode_label = LabelDecoder(ahead_ms, card_numbers=card_numbers).decode
        self._encode = msgspec.msgpack.Encoder().encode
        self._clock = None if self._mirror is None else ClockMirror(epoch_us)
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
        # The key was read by the JVM's JSON parser; where the two disagree on it, the payment
        # would be counted in the state of another.
        if isinstance(payment, Payment) and self._hop.key(payment) != key:
            payment = _MISROUTED
        if isinstance(payment, Fault):
            yield from self._reject(payment, raw, "payment", read_at_ms)
            return
        decoded_ns = perf_counter_ns()
        # Asked for once: it is a call into the JVM, which gives the interpreter lock away.
        timers = ctx.timer_service()
        watermark_ms = timers.current_watermark()
        outcome = self._keys.observe(payment, key, timers, watermark_ms, late=None)
        if outcome.kind == "duplicate":
            self._duplicates.inc()
            yield DUPLICATES, _duplicate(payment)
            return
        late = outcome.kind == "late"
        if late:
            self._late.inc()
        enriched = EnrichedPayment(
            payment=payment,
            values=(outcome.values,),
            incomplete=outcome.incomplete,
            late=late,
            watermark_ms=watermark_ms,
            read_at_ms=read_at_ms,
            stage_us=(
                (decoded_ns - started_ns) // 1000,
                (perf_counter_ns() - decoded_ns) // 1000,
            ),
            states=self._clock_told(watermark_ms) + self._told(key, watermark_ms, payment),
        )
        yield Row(next_key(self._plan, 0, payment), self._encode(enriched))

    def _clock_told(self, watermark_ms: int) -> tuple[str | None, ...]:
        """How far the job is, for the store, where it is told of states."""
        if self._clock is None:
            return ()
        update = self._clock.update(watermark_ms)
        return (None if update is None else encode(update).decode(),)

    def _take_label(
        self, raw: bytes, key: str, now_ms: int, ctx: KeyedProcessFunction.Context
    ) -> Iterator[Any]:
        self._labels_in.inc()
        watermark_ms = ctx.timer_service().current_watermark()
        label = self._decode_label(raw, now_ms)
        if isinstance(label, Label) and self._hop.label_key(label) != key:
            label = _MISROUTED
        if isinstance(label, Label) and self._is_too_old(label, watermark_ms):
            label = _TOO_OLD
        if isinstance(label, Fault):
            yield from self._reject(label, raw, "label", now_ms)
            return
        told = self._clock_told(watermark_ms) + self._judge(label, ctx)
        forwarded = ForwardedLabel(label, told)
        yield Row(next_label_key(self._plan, 0, label), self._encode(forwarded))

    def _is_too_old(self, label: Label, watermark_ms: int) -> bool:
        limits = self._settings.hop.limits
        return self._plan.out_of_reach(label.event_time_ms, watermark_ms, limits)

    def _reject(
        self, fault: Fault, raw: bytes, record: RecordKind, arrived_ms: int
    ) -> Iterator[Any]:
        self._rejected.inc()
        part_bytes = self._settings.dead_letter_part_bytes
        for letter in fault.dead_letters(self._leaving(raw), part_bytes, record, arrived_ms):
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
