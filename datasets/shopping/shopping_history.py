"""What a data set of shopping becomes: events, the catalogue, and where its records went."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from events.recommendations.catalogue_item import CatalogueItem
from events.recommendations.shopping_event import ShoppingEvent


@dataclass(frozen=True, slots=True)
class ShoppingHistory:
    """All of a data set.

    Attributes:
        events: in the order of event time; those of the same time in the order of the data.
        items: what the data says of items, in the order of the times that it holds from.
        records: how many records the file has.
        left_out: how many of them are no event, by the reason; with the events they add up to
            `records`.
    """

    events: list[ShoppingEvent]
    items: list[CatalogueItem]
    records: int
    left_out: Mapping[str, int]


class ShoppingReader(Protocol):
    """Reads a data set."""

    def __call__(self, path: Path) -> ShoppingHistory:
        """The history in the file at `path`.

        Raises:
            ValueError: it is not this data.
        """
