"""The figures of one recommender over ranks of targets, with intervals, and of two beside."""

import numpy as np
from msgspec import Struct

from models.recommendations.evaluation.packed_lists import Ints
from models.recommendations.evaluation.paired_intervals import Comparison, compared, mean_interval
from models.recommendations.evaluation.ranking_metrics import METRICS, ranking_figures
from models.shared.evaluation.resampling import Interval, Resampling


class Measured(Struct, frozen=True, kw_only=True):
    """How good lists were.

    Attributes:
        hit_rate: share of targets among the first k.
        mrr: mean reciprocal rank, 0 beyond k.
        ndcg: mean discounted gain, likewise.
        intervals: of 95 %, by the name of the figure.
    """

    hit_rate: float
    mrr: float
    ndcg: float
    intervals: dict[str, Interval]


class Measure(Struct, frozen=True):
    """How lists are measured.

    Attributes:
        k: places of a list that count.
        resampling: of the intervals.
    """

    k: int
    resampling: Resampling

    def of(self, ranks: Ints, shoppers: Ints | None = None) -> Measured:
        """The figures of (n,) ranks, 0 for a target that is in no list.

        Args:
            ranks: of the targets.
            shoppers: (n,) whose each is; the lists of a shopper are drawn together. None where each
                list stands for itself.

        Raises:
            ValueError: there are none.
        """
        figures = ranking_figures(ranks, self.k)
        intervals = {
            name: mean_interval(metric(ranks, self.k), self.resampling, shoppers)
            for name, metric in METRICS.items()
        }
        return Measured(
            hit_rate=figures.hit_rate, mrr=figures.mrr, ndcg=figures.ndcg, intervals=intervals
        )

    def beside(
        self, ours: Ints, theirs: Ints, shoppers: Ints | None = None
    ) -> dict[str, Comparison]:
        """How the first are to the second, by the name of the figure."""
        return {
            name: compared(metric(ours, self.k), metric(theirs, self.k), self.resampling, shoppers)
            for name, metric in METRICS.items()
        }


def numbered(names: list[str]) -> Ints:
    """(n,) a number for each name, the same for the same."""
    numbers: Ints = np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)
    return numbers
