"""A list of full length, whatever a method found."""

from collections.abc import Iterable
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from models.recommendations.evaluation.coded_sessions import CodedSessions
from models.recommendations.evaluation.packed_lists import Ints


def filled_up(found: Iterable[int], sessions: CodedSessions, k: int) -> list[str]:
    """The first `k` of the codes found, each once, then the popular ones; as ids.

    >>> filled_up([2, 2], CodedSessions([["A", "B", "B", "C"]]), 2)
    ['C', 'B']
    """
    each_once: dict[int, None] = {}
    for code in chain(found, sessions.popular):
        if len(each_once) == k:
            break
        each_once[code] = None
    return [sessions.items[code] for code in each_once]


def by_score(codes: Ints, scores: NDArray[np.generic]) -> list[int]:
    """Codes, that of the highest score first, of equal scores the lowest first."""
    ranked: list[int] = codes[np.lexsort((codes, -scores))].tolist()
    return ranked
