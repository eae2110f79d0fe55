"""Whether decisions on request are those of the job, payment by payment, through a real store.

::

    payment --asked--> scorer --states--> store        what is said
       +-----fed-----> job    --states--> store        what is decided, some payments later
                                     compared: same?
"""

from collections import Counter
from collections.abc import Iterable
from time import time_ns
from typing import Final

from msgspec import Struct, field

from events.fraud.codec import PaymentDecoder
from events.fraud.decision import Decision
from events.fraud.label import Label
from events.shared.rejected import Fault
from features.shared.label_queue import LabelQueue
from serving.fraud.agreement import differing
from serving.fraud.answer import Answer, Refusal
from serving.fraud.parity.job_stand_in import JobStandIn
from serving.fraud.scoring import PaymentScoring
from serving.shared.caller import Caller

_DEADLINE_MS: Final = 5_000
_MOST_EXAMPLES: Final = 10
_ALL: Final = Caller("parity", "parity", frozenset({"score"}), None)


class SyncExample(Struct, frozen=True):
    """One payment whose two decisions differ.

    Attributes:
        decision_id: of both.
        said: the action that was said.
        decided: the action of the job.
        fields: what differs.
        shortfalls: that were declared.
    """

    decision_id: str
    said: str
    decided: str
    fields: tuple[str, ...]
    shortfalls: tuple[str, ...]


class SyncParity(Struct):
    """What came of a comparison.

    Attributes:
        payments: that both decided.
        differences: of these, those whose decisions differ.
        other_actions: of these, those whose actions differ.
        undeclared: differences where the answer declared no shortfall.
        one_sided: payments that only one of the two decided.
        refused: records that neither took for a payment, and repeated ones.
        by_field: differences by what differs.
        by_basis: answers by what they rest on.
        by_shortfall: answers by what they declare.
        said, decided: actions of the two.
        examples: the first differences.
    """

    payments: int = 0
    differences: int = 0
    other_actions: int = 0
    undeclared: int = 0
    one_sided: int = 0
    refused: int = 0
    by_field: Counter[str] = field(default_factory=Counter)
    by_basis: Counter[str] = field(default_factory=Counter)
    by_shortfall: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    decided: Counter[str] = field(default_factory=Counter)
    examples: list[SyncExample] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether there was something to compare, and nothing differs that was not declared."""
        return self.payments > 0 and not self.undeclared and not self.one_sided


async def compare(
    records: Iterable[bytes],
    labels: Iterable[Label],
    scoring: PaymentScoring,
    job: JobStandIn,
    decoder: PaymentDecoder,
) -> SyncParity:
    """Ask about each payment, then let the job have it.

    Args:
        records: of the stream of payments, in their order.
        labels: by the time of their report; each comes before the first payment of a later time.
        scoring: what is asked.
        job: what decides.
        decoder: of the job.
    """
    result, queue = SyncParity(), LabelQueue(tuple(labels))
    for raw in records:
        payment = decoder.decode(raw.rstrip(b"\r\n"), time_ns() // 1_000_000)
        if isinstance(payment, Fault):
            answer = await scoring.decide(raw, _ALL, _DEADLINE_MS)
            result.refused += isinstance(answer, Refusal)
            result.one_sided += isinstance(answer, Answer)
            continue
        for label in queue.due(payment.event_time_ms):
            job.take_label(label)
        answer = await scoring.decide(raw, _ALL, _DEADLINE_MS)
        _note(result, answer, job.take(payment))
    job.finish()
    return result


def _note(result: SyncParity, answer: Answer | Refusal, decided: Decision | None) -> None:
    if decided is None:
        told_so = isinstance(answer, Refusal) or answer.repeated
        result.refused += told_so
        result.one_sided += not told_so
        return
    if isinstance(answer, Refusal) or answer.repeated:
        result.one_sided += 1
        return
    said = answer.decision
    result.payments += 1
    result.by_basis[answer.basis] += 1
    result.by_shortfall.update(answer.shortfalls)
    result.said[said.action] += 1
    result.decided[decided.action] += 1
    fields = differing(said, decided)
    if not fields:
        return
    result.differences += 1
    result.other_actions += said.action != decided.action
    result.undeclared += not answer.shortfalls
    result.by_field.update(fields)
    if len(result.examples) < _MOST_EXAMPLES:
        result.examples.append(
            SyncExample(said.decision_id, said.action, decided.action, fields, answer.shortfalls)
        )
