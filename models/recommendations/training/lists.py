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
from models.recommendations.gathering import candidates_of
from models.recommendations.inputs import matrix

Inputs = NDArray[np.float32]
NOWHERE: Final = -1
"""Place of an item that is no candidate."""

_BLOCK_ROWS: Final = 1 << 17


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
    _blocks: list[Inputs] = field(default_factory=list)
    """Rows of lists, one behind the other; all but the last block are full. Not an array for each
    list: memory that was freed in pieces so small stays with the process."""
    _filled: int = 0
    _sizes: list[int] = field(default_factory=list)
    _next: list[int] = field(default_factory=list)

    def add(self, listing: Listing, next_item: str) -> LabelledList:
        """Take a listing and the item that came next; the list that was made of them."""
        made = labelled_list(listing, next_item, self.item_values)
        if made.place == NOWHERE:
            self.missed += 1
        else:
            self._append(made.inputs)
            self._sizes.append(len(made.inputs))
            self._next.append(made.place)
        return made

    def _append(self, rows: Inputs) -> None:
        while len(rows):
            if not self._blocks or self._filled == _BLOCK_ROWS:
                self._blocks.append(np.empty((_BLOCK_ROWS, rows.shape[1]), dtype=np.float32))
                self._filled = 0
            taken = min(len(rows), _BLOCK_ROWS - self._filled)
            self._blocks[-1][self._filled : self._filled + taken] = rows[:taken]
            self._filled += taken
            rows = rows[taken:]

    def __len__(self) -> int:
        """Number of lists collected."""
        return len(self._next)

    def take(self) -> TrainingLists:
        """All of them, which are then no longer held here: there is not room for them twice.

        Raises:
            ValueError: there is none.
        """
        if not self._blocks:
            raise ValueError("no session has an item that could have been foreseen")
        sizes, places = np.array(self._sizes, dtype=np.int32), np.array(self._next)
        rows = int(sizes.sum())
        together = np.empty((rows, self._blocks[0].shape[1]), dtype=np.float32)
        first = rows - self._filled
        together[first:] = self._blocks.pop()[: self._filled]
        # From the end, so that each is gone as soon as it is copied.
        while self._blocks:
            together[first - _BLOCK_ROWS : first] = self._blocks.pop()
            first -= _BLOCK_ROWS
        labels = np.zeros(rows, dtype=np.int8)
        labels[np.cumsum(sizes) - sizes + places] = 1
        self._sizes, self._next = [], []
        return TrainingLists(together, labels, sizes)
