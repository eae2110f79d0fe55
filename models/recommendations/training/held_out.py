"""What is held out, as it passes: ranks of the next item by the ranker and the rough score."""

from dataclasses import dataclass, field

import numpy as np
from msgspec import Struct

from models.recommendations.evaluation.measured import Measure, Measured, numbered
from models.recommendations.evaluation.packed_lists import Ints
from models.recommendations.evaluation.paired_intervals import Comparison
from models.recommendations.ranker import Ranker
from models.recommendations.training.lists import NOWHERE, LabelledList


class HeldOut(Struct, frozen=True, kw_only=True):
    """How good the lists were that nothing was learned from; no rule had a say in them.

    Attributes:
        k: places of a list that count.
        lists: how many there were.
        shoppers: whose they were.
        candidate_recall: share of lists whose next item was a candidate, whatever its place.
        ranker: figures of the ranker.
        rough: of the score by which candidates are chosen.
        against_rough: the first beside the second.
    """

    k: int
    lists: int
    shoppers: int
    candidate_recall: float
    ranker: Measured
    rough: Measured
    against_rough: dict[str, Comparison]


@dataclass(slots=True)
class HeldOutLists:
    """Ranks of the lists so far.

    Attributes:
        ranker: that orders them.
    """

    ranker: Ranker
    _ranks: list[int] = field(default_factory=list)
    _rough: list[int] = field(default_factory=list)
    _shoppers: list[str] = field(default_factory=list)

    def add(self, made: LabelledList, shopper_id: str) -> None:
        """Take the next list."""
        self._shoppers.append(shopper_id)
        self._rough.append(0 if made.place == NOWHERE else made.place + 1)
        self._ranks.append(0 if made.place == NOWHERE else self._rank(made))

    def _rank(self, made: LabelledList) -> int:
        """From 1, in the order of the job: the better score, then the lower id."""
        scores = self.ranker.scores(made.inputs).astype(np.float64)
        order = sorted(range(len(scores)), key=lambda at: (-scores[at], made.items[at]))
        return order.index(made.place) + 1

    def measured(self, measure: Measure) -> HeldOut | None:
        """The figures; None where there is no list."""
        if not self._ranks:
            return None
        shoppers = numbered(self._shoppers)
        ranks, rough = _ints(self._ranks), _ints(self._rough)
        return HeldOut(
            k=measure.k,
            lists=len(ranks),
            shoppers=int(shoppers.max()) + 1,
            candidate_recall=float((ranks > 0).mean()),
            ranker=measure.of(ranks, shoppers),
            rough=measure.of(rough, shoppers),
            against_rough=measure.beside(ranks, rough, shoppers),
        )


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)
