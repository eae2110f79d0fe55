"""V-SKNN: the items of the past sessions that are most like this one, its latest items above all.

Ludewig and Jannach, "Evaluation of session-based recommendation algorithms" (2018)::

    prefix                A     B     C          weight of place i of n: i / n
                         1/3   2/3    1
    past session    {A, C, D}                    similarity: 1/3 + 1 = 4/3
                           C is its latest item of the prefix, 1 step from the end: decay 1/1
    adds 4/3 * 1/1 to each of A, C, D

    score(i) = sum over the neighbours n with item i of
               similarity(prefix, n) * decay(n) * (1 + idf_weighting * idf(i))
    idf(i)   = ln(sessions / events of i), at least 0

Only the most recent of the sessions that share an item with the prefix are looked at, the most
similar of these are the neighbours. As in the authors' implementation, session-rec
(`algorithms/knn/vsknn.py`): an item that is in the prefix twice has the weight of its last place, a
past session is a set, and items of the prefix may be recommended again. Ties, which there depend on
the order of a set, go to the more recent session and to the lower id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.recommendations.evaluation.baselines.filling import by_score, filled_up
from models.recommendations.evaluation.baselines.vsknn_settings import (
    PLACE_WEIGHTS,
    PUBLISHED,
    STEP_WEIGHTS,
    VsknnSettings,
)
from models.recommendations.evaluation.coded_sessions import CodedSessions
from models.recommendations.evaluation.packed_lists import Ints

Floats = NDArray[np.float64]

_DECIMALS: Final = 9
"""What is closer is equal, so that the order of addition decides nothing."""


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Past sessions, the most recent last.

    Attributes:
        session: (m,) number of each.
        similarity: (m,) to the prefix.
        step: (m,) of its latest item in the prefix, 1 for the last.
    """

    session: Ints
    similarity: Floats
    step: Ints

    def at(self, places: Ints) -> "_Neighbours":
        return _Neighbours(self.session[places], self.similarity[places], self.step[places])


class Vsknn:
    """Lists the items of similar sessions.

    >>> sessions = CodedSessions([["A", "D"], ["C", "E"], ["F"]])
    >>> Vsknn(sessions).best(["A", "C"], 4)
    ['C', 'E', 'A', 'D']

    Args:
        sessions: what to learn from, the oldest first.
        settings: the parameters.
    """

    def __init__(self, sessions: CodedSessions, settings: VsknnSettings = PUBLISHED) -> None:
        self._sessions = sessions
        self._settings = settings
        idf = np.maximum(0, np.log(sessions.count / sessions.event_counts))
        self._item_weight: Floats = 1 + settings.idf_weighting * idf

    def best(self, prefix: Sequence[str], k: int) -> list[str]:
        """At most `k` items of similar sessions, then the popular ones."""
        places = {
            code: place
            for place, item in enumerate(prefix, start=1)
            if (code := self._sessions.code_of(item)) is not None
        }
        found = self._scored(places, len(prefix)) if places else []
        return filled_up(found, self._sessions, k)

    def _scored(self, places: Mapping[int, int], length: int) -> list[int]:
        nearest = self._nearest(self._sampled(places, length))
        decay = np.array(
            [STEP_WEIGHTS[self._settings.weighting_score](step) for step in nearest.step.tolist()]
        )
        held, sizes = self._sessions.items_of_session.joined(nearest.session)
        items, where = np.unique(held, return_inverse=True)
        total = np.bincount(where, np.repeat(nearest.similarity * decay, sizes), items.size)
        scores = np.round(total * self._item_weight[items], _DECIMALS)
        return by_score(items[scores > 0], scores[scores > 0])

    def _sampled(self, places: Mapping[int, int], length: int) -> _Neighbours:
        """The most recent sessions that share an item with the prefix.

        Args:
            places: code of each item to its last place in the prefix.
            length: of the prefix.
        """
        settings, weigh = self._settings, PLACE_WEIGHTS[self._settings.weighting]
        by_place = sorted(places.items(), key=lambda item: item[1])
        visits = [
            self._sessions.sessions_of_item.of(code)[-settings.sample_size :]
            for code, _ in by_place
        ]
        sizes = [visit.size for visit in visits]
        sessions, where = np.unique(np.concatenate(visits), return_inverse=True)
        weights = np.repeat([weigh(place, length) for _, place in by_place], sizes)
        similarity = np.bincount(where, weights, sessions.size)
        step = np.empty(sessions.size, np.int64)
        # Of several values for one place the last one stays: the latest item, the fewest steps.
        step[where] = np.repeat([length + 1 - place for _, place in by_place], sizes)
        recent = np.arange(max(0, sessions.size - settings.sample_size), sessions.size)
        return _Neighbours(sessions, np.round(similarity, _DECIMALS), step).at(recent)

    def _nearest(self, sampled: _Neighbours) -> _Neighbours:
        order = np.lexsort((-sampled.session, -sampled.similarity))
        return sampled.at(order[: self._settings.neighbours])
