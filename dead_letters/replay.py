"""What of the dead letters may be sent again, and why the rest may not.

letters --once each--> sent before? --> mended --> does the job take it? --> young enough? --> send
                           |               |                |                     |
                           +---------------+----- held -----+---------------------+

The job takes a payment or an event once: it drops one whose id it has had of that card or shopper,
for as long as it remembers ids. Beyond that it would take a repetition for something new. So what
is older than `within_ms` is held back unless it is forced.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from dead_letters.letter import DeadLetter
from dead_letters.mending import Mend, MendError, mended
from dead_letters.records import SystemRecords, Takeable
from events.shared.rejected import Fault

Obstacle = Literal["sent_before", "not_mendable", "still_rejected", "too_old"]


class Resent(Struct, frozen=True):
    """A record to send.

    Attributes:
        dead_letter_id: of the letter that it comes from.
        record: its bytes.
        partition_key: what it is put on a stream with.
        event_time_ms: of the record, or of the payment that a label is about.
    """

    dead_letter_id: str
    record: bytes
    partition_key: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a record must be like to be sent.

    Attributes:
        mend: from the original bytes to those to send.
        records: reads them as the job does.
        now_ms: time of arrival of what is sent.
        as_of_ms: event time that the job has reached; None where it starts with what is sent.
        within_ms: what the job takes once must be younger than that, seen from `as_of_ms`.
    """

    mend: Mend
    records: SystemRecords
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

    def of(self, letter: DeadLetter) -> Resent | Held:
        policy = self._policy
        sent_ms = self._sent_ms(letter.id)
        # Rejected after it was sent: it may be sent once more.
        if sent_ms is not None and (letter.arrived_ms is None or letter.arrived_ms <= sent_ms):
            return Held(letter.id, "sent_before", "it has been sent, and was not rejected since")
        try:
            record = mended(letter, policy.mend, policy.records.identity[letter.record])
        except MendError as error:
            return Held(letter.id, "not_mendable", str(error))
        taken = policy.records.take(letter, record, policy.now_ms)
        if isinstance(taken, Fault):
            return Held(letter.id, "still_rejected", f"{taken.cause}: {taken.detail}")
        too_old = self._too_old(taken)
        if too_old is not None:
            return Held(letter.id, "too_old", too_old)
        return Resent(letter.id, record, taken.partition_key, taken.event_time_ms)

    def _too_old(self, taken: Takeable) -> str | None:
        """Why a record comes too late to the job that has reached `as_of_ms`."""
        if self._policy.as_of_ms is None:
            return None
        oldest_ms = self._policy.as_of_ms - self._policy.within_ms
        return taken.spent or (taken.aged if taken.event_time_ms <= oldest_ms else None)
