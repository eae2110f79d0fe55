"""The leaves of a fitted tree as boxes: the bounds that a row must keep to reach each.

node 0: x0 <= 5 --no---> leaf 4   x0 in (5, inf]
        | yes
node 1: x1 <= 2 --no---> leaf 3   x0 in (-inf, 5], x1 in (2, inf]
        | yes
        leaf 2                    x0 in (-inf, 5], x1 in (-inf, 2]
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree of n nodes, the root first; a row goes left where its input is <= the threshold.

    Attributes:
        left: (n,) index of the left child.
        right: (n,) index of the right child.
        is_leaf: (n,) whether the node has no children.
        feature: (n,) column that an inner node reads.
        threshold: (n,) float32, as the runtime compares.
        value: (n,) what a leaf adds to the margin.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    is_leaf: NDArray[np.bool_]
    feature: NDArray[np.int64]
    threshold: NDArray[np.float32]
    value: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf: its value and its bounds (feature, above, up_to), one for each feature."""

    value: float
    bounds: tuple[tuple[int, float, float], ...]


def leaves_of(tree: Tree) -> Iterator[Leaf]:
    """The leaves that some row can reach, from left to right."""
    waiting: list[tuple[int, dict[int, tuple[float, float]]]] = [(0, {})]
    while waiting:
        node, box = waiting.pop()
        if tree.is_leaf[node]:
            bounds = tuple((feature, *box[feature]) for feature in sorted(box))
            yield Leaf(float(tree.value[node]), bounds)
            continue
        feature, threshold = int(tree.feature[node]), float(tree.threshold[node])
        above, up_to = box.get(feature, (-inf, inf))
        if max(above, threshold) < up_to:
            right = {**box, feature: (max(above, threshold), up_to)}
            waiting.append((int(tree.right[node]), right))
        if above < min(up_to, threshold):
            waiting.append((int(tree.left[node]), {**box, feature: (above, min(up_to, threshold))}))
