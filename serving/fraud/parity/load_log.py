"""What who asks knew of at each answer: the order of events in one process, and the images it read.

::

    read ----> images of its keys: which payments the job has had
    answered-> from here on others know of it     at the same moment, before it is kept
    passed over: likewise, without an answer
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from time import time_ns
from typing import Any, Final

from msgspec import Struct

from events.fraud.decision import Decision, mark_of
from online_store.mirrored_states import Key, MirroredStates, StateStore
from serving.fraud.agreement import Agreement
from serving.fraud.answer import Answer

_NO_IMAGES: Final[Mapping[Key, "array[int]"]] = {}


class Answered(Struct, frozen=True):
    """How a payment was answered.

    Attributes:
        place: among all events of the log.
        at_ms: when, milliseconds since the epoch.
        images: the marks of the payments that were in the image of each key.
    """

    place: int
    at_ms: int
    images: Mapping[Key, "array[int]"]

    def had(self, key: Key, decision_id: str) -> bool:
        """Whether the image of a key had a payment."""
        return mark_of(decision_id) in self.images.get(key, ())


class DifferingPair(Struct, frozen=True):
    """An answer that the job decided otherwise.

    Attributes:
        answer: what was said.
        decision: of the job.
        decided_ms: when its result was read, milliseconds since the epoch.
    """

    answer: Answer
    decision: Decision
    decided_ms: int


class LoadLog:
    """Of one run; payments go by the ids of their decisions.

    Args:
        now_ms: milliseconds since the epoch.
    """

    def __init__(self, now_ms: Callable[[], int] = lambda: time_ns() // 1_000_000) -> None:
        self._now_ms = now_ms
        self._noted: dict[str, int] = {}
        self._answered: dict[str, Answered] = {}
        self._read: dict[str, Mapping[Key, array[int]]] = {}
        self._events = 0
        self.pairs: dict[str, DifferingPair] = {}

    def read(self, decision_id: str, keys: Sequence[Key], states: MirroredStates) -> None:
        """The images of the keys of a payment were read."""
        self._read[decision_id] = {
            key: array("I", of_key.image.marks)
            for key, of_key in zip(keys, states.keys, strict=True)
            if of_key.image is not None
        }

    def answered(self, decision_id: str) -> None:
        """A payment is answered, and known to be on its way."""
        self._events += 1
        self._noted.setdefault(decision_id, self._events)
        images = self._read.pop(decision_id, _NO_IMAGES)
        self._answered.setdefault(decision_id, Answered(self._events, self._now_ms(), images))

    def passed_over(self, decision_id: str) -> None:
        """A payment is known to be on its way, and nobody asks about it."""
        self._events += 1
        self._noted.setdefault(decision_id, self._events)

    def differs(self, answer: Answer, decision: Decision) -> None:
        """The job decided otherwise than was said."""
        self.pairs[decision.decision_id] = DifferingPair(answer, decision, self._now_ms())

    def answer_of(self, decision_id: str) -> Answered:
        """How a payment was answered.

        Raises:
            KeyError: it was not.
        """
        return self._answered[decision_id]

    def noted(self, decision_id: str) -> int | None:
        """Where among all events a payment was known to be on its way; None if it never was."""
        return self._noted.get(decision_id)


class LoggedAgreement(Agreement):
    """Notes what is answered at the moment that others know of it.

    Args:
        log: of the run.
        most_listed: differences that are kept.
    """

    def __init__(self, log: LoadLog, most_listed: int) -> None:
        super().__init__(most_listed=most_listed, on_difference=log.differs)
        self._log = log

    def answered(self, answer: Answer) -> None:
        """An answer was given."""
        self._log.answered(answer.decision.decision_id)
        super().answered(answer)


class LoggedStates(StateStore):
    """Notes the images that are read.

    Args:
        client: connection to the store.
        log: of the run.
    """

    def __init__(self, client: Any, log: LoadLog) -> None:  # noqa: ANN401 - of `StateStore`
        super().__init__(client)
        self._log = log

    async def read(self, keys: Sequence[Key], answer: str) -> MirroredStates:
        """As it is; see `StateStore`."""
        states = await super().read(keys, answer)
        self._log.read(answer.rpartition(":")[2], keys, states)
        return states
