"""How one feature, or the score, was distributed in training: counts by cell and hour of the day.

::

    number     below all | bin | bin | ... | bin | above all | missing
    category   "FR" | "DE" | ... | other | missing

The hours let a window that is shorter than a day be compared with the same hours of training.
"""

from bisect import bisect_left
from collections.abc import Iterator
from math import isfinite
from typing import Final, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from events.shared.feature_value import WrittenValue

HOURS: Final = 24


def category_of(value: WrittenValue) -> str:
    """The name of a category: a text is its own, a number is written plainly.

    >>> category_of("FR"), category_of(True), category_of(3.0)
    ('FR', '1', '3')
    """
    if isinstance(value, int | float):
        return format(float(value), "g")
    return str(value)


class FeatureProfile(Struct, frozen=True, forbid_unknown_fields=True):
    """The distribution of one feature.

    Attributes:
        name: of the feature.
        kind: a number has bins, a category has values.
        edges: of a number, rising: bin i holds what is above edge i - 1 and at most edge i. The
            first and the last bin are for what training never had.
        categories: of a category, each with a cell of its own; all others share the next one.
        by_hour: (24, cells) rows by UTC hour of the event time; the last cell is for the missing.
        dispersion: how much more days of training differed from each other than as many drawn rows
            would, as a factor of the variance, at least 1; one day in ten differed more.
    """

    name: str
    kind: Literal["number", "category"]
    by_hour: tuple[tuple[int, ...], ...]
    edges: tuple[float, ...] = ()
    categories: tuple[str, ...] = ()
    dispersion: float = 1.0

    @property
    def cells(self) -> int:
        """Number of cells: bins or categories, what shares one, and the missing."""
        return len(self.edges if self.kind == "number" else self.categories) + 2

    @property
    def counts(self) -> NDArray[np.int64]:
        """(24, cells) rows of training."""
        return np.array(self.by_hour, dtype=np.int64)

    @property
    def unseen_cells(self) -> tuple[int, ...]:
        """Cells of the values that training never had, or had too rarely to name."""
        return (0, self.cells - 2) if self.kind == "number" else (self.cells - 2,)

    def label(self, cell: int) -> str:
        """What is in a cell, in words."""
        if cell == self.cells - 1:
            return "missing"
        if self.kind == "category":
            return self.categories[cell] if cell < len(self.categories) else "other"
        if cell == len(self.edges):
            return f"> {self.edges[-1]:.4g}" if self.edges else "any"
        return f"<= {self.edges[cell]:.4g}"

    def faults(self) -> Iterator[str]:
        """What is wrong with it by itself, each fault naming the feature and its field."""
        named = f"{self.name!r}: "
        if (
            not all(map(isfinite, self.edges))
            or list(self.edges) != sorted(set(self.edges))
            or (self.categories and self.kind == "number")
        ):
            yield f"{named}edges: expected finite and rising, of a number only"
        if len(set(self.categories)) != len(self.categories) or (
            self.edges and self.kind == "category"
        ):
            yield f"{named}categories: expected different ones, of a category only"
        if len(self.by_hour) != HOURS or {len(hour) for hour in self.by_hour} != {self.cells}:
            yield f"{named}by_hour: expected {HOURS} hours of {self.cells} cells"
        elif min(map(min, self.by_hour)) < 0 or not any(map(any, self.by_hour)):
            yield f"{named}by_hour: expected counts of at least 0, and one above it"
        if not (isfinite(self.dispersion) and self.dispersion >= 1):
            yield f"{named}dispersion: {self.dispersion}, expected at least 1"


class CellFinder:
    """Finds the cell of a value of one feature.

    Args:
        profile: of the feature.
    """

    def __init__(self, profile: FeatureProfile) -> None:
        self.profile: Final = profile
        self._edges = profile.edges
        self._is_number = profile.kind == "number"
        self._of = {name: cell for cell, name in enumerate(profile.categories)}
        self._other = len(profile.categories)
        self._missing = profile.cells - 1

    def cell(self, value: WrittenValue) -> int:
        """The cell of a value; a text where numbers are expected is missing to the model."""
        if value is None:
            return self._missing
        if not self._is_number:
            return self._of.get(category_of(value), self._other)
        if isinstance(value, int | float):
            return bisect_left(self._edges, value)
        return self._missing
