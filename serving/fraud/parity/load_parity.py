"""What came of decisions on request beside a job under load."""

from collections.abc import Sequence

from msgspec import Struct

from serving.fraud.parity.load_listing import ListedDifference


class LoadParity(Struct):
    """What came of it.

    Attributes:
        asked: requests.
        passed_over: records that were not asked about, since the job was too close to them: who
            asks did not keep up.
        repeated: requests for a payment that was asked about before.
        refused: requests for what is no payment, or one that came again.
        too_late: requests for payments that the job had already.
        agree: answers that the job then decided likewise.
        differ: answers that it decided otherwise.
        unmatched: answers that it had not decided by the end.
        other_actions: of those that differ, with another action.
        declared: of those that differ, with a word that they may.
        by_cause: those that differ, by why, see `serving.fraud.parity.load_causes`.
        by_field: those that differ, by what does.
        listed: the first of those that differ, so many of each cause, see
            `serving.fraud.parity.load_listing`.
        mirror_lag_ms: how far the store was behind, by share of the requests.
        decided_after_ms: from the answer to the job's decision, likewise.
    """

    asked: int
    passed_over: int
    repeated: int
    refused: int
    too_late: int
    agree: int
    differ: int
    unmatched: int
    other_actions: int
    declared: int
    by_cause: dict[str, int]
    by_field: dict[str, int]
    listed: list[ListedDifference]
    mirror_lag_ms: dict[str, float]
    decided_after_ms: dict[str, float]

    @property
    def share_that_differs(self) -> float:
        """Of the answers that the job has decided."""
        compared = self.agree + self.differ
        return self.differ / compared if compared else 1.0

    def holds(self, most: float) -> bool:
        """Whether all was decided in the end, and no larger share of it than `most` differs."""
        return not self.unmatched and self.share_that_differs <= most


def shares(values: Sequence[float]) -> dict[str, float]:
    """The values that half, and 99 of 100, do not exceed, and the largest."""
    ordered = sorted(values)
    if not ordered:
        return {}
    at = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    last = len(ordered) - 1
    return {
        name: round(ordered[min(last, int(share * len(ordered)))], 1) for name, share in at.items()
    }
