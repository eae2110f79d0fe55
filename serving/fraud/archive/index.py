"""Finds the positions of decisions by card, merchant and action, in the order of a page."""

from collections.abc import Iterable, Iterator
from heapq import merge

from serving.fraud.archive.archived import DecisionQuery
from serving.fraud.archive.entry import Entry
from serving.fraud.archive.positions import Positions


class Index:
    """The positions of what is in the archive."""

    def __init__(self) -> None:
        self._cards: dict[str, Positions] = {}
        self._merchants: dict[str, Positions] = {}
        self._actions: dict[str, Positions] = {}

    def add(self, entry: Entry) -> None:
        """`entry` is the newest."""
        for keys, key in self._places(entry):
            keys.setdefault(key, Positions()).add(entry.position)

    def forget(self, entry: Entry) -> None:
        """`entry` was the oldest, and is gone."""
        for keys, key in self._places(entry):
            positions = keys[key]
            positions.forget_before(entry.position + 1)
            if not len(positions):
                del keys[key]

    def newest_first(
        self, query: DecisionQuery, merchants: frozenset[str] | None, below: int
    ) -> Iterator[int] | None:
        """Positions below `below`, descending, that have all that meets `query` among them.

        Args:
            query: what is looked for.
            merchants: whose decisions the reader may see; None for all.
            below: positions from here on are left out.

        Returns:
            None where nothing narrows the search.
        """
        narrow = [
            keys.get(key)
            for keys, key in (
                (self._cards, query.card_id),
                (self._merchants, query.merchant_id),
                (self._actions, query.action),
            )
            if key is not None
        ]
        if any(positions is None for positions in narrow):
            return iter(())
        found = [positions for positions in narrow if positions is not None]
        fewest = min(found, key=len, default=None)
        if merchants is not None and query.merchant_id is None:
            own = [self._merchants[each] for each in merchants if each in self._merchants]
            if fewest is None or sum(map(len, own)) < len(fewest):
                return _merged(own, below)
        return None if fewest is None else fewest.newest_first(below)

    def _places(self, entry: Entry) -> Iterable[tuple[dict[str, Positions], str]]:
        return (
            (self._cards, entry.card_id),
            (self._merchants, entry.merchant_id),
            (self._actions, entry.action),
        )


def _merged(found: list[Positions], below: int) -> Iterator[int]:
    return merge(*(positions.newest_first(below) for positions in found), reverse=True)
