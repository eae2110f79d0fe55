"""The lists of a recommender for all queries: where the target stood, and what was listed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from datasets.sessions.next_item_queries import Query
from models.recommendations.evaluation.packed_lists import Ints
from models.recommendations.evaluation.recommender import Recommender


@dataclass(frozen=True, slots=True)
class Ranks:
    """What came of the queries.

    Attributes:
        ranks: (n,) rank of each query's target, from 1; 0 where it was not listed.
        listed: every item that was listed for some query.
    """

    ranks: Ints
    listed: frozenset[str]

    def coverage(self, items: Collection[str]) -> float:
        """The share of `items`, those of the training sessions, that was listed at all.

        Raises:
            ValueError: there are no items.
        """
        known = frozenset(items)
        if not known:
            raise ValueError("items: none, expected those of the training sessions")
        return len(self.listed & known) / len(known)


def ranks_of(recommender: Recommender, queries: Iterable[Query], k: int) -> Ranks:
    """Asks for `k` items for the prefix of each query."""
    ranks: list[int] = []
    listed: set[str] = set()
    for query in queries:
        best = recommender.best(query.prefix, k)
        listed.update(best)
        ranks.append(best.index(query.target) + 1 if query.target in best else 0)
    return Ranks(np.array(ranks, np.int64), frozenset(listed))
