"""What a batch of payments gets back."""

from msgspec import UNSET, Struct, UnsetType

from serving.fraud.answer import Answer
from serving.wire.problem_details import ProblemDetails


class BatchResult(Struct, frozen=True, omit_defaults=True):
    """What became of one payment of a batch: one of the two.

    Attributes:
        answer: the decision, and what it rests on.
        problem: why there is none; the other payments are decided all the same.
    """

    answer: Answer | UnsetType = UNSET
    problem: ProblemDetails | UnsetType = UNSET


class BatchAnswer(Struct, frozen=True):
    """The results of a batch, in the order of its payments."""

    results: tuple[BatchResult, ...]
