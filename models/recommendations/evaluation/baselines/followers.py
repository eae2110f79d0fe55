"""Which items came after an item in the same session, and how soon.

::

    session   A  B  C      after A: B 1 step, C 2 steps
    weight    1 / steps             1         1/2        added up over all sessions

Weights are whole numbers, 1 being the least common multiple of the steps, so that their sum depends
on no order: of two items with the same sum neither is ahead by a rounding error.
"""

from math import lcm
from typing import Final

import numpy as np

from models.recommendations.evaluation.coded_sessions import CodedSessions
from models.recommendations.evaluation.packed_lists import Ints, PackedLists

MOST_STEPS: Final = 30
"""Sums of whole weights stay below 2^63 up to here, for millions of events."""


def followers(sessions: CodedSessions, steps: int) -> PackedLists:
    """For each item the codes of those that followed it, the closest first.

    Args:
        sessions: where they followed.
        steps: how far behind one another two events may be.

    Raises:
        ValueError: `steps` is not from 1 to `MOST_STEPS`.
    """
    if not 1 <= steps <= MOST_STEPS:
        raise ValueError(f"steps: {steps}, expected 1 to {MOST_STEPS}")
    count = len(sessions.items)
    pairs, weights = _weighted_pairs(sessions, steps)
    item, follower = pairs // count, pairs % count
    closest_first = np.lexsort((follower, -weights, item))
    return PackedLists(follower[closest_first], np.bincount(item, minlength=count))


def _weighted_pairs(sessions: CodedSessions, steps: int) -> tuple[Ints, Ints]:
    """Each pair of an item and a follower as one number, ascending, and the sum of its weights."""
    one = lcm(*range(1, steps + 1))
    found: list[Ints] = []
    weights: list[Ints] = []
    for step in range(1, steps + 1):
        together = sessions.session[step:] == sessions.session[:-step]
        before, after = sessions.events[:-step][together], sessions.events[step:][together]
        found.append(before * len(sessions.items) + after)
        weights.append(np.full(before.size, one // step))
    pairs = np.concatenate(found)
    order = np.argsort(pairs, kind="stable")
    distinct, starts = np.unique(pairs[order], return_index=True)
    if not distinct.size:
        return distinct, distinct
    return distinct, np.add.reduceat(np.concatenate(weights)[order], starts)
