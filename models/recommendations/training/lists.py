"""Lists of the past with the item that came next: what a ranker learns from.

::

    events of a session   e1        e2        e3
    known then            listing1  listing2  ...
    came next                       i2        i3        listing1 --> i2, listing2 --> i3

Everything in a listing was known at its event: the states had not seen what came after.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from features.recommendations.listing import Listing
from models.recommendations.candidates import candidates_of
from models.recommendations.inputs import matrix

Inputs = NDArray[np.float32]
NOWHERE: Final = -1
"""Place of an item that is no candidate."""


@dataclass(frozen=True, slots=True)
class LabelledList:
    """The candidates of a list and which of them came next.

    Attributes:
        items: the candidates, roughly the best first.
        inputs: (candidates, names); no rows where the item that came next is no candidate.
        place: of that item among the candidates, `NOWHERE` where it is none.
    """

    items: tuple[str, ...]
    inputs: Inputs
    place: int


def labelled_list(listing: Listing, next_item: str, item_values: int) -> LabelledList:
    """The list of a listing.

    Args:
        listing: as of an event.
        next_item: that came next.
        item_values: number of declared features of an item.
    """
    candidates = candidates_of(listing.session, listing.leaders, item_values)
    items = tuple(candidates.item_ids)
    if next_item not in items:
        return LabelledList(items, np.empty((0, 0), np.float32), NOWHERE)
    inputs = matrix(listing.session, candidates, listing.values)
    return LabelledList(items, inputs, items.index(next_item))


@dataclass(frozen=True, slots=True)
class TrainingLists:
    """Candidates of lists, a row each, list after list.

    Attributes:
        inputs: (rows, names).
        labels: (rows,), 1 for the item that came next.
        sizes: (lists,), rows of each list.
    """

    inputs: Inputs
    labels: NDArray[np.int8]
    sizes: NDArray[np.int32]

    def __len__(self) -> int:
        """Number of lists."""
        return len(self.sizes)

    def part(self, first: int, last: int) -> "TrainingLists":
        """The lists from one to before another."""
        ends = np.concatenate(([0], np.cumsum(self.sizes)))
        rows = slice(int(ends[first]), int(ends[last]))
        return TrainingLists(self.inputs[rows], self.labels[rows], self.sizes[first:last])


@dataclass(slots=True)
class ListCollector:
    """Collects lists in the order of time.

    Attributes:
        item_values: number of declared features of an item.
        missed: lists in which the next item was no candidate: nothing is learned of them.
    """

    item_values: int
    missed: int = 0
    _inputs: list[Inputs] = field(default_factory=list)
    _next: list[int] = field(default_factory=list)

    def add(self, listing: Listing, next_item: str) -> LabelledList:
        """Take a listing and the item that came next; the list that was made of them."""
        made = labelled_list(listing, next_item, self.item_values)
        if made.place == NOWHERE:
            self.missed += 1
        else:
            self._inputs.append(made.inputs)
            self._next.append(made.place)
        return made

    def __len__(self) -> int:
        """Number of lists collected."""
        return len(self._next)

    def take(self) -> TrainingLists:
        """All of them, which are then no longer held here: there is not room for them twice.

        Raises:
            ValueError: there is none.
        """
        if not self._inputs:
            raise ValueError("no session has an item that could have been foreseen")
        sizes = np.array([len(inputs) for inputs in self._inputs], dtype=np.int32)
        rows, width = int(sizes.sum()), self._inputs[0].shape[1]
        together = np.empty((rows, width), dtype=np.float32)
        labels = np.zeros(rows, dtype=np.int8)
        # From the end, so that each is gone as soon as it is copied.
        last = rows
        while self._inputs:
            inputs, place = self._inputs.pop(), self._next.pop()
            first = last - len(inputs)
            together[first:last] = inputs
            labels[first + place] = 1
            last = first
        return TrainingLists(together, labels, sizes)
