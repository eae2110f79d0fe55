"""What of the dead letters may be sent again, and why the rest may not.

letters --once each--> sent before? --> mended --> does the job take it? --> young enough? --> send
                           |               |                |                     |
                           +---------------+----- held -----+---------------------+

The job decides a payment once: it drops one whose card and transaction id it has had, for as long
as it remembers ids. Beyond that it would decide a repetition again, late and by rules alone. So
what is older than `within_ms` is held back unless it is forced.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal

from msgspec import Struct

from dead_letters.letter import DeadLetter
from dead_letters.mending import IDENTITY, Mend, MendError, mended
from events.fraud.codec import LabelDecoder, PaymentDecoder
from events.fraud.label import Label
from events.fraud.payment import Payment
from events.fraud.payment_contract import PaymentContract
from events.shared.rejected import Fault, RecordKind

_TOO_OLD: Final[Mapping[RecordKind, str]] = {
    "payment": "the job may no longer know whether it has decided this payment",
    "label": "no feature counts its payment any more, and it only gets older",
}

Obstacle = Literal["other_system", "sent_before", "not_mendable", "still_rejected", "too_old"]


class Resent(Struct, frozen=True):
    """A record to send.

    Attributes:
        dead_letter_id: of the letter that it comes from.
        record: its bytes.
        card_id: the partition key.
        event_time_ms: of the payment, or of the one that a label is about.
    """

    dead_letter_id: str
    record: bytes
    card_id: str
    event_time_ms: int


class Held(Struct, frozen=True):
    """A letter that is not sent, and why."""

    dead_letter_id: str
    obstacle: Obstacle
    detail: str


class ReplayPlan(Struct, frozen=True):
    """What a replay does.

    Attributes:
        send: in order of event time.
        held: what stays.
        repetitions: letters of a record that another letter is of too.
    """

    send: tuple[Resent, ...]
    held: tuple[Held, ...]
    repetitions: int

    @property
    def obstacles(self) -> dict[Obstacle, int]:
        """How many letters each obstacle holds back."""
        return dict(Counter(held.obstacle for held in self.held))


class Policy(Struct, frozen=True, kw_only=True):
    """What a record must be like to be sent.

    Attributes:
        mend: from the original bytes to those to send.
        max_future_ms: how far a record's clock may run ahead, as the job has it.
        card_numbers: whether a card number may stand for a card, as the job has it.
        contract: own fields and rates of the job.
        now_ms: time of arrival of what is sent.
        as_of_ms: event time that the job has reached; None where it starts with what is sent.
        within_ms: a payment must be younger than that, seen from `as_of_ms`.
    """

    mend: Mend
    max_future_ms: int
    card_numbers: bool
    contract: PaymentContract
    now_ms: int
    as_of_ms: int | None
    within_ms: int


def plan(
    letters: Iterable[DeadLetter], sent_ms: Callable[[str], int | None], policy: Policy
) -> ReplayPlan:
    """Judges `letters`.

    Args:
        letters: those that are meant.
        sent_ms: when the letter of an id was last sent, None if never.
        policy: what may go.
    """
    newest: dict[str, DeadLetter] = {}
    total = 0
    for total, letter in enumerate(letters, start=1):  # noqa: B007 - the count is wanted
        known = newest.get(letter.id)
        if known is None or (letter.arrived_ms or 0) > (known.arrived_ms or 0):
            newest[letter.id] = letter
    judge = _Judge(policy, sent_ms)
    judged = [judge.of(letter) for letter in newest.values()]
    send = [one for one in judged if isinstance(one, Resent)]
    return ReplayPlan(
        send=tuple(sorted(send, key=lambda one: (one.event_time_ms, one.dead_letter_id))),
        held=tuple(one for one in judged if isinstance(one, Held)),
        repetitions=total - len(newest),
    )


class _Judge:
    """Applies a policy to one letter after the other."""

    def __init__(self, policy: Policy, sent_ms: Callable[[str], int | None]) -> None:
        self._policy = policy
        self._sent_ms = sent_ms
        ahead_ms, card_numbers = policy.max_future_ms, policy.card_numbers
        self._payments = PaymentDecoder(
            max_future_ms=ahead_ms, card_numbers=card_numbers, contract=policy.contract
        )
        self._labels = LabelDecoder(ahead_ms, card_numbers=card_numbers)

    def of(self, letter: DeadLetter) -> Resent | Held:
        if letter.record not in IDENTITY:
            detail = f"the fraud job reads no record of kind {letter.record}"
            return Held(letter.id, "other_system", detail)
        sent_ms = self._sent_ms(letter.id)
        # Rejected after it was sent: it may be sent once more.
        if sent_ms is not None and (letter.arrived_ms is None or letter.arrived_ms <= sent_ms):
            return Held(letter.id, "sent_before", "it has been sent, and was not rejected since")
        try:
            record = mended(letter, self._policy.mend)
        except MendError as error:
            return Held(letter.id, "not_mendable", str(error))
        event = self._decoded(letter, record)
        if isinstance(event, Fault):
            return Held(letter.id, "still_rejected", f"{event.cause}: {event.detail}")
        if self._policy.as_of_ms is not None and self._too_old(letter, event):
            return Held(letter.id, "too_old", _TOO_OLD[letter.record])
        return Resent(letter.id, record, event.card_id, event.event_time_ms)

    def _decoded(self, letter: DeadLetter, record: bytes) -> Payment | Label | Fault:
        decoder = self._labels if letter.record == "label" else self._payments
        return decoder.decode(record, self._policy.now_ms)

    def _too_old(self, letter: DeadLetter, event: Payment | Label) -> bool:
        if isinstance(event, Label):
            return letter.cause == "label_too_old"
        as_of_ms = self._policy.as_of_ms or 0
        return event.event_time_ms <= as_of_ms - self._policy.within_ms
