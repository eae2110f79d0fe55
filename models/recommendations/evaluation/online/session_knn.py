"""V-SKNN that learns session after session: the same lists as the baseline that knows them all.

See `models.recommendations.evaluation.baselines.vsknn` for what it computes.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from heapq import nlargest
from typing import Final

from models.recommendations.evaluation.baselines.vsknn_settings import (
    PLACE_WEIGHTS,
    PUBLISHED,
    STEP_WEIGHTS,
    VsknnSettings,
)

_DECIMALS: Final = 9
"""What is closer is equal, so that the order of addition decides nothing."""


class OnlineSessionKnn:
    """Lists the items of similar sessions of the past.

    >>> knn = OnlineSessionKnn()
    >>> knn.learn(["A", "D"])
    >>> knn.learn(["C", "E"])
    >>> knn.best(["A", "C"])
    ['C', 'E', 'A', 'D']

    Args:
        settings: the parameters.

    Raises:
        ValueError: rare items are to count more, which is not computed session after session.
    """

    def __init__(self, settings: VsknnSettings = PUBLISHED) -> None:
        if settings.idf_weighting:
            raise ValueError(f"idf_weighting: {settings.idf_weighting}, expected 0")
        self._settings = settings
        self._sessions: list[tuple[str, ...]] = []
        self._of_item: dict[str, deque[int]] = {}

    def learn(self, items: Iterable[str]) -> None:
        """Takes a session that is over."""
        session = tuple(dict.fromkeys(items))
        for item_id in session:
            visits = self._of_item.get(item_id)
            if visits is None:
                visits = self._of_item[item_id] = deque(maxlen=self._settings.sample_size)
            visits.append(len(self._sessions))
        self._sessions.append(session)

    def best(self, prefix: Sequence[str]) -> list[str]:
        """Items of similar sessions, the likeliest first."""
        similarity, steps = self._met(prefix)
        sampled = nlargest(self._settings.sample_size, similarity)
        rounded = {one: round(similarity[one], _DECIMALS) for one in sampled}
        nearest = sorted(sampled, key=lambda one: (-rounded[one], -one))
        decay = STEP_WEIGHTS[self._settings.weighting_score]
        scores: dict[str, float] = {}
        for session in nearest[: self._settings.neighbours]:
            score = similarity[session] * decay(steps[session])
            for item_id in self._sessions[session]:
                scores[item_id] = scores.get(item_id, 0.0) + score
        return sorted(
            (item_id for item_id, score in scores.items() if round(score, _DECIMALS) > 0),
            key=partial(_order, scores),
        )

    def _met(self, prefix: Sequence[str]) -> tuple[dict[int, float], dict[int, int]]:
        """The similarity of each session that shares an item, and the steps to its latest one."""
        weigh, length = PLACE_WEIGHTS[self._settings.weighting], len(prefix)
        places = {item_id: place for place, item_id in enumerate(prefix, start=1)}
        similarity: dict[int, float] = {}
        steps: dict[int, int] = {}
        for item_id, place in sorted(places.items(), key=lambda one: one[1]):
            weight = weigh(place, length)
            for session in self._of_item.get(item_id, ()):
                similarity[session] = similarity.get(session, 0.0) + weight
                steps[session] = length + 1 - place
        return similarity, steps


def _order(scores: Mapping[str, float], item_id: str) -> tuple[float, str]:
    return -round(scores[item_id], _DECIMALS), item_id
