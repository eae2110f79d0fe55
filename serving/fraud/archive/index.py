"""Finds the positions of decisions by card, merchant and action, in the order of a page."""

from collections.abc import Iterable, Iterator
from heapq import merge
from typing import TypeVar

from serving.fraud.archive.archived import DecisionQuery
from serving.fraud.archive.entry import Entry
from serving.fraud.archive.positions import Positions

_Key = TypeVar("_Key")


class Index:
    """The positions of what is in the archive.

    Merchant and action together are found without passing over what does not meet both, so that
    how long it takes tells nothing of other tenants. Only of a card all that it has is looked at.
    """

    def __init__(self) -> None:
        self._cards: dict[str, Positions] = {}
        self._merchants: dict[str, Positions] = {}
        self._actions: dict[str, Positions] = {}
        self._actions_at: dict[tuple[str, str], Positions] = {}

    def add(self, entry: Entry) -> None:
        """`entry` is the newest."""
        at = entry.position
        _add(self._cards, entry.card_id, at)
        _add(self._merchants, entry.merchant_id, at)
        _add(self._actions, entry.action, at)
        _add(self._actions_at, (entry.merchant_id, entry.action), at)

    def forget(self, entry: Entry) -> None:
        """`entry` was the oldest, and is gone."""
        at = entry.position
        _forget(self._cards, entry.card_id, at)
        _forget(self._merchants, entry.merchant_id, at)
        _forget(self._actions, entry.action, at)
        _forget(self._actions_at, (entry.merchant_id, entry.action), at)

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
        found = self._of_merchants(query, merchants)
        if query.card_id is not None:
            of_card = _those([self._cards.get(query.card_id)])
            if found is None or sum(map(len, of_card)) < sum(map(len, found)):
                found = of_card
        return None if found is None else _merged(found, below)

    def _of_merchants(
        self, query: DecisionQuery, merchants: frozenset[str] | None
    ) -> list[Positions] | None:
        """What meets merchant and action of a query, and nothing else; None for all there is."""
        action = query.action
        if query.merchant_id is not None:
            asked = frozenset({query.merchant_id})
            merchants = asked if merchants is None else asked & merchants
        if merchants is None:
            return None if action is None else _those([self._actions.get(action)])
        if action is None:
            return _those(map(self._merchants.get, merchants))
        return _those(self._actions_at.get((each, action)) for each in merchants)


def _add(keys: dict[_Key, Positions], key: _Key, position: int) -> None:
    keys.setdefault(key, Positions()).add(position)


def _forget(keys: dict[_Key, Positions], key: _Key, position: int) -> None:
    positions = keys[key]
    positions.forget_before(position + 1)
    if not len(positions):
        del keys[key]


def _those(found: Iterable[Positions | None]) -> list[Positions]:
    return [positions for positions in found if positions is not None]


def _merged(found: list[Positions], below: int) -> Iterator[int]:
    if len(found) == 1:
        return found[0].newest_first(below)
    return merge(*(positions.newest_first(below) for positions in found), reverse=True)
