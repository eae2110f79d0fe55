"""Finds the positions of decisions by card, merchant and action, in the order of a page."""

from collections.abc import Iterator
from heapq import merge
from typing import TypeVar

from events.fraud.decision import Action
from serving.fraud.archive.archived import DecisionQuery
from serving.fraud.archive.entry import Entry
from serving.fraud.archive.positions import CardPositions, Positions

_Key = TypeVar("_Key")
_Kept = TypeVar("_Kept", bound=Positions)


class Index:
    """The positions of what is in the archive.

    What a reader may not see is not even looked at, so that how long it takes tells nothing of
    other tenants; but of a card all positions are passed by, a tenth of a microsecond each.
    """

    def __init__(self) -> None:
        self._cards: dict[str, CardPositions] = {}
        self._merchants: dict[str, Positions] = {}
        self._actions: dict[str, Positions] = {}
        self._actions_at: dict[tuple[str, str], Positions] = {}

    def add(self, entry: Entry) -> None:
        """`entry` is the newest."""
        at = entry.position
        of_card = self._cards.setdefault(entry.card_id, CardPositions())
        of_card.add_at(at, entry.merchant_id, entry.action)
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
        """Positions below `below`, descending, of what meets `query` and may be seen.

        Args:
            query: what is looked for.
            merchants: whose decisions the reader may see; None for all.
            below: positions from here on are left out.

        Returns:
            None where that is all there is.
        """
        action = query.action
        if query.merchant_id is not None:
            asked = frozenset({query.merchant_id})
            merchants = asked if merchants is None else asked & merchants
        if query.card_id is not None:
            of_card = self._cards.get(query.card_id)
            return iter(()) if of_card is None else of_card.meeting(below, merchants, action)
        if merchants is not None:
            return _merged(self._at(merchants, action), below)
        if action is None:
            return None
        of_action = self._actions.get(action)
        return iter(()) if of_action is None else of_action.newest_first(below)

    def _at(self, merchants: frozenset[str], action: Action | None) -> list[Positions]:
        found = (
            self._merchants.get(each) if action is None else self._actions_at.get((each, action))
            for each in merchants
        )
        return [positions for positions in found if positions is not None]


def _add(keys: dict[_Key, Positions], key: _Key, position: int) -> None:
    keys.setdefault(key, Positions()).add(position)


def _forget(keys: dict[_Key, _Kept], key: _Key, position: int) -> None:
    positions = keys[key]
    positions.forget_before(position + 1)
    if not len(positions):
        del keys[key]


def _merged(found: list[Positions], below: int) -> Iterator[int]:
    if len(found) == 1:
        return found[0].newest_first(below)
    return merge(*(positions.newest_first(below) for positions in found), reverse=True)
