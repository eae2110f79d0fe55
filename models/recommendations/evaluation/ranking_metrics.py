"""Hit rate, MRR, nDCG and coverage at k, where one item came next.

::

    list      B  A  C       rank of the target in the list, from 1; 0 where it is not there
    target    A             rank 2: hit 1, reciprocal rank 1/2, discounted gain 1/log2(3)

With one relevant item the ideal gain is 1, so nDCG is the gain itself (Jarvelin and Kekalainen,
"Cumulated gain-based evaluation of IR techniques", 2002).
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.recommendations.evaluation.packed_lists import Ints

Floats = NDArray[np.float64]


def hits(ranks: Ints, k: int) -> Floats:
    """(n,) 1 where the target is among the first `k`, else 0; the mean is HR@k."""
    return _is_hit(ranks, k).astype(np.float64)


def reciprocal_ranks(ranks: Ints, k: int) -> Floats:
    """(n,) 1 / rank where the target is among the first `k`, else 0; the mean is MRR@k."""
    return np.where(_is_hit(ranks, k), 1 / np.maximum(ranks, 1), 0.0)


def discounted_gains(ranks: Ints, k: int) -> Floats:
    """(n,) 1 / log2(1 + rank) where the target is among the first `k`, else 0; mean: nDCG@k."""
    return np.where(_is_hit(ranks, k), 1 / np.log2(1 + np.maximum(ranks, 1)), 0.0)


METRICS: Final[Mapping[str, Callable[[Ints, int], Floats]]] = {
    "hit_rate": hits,
    "mrr": reciprocal_ranks,
    "ndcg": discounted_gains,
}
"""Name of each metric to its value for every query, of which it is the mean."""


SHORT_NAMES: Final[Mapping[str, str]] = {"hit_rate": "HR", "mrr": "MRR", "ndcg": "nDCG"}
"""How people call each metric."""


class RankingFigures(Struct, frozen=True):
    """The means over all queries, each from 0 to 1."""

    hit_rate: float
    mrr: float
    ndcg: float


def ranking_figures(ranks: Ints, k: int) -> RankingFigures:
    """The figures at `k`.

    Raises:
        ValueError: there is no query, or `k` is not positive.
    """
    if not ranks.size:
        raise ValueError("ranks: none, expected those of at least one query")
    return RankingFigures(**{name: float(of(ranks, k).mean()) for name, of in METRICS.items()})


def _is_hit(ranks: Ints, k: int) -> NDArray[np.bool_]:
    if k < 1:
        raise ValueError(f"k: {k}, expected 1 or more")
    return (ranks >= 1) & (ranks <= k)
