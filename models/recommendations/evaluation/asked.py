"""The system's answers to the queries of a next-item task, and where the targets came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np
from msgspec import Struct

from datasets.sessions.next_item_queries import Query
from models.recommendations.candidates import Candidates
from models.recommendations.evaluation.next_item import NextItems
from models.recommendations.evaluation.packed_lists import Ints
from models.recommendations.evaluation.ranks import Ranks
from models.recommendations.evaluation.task import Progress
from models.recommendations.training.lists import Inputs
from models.recommendations.wording import SOURCES, Source

_NEVER: Final = -1
_SPEAKS: Final[Mapping[Source, str]] = {
    "transition": "after",
    "co_visit": "sources",
    "co_purchase": "bought",
    "walk": "walk",
    "category": "leader",
}
"""The evidence that says that a source has brought a candidate."""


class SourceRecall(Struct, frozen=True, kw_only=True):
    """What one source of candidates adds.

    Attributes:
        share: of the targets, that it brought.
        alone: of the targets, that no other source brought.
    """

    share: float
    alone: float


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What came of the queries.

    Attributes:
        ranks: of the targets in the system's lists.
        recall: share of targets among the candidates, whatever their rank.
        by_source: what each source of candidates adds to that.
        inputs: (candidates of all queries, names) what the ranker was given; none if not asked for.
        sizes: (queries,) candidates of each.
        places: (queries,) place of the target among them, -1 where it was none.
    """

    ranks: Ranks
    recall: float
    by_source: Mapping[Source, SourceRecall]
    inputs: Inputs | None
    sizes: Ints
    places: Ints

    def ranks_by(self, scores: Sequence[float]) -> Ints:
        """(queries,) ranks of the targets by other scores of all `inputs`; 0 where it was none."""
        found = np.zeros(len(self.sizes), np.int64)
        ends = list(accumulate(self.sizes.tolist()))
        for number, (size, end) in enumerate(zip(self.sizes.tolist(), ends, strict=True)):
            place = int(self.places[number])
            if place != _NEVER:
                own = np.asarray(scores[end - size : end])
                before = np.count_nonzero(own[:place] == own[place])
                found[number] = 1 + np.count_nonzero(own > own[place]) + before
        return found


def ask(
    system: NextItems, queries: Sequence[Query], k: int, progress: Progress, *, keep: bool
) -> Asked:
    """Asks for `k` items for each query.

    Args:
        system: that has learned.
        queries: at least one.
        k: length of the lists.
        progress: told how far it is.
        keep: whether `inputs` are kept, some 20 kB a query.
    """
    ranks, sizes, places, kept = [], [], [], []
    listed = set[str]()
    brought = dict.fromkeys(SOURCES, 0)
    alone = dict.fromkeys(SOURCES, 0)
    every = max(1, len(queries) // 100)
    for number, query in enumerate(queries):
        if number % every == 0:
            progress("answering queries", number / len(queries))
        answer = system.answer(query.prefix, k)
        best = answer.best
        listed.update(best)
        ranks.append(best.index(query.target) + 1 if query.target in best else 0)
        sizes.append(len(answer.candidates))
        place, sources = _sources(answer.candidates, query.target)
        places.append(place)
        if keep:
            kept.append(answer.inputs)
        for source in sources:
            brought[source] += 1
        if len(sources) == 1:
            alone[sources[0]] += 1
    count = len(queries)
    return Asked(
        ranks=Ranks(np.array(ranks, np.int64), frozenset(listed)),
        recall=sum(place != _NEVER for place in places) / count,
        by_source={
            one: SourceRecall(share=brought[one] / count, alone=alone[one] / count)
            for one in SOURCES
        },
        inputs=np.concatenate(kept) if kept else None,
        sizes=np.array(sizes, np.int64),
        places=np.array(places, np.int64),
    )


def _sources(candidates: Candidates, item_id: str) -> tuple[int, tuple[Source, ...]]:
    """The place of a candidate, and everything that speaks for it; of none -1 and nothing."""
    if item_id not in candidates.item_ids:
        return _NEVER, ()
    place = candidates.item_ids.index(item_id)
    speaks: dict[Source, bool] = {
        "session": candidates.in_session[place],
        **{source: bool(candidates.column(name)[place]) for source, name in _SPEAKS.items()},
    }
    return place, tuple(source for source, does in speaks.items() if does)
