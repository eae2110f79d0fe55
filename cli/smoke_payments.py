"""Marked payments that nobody made, and whether the job decides each of them.

payments --put--> stream --> job --> decisions --tail--> the same ids? --> latency
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import msgspec

from cli.stream_tail import StreamTail
from events.fraud.decision import Decision, decision_id
from events.fraud.payment import Payment
from events.shared.json_records import encode

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient

SMOKE_PREFIX: Final = "smoke-"
"""Reserved: every id of a smoke test's payment begins with it, and no other id may."""

POLL_S: Final = 0.5
"""Pause between two polls: other readers share a shard's five requests a second."""

_DECODER: Final = msgspec.json.Decoder(Decision)


@dataclass(frozen=True)
class Streams:
    """Names of the streams in AWS."""

    payments: str
    decisions: str


@dataclass(frozen=True)
class Clock:
    """The time, and a way to let it pass."""

    monotonic: Callable[[], float]
    sleep: Callable[[float], None]


@dataclass
class SmokeOutcome:
    """What became of the payments.

    Attributes:
        sent: the transaction ids, in order.
        decisions: the decision of each payment that has one.
        latency_ms: from put to read by this program, at most a poll too long.
        faults: what is wrong with a decision that came.
    """

    sent: tuple[str, ...]
    decisions: dict[str, Decision] = field(default_factory=dict)
    latency_ms: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """Transaction ids without a decision."""
        return [name for name in self.sent if name not in self.decisions]

    @property
    def passed(self) -> bool:
        """Whether every payment has a decision, and none a wrong one."""
        return not self.missing and not self.faults


def smoke_payments(run: str, count: int, now_ms: int) -> list[Payment]:
    """`count` payments of run `run`, each of a card and a merchant of its own."""
    return [
        Payment(
            transaction_id=f"{SMOKE_PREFIX}{run}-{number}",
            card_id=f"{SMOKE_PREFIX}card-{run}-{number}",
            merchant_id=f"{SMOKE_PREFIX}merchant-{run}-{number}",
            amount_minor=100,
            currency="EUR",
            country="DE",
            channel="pos",
            event_time_ms=now_ms,
            trace_id=f"{SMOKE_PREFIX}{run}",
        )
        for number in range(count)
    ]


def send_and_wait(
    client: "KinesisClient",
    streams: Streams,
    payments: Sequence[Payment],
    timeout_s: float,
    clock: Clock,
) -> SmokeOutcome:
    """Put `payments` and wait for their decisions, at most `timeout_s`.

    Raises:
        RuntimeError: Kinesis did not take a payment.
    """
    tail = StreamTail(client, streams.decisions)
    outcome = SmokeOutcome(tuple(payment.transaction_id for payment in payments))
    put_at_s = clock.monotonic()
    _put(client, streams.payments, payments)
    waiting = {payment.transaction_id: payment for payment in payments}
    while True:
        _take(tail.poll(), waiting, outcome, put_at_s, clock)
        if not waiting or clock.monotonic() - put_at_s >= timeout_s:
            return outcome
        clock.sleep(POLL_S)


def _put(client: "KinesisClient", stream: str, payments: Iterable[Payment]) -> None:
    answer = client.put_records(
        StreamName=stream,
        Records=[{"Data": encode(made), "PartitionKey": made.card_id} for made in payments],
    )
    refused = [record["ErrorCode"] for record in answer["Records"] if "ErrorCode" in record]
    if refused:
        raise RuntimeError(
            f"stream {stream} did not take {len(refused)} of {len(answer['Records'])} payments:"
            f" {', '.join(sorted(set(refused)))}"
        )


def _take(
    records: Iterable[bytes],
    waiting: dict[str, Payment],
    outcome: SmokeOutcome,
    put_at_s: float,
    clock: Clock,
) -> None:
    for record in records:
        try:
            decision = _DECODER.decode(record)
        except msgspec.DecodeError:
            continue  # Of another version, and so none that this run waits for.
        payment = waiting.pop(decision.transaction_id, None)
        if payment is None:
            continue  # Somebody else's, or a repetition: output is at-least-once.
        outcome.decisions[payment.transaction_id] = decision
        outcome.latency_ms[payment.transaction_id] = (clock.monotonic() - put_at_s) * 1_000
        outcome.faults += _faults(payment, decision)


def _faults(payment: Payment, decision: Decision) -> list[str]:
    expectations = {
        "decision_id": (decision.decision_id, decision_id(payment)),
        "card_id": (decision.card_id, payment.card_id),
        "merchant_id": (decision.merchant_id, payment.merchant_id),
        "event_time_ms": (decision.event_time_ms, payment.event_time_ms),
        "trace_id": (decision.trace_id, payment.trace_id),
    }
    return [
        f"{payment.transaction_id}: {name}: {found!r}, expected {expected!r}"
        for name, (found, expected) in expectations.items()
        if found != expected
    ]
