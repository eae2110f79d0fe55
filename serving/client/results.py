"""What the client gives back, beside answers and decisions themselves."""

from msgspec import UNSET, Struct, UnsetType

from events.fraud.decision import Decision
from events.shared.feature_value import WrittenValue
from serving.client.refused import Refusal
from serving.fraud.answer import Answer
from serving.fraud.archive.archived import Outcome


class KeptDecision(Struct, frozen=True):
    """A decision of late, and what became known after it."""

    decision: Decision
    outcome: Outcome | None


class DecisionsPage(Struct, frozen=True):
    """Decisions, newest first, and where the next page goes on."""

    decisions: tuple[KeptDecision, ...]
    next_cursor: str | None


class NewestFeatures(Struct, frozen=True):
    """The newest features of an entity; they are those of its newest payment, `age_ms` ago."""

    entity: str
    ids: tuple[str, ...]
    event_time_ms: int
    age_ms: int
    values: dict[str, WrittenValue]


class OfBatch(Struct, frozen=True):
    """What became of one payment of a batch: one of the two."""

    answer: Answer | UnsetType = UNSET
    problem: Refusal | UnsetType = UNSET


class Batch(Struct, frozen=True):
    """A result for each payment."""

    results: tuple[OfBatch, ...]


class Gap(Struct, frozen=True):
    """Decisions are missing here."""
