"""The items that may come next in a session, gathered from all that is known of it.

::

    session   A  B           A: neighbours C, D      B: neighbours D, E; followers of E: F
    candidates               A  B   C  D  E   F   and the leaders of their categories
                             repeats  sessions  walk
"""

from array import array
from collections.abc import Iterator, Sequence
from math import inf
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from features.recommendations.card_table import FACTS, CardTable, card_table
from features.recommendations.session_view import ITEMS_KNOWN, ItemView, SessionView
from models.recommendations.candidates import EVIDENCE, Candidates, Floats

FloatT = TypeVar("FloatT", np.float32, np.float64)

MOST: Final = 90
"""Candidates that are ranked."""

(_AFTER1, _AFTER1_SHARE, _AFTER1_RANK, _AFTER2, _AFTER2_SHARE, _AFTER3, _BEFORE, _NEAR_LAST, _NEAR,
 _NEAR_MOST, _NEAR_LATELY, _AFTER, _BOUGHT, _SOURCES, _WALK, _WALK_RANK, _LEADER,
 _ROUGH) = range(len(EVIDENCE))  # fmt: skip
_OF_ROUGH: Final = {_AFTER1_SHARE: 2, _NEAR: 1, _AFTER2_SHARE: 1, _WALK: 1}
"""What the rough score has of each, beside what repeats and leaders have by themselves."""

_TIME_MS: Final = FACTS.index("time_ms")
_NOWHERE: Final = -1
_WIDTH: Final = len(EVIDENCE)
_NOTHING: Final = array("d", bytes(8 * _WIDTH))


def candidates_of(
    session: SessionView, leaders: Sequence[CardTable] = (), item_values: int = 0, most: int = MOST
) -> Candidates:
    """The candidates of a session.

    Args:
        session: the session.
        leaders: of its categories, the most sought first in each.
        item_values: number of declared features of an item.
        most: how many are chosen.
    """
    return _Gathering(session, leaders, item_values).chosen(most)


class _Gathering:
    """Everything that speaks for an item, gathered from all that is known of the session.

    Of each item that is found there is a row of evidence, one behind the other in one array, and
    the place of its newest card among the cards of all tables.
    """

    def __init__(
        self, session: SessionView, leaders: Sequence[CardTable], item_values: int
    ) -> None:
        self._session, self._item_values = session, item_values
        self._place: dict[str, int] = {}
        self._evidence = array("d")
        self._nearest: list[str | None] = []
        self._tables: list[CardTable] = []
        self._cards: list[int] = []
        self._times_ms: list[float] = []
        self._shown = 0
        latest_first = dict.fromkeys(reversed(session.items))
        for item_id in latest_first:
            self._find(item_id)
        for step, item_id in enumerate(reversed(session.items), start=1):
            row = self._place[item_id] * _WIDTH
            self._evidence[row + _ROUGH] = self._evidence[row + _ROUGH] or 1 / step
        self._seen = len(latest_first)
        """Items of the session; they are found first, the latest first."""
        known = [item_id for item_id in latest_first if item_id in session.views]
        self._show(card_table([session.views[item_id].card for item_id in known], item_values))
        for number, item_id in enumerate(latest_first):
            if number < ITEMS_KNOWN and item_id in session.views:
                self._add_neighbours(number, item_id, session.views[item_id])
        self._add_walks()
        self._add_leaders(leaders)

    def _find(self, item_id: str) -> int:
        """The place of an item, a new one where it has not been found."""
        place = self._place.get(item_id)
        if place is None:
            place = self._place[item_id] = len(self._nearest)
            self._evidence.extend(_NOTHING)
            self._nearest.append(None)
            self._cards.append(_NOWHERE)
            self._times_ms.append(-inf)
        return place

    def _show(self, table: CardTable) -> list[int]:
        """Takes the cards of a table, each unless a newer one is known; the places of its items."""
        places = list(map(self._find, table.item_ids))
        cards, known_ms = self._cards, self._times_ms
        times_ms = table.facts_array()[:, _TIME_MS].tolist()
        for number, (place, time_ms) in enumerate(zip(places, times_ms, strict=True), self._shown):
            if time_ms > known_ms[place]:
                cards[place], known_ms[place] = number, time_ms
        self._tables.append(table)
        self._shown += len(table)
        return places

    def _add_neighbours(self, number: int, item_id: str, view: ItemView) -> None:
        """What an item, `number` different ones before the last, says of its neighbours."""
        last, second, third = (*self._session.items[:-4:-1], None, None, None)[:3]
        weight, of_all = 1 / (1 + number), 1 / (1 + view.card.followed)
        evidence = self._evidence
        places = self._show(view.neighbours.cards)
        every_share = view.neighbours.shares_array().tolist()
        for place, shares in zip(places, every_share, strict=True):
            row = place * _WIDTH
            kept_near, near_lately, after1, bought, after2, after3, before = shares
            near = kept_near * of_all
            evidence[row + _NEAR] += weight * near
            evidence[row + _NEAR_LATELY] += weight * near_lately
            evidence[row + _AFTER] += weight * after1 * of_all
            evidence[row + _BOUGHT] += bought
            evidence[row + _SOURCES] += 1
            if near > evidence[row + _NEAR_MOST]:
                evidence[row + _NEAR_MOST], self._nearest[place] = near, item_id
            if item_id == last:
                evidence[row + _AFTER1], evidence[row + _AFTER1_SHARE] = after1, after1 * of_all
                evidence[row + _BEFORE], evidence[row + _NEAR_LAST] = before, kept_near
            if item_id == second:
                evidence[row + _AFTER2], evidence[row + _AFTER2_SHARE] = after2, after2 * of_all
            if item_id == third:
                evidence[row + _AFTER3] = after3

    def _add_walks(self) -> None:
        """Where two steps from the last item lead; but not back to it."""
        last = self._session.items[-1]
        view = self._session.views.get(last)
        if view is None:
            return
        of_all = 1 / (1 + view.card.followed)
        for item_id, times in view.neighbours.walks:
            if item_id != last:
                self._evidence[self._find(item_id) * _WIDTH + _WALK] = times * of_all

    def _add_leaders(self, leaders: Sequence[CardTable]) -> None:
        places = [place for table in leaders for place in self._show(table)]
        for place, rank in {place: rank for rank, place in enumerate(places, start=1)}.items():
            self._evidence[place * _WIDTH + _LEADER] = rank
            self._evidence[place * _WIDTH + _ROUGH] += 1e-3 / rank

    def chosen(self, most: int) -> Candidates:
        """The best of them, roughly the best first and by name where there is no difference."""
        evidence = np.frombuffer(self._evidence).reshape(-1, _WIDTH)
        # Sum by sum: a product of matrices rounds as the processor and the number of rows have it.
        for column, weight in _OF_ROUGH.items():
            evidence[:, _ROUGH] += weight * evidence[:, column]
        worst_first = (-evidence[:, _ROUGH]).tolist()
        best_first = sorted(zip(worst_first, self._place, range(len(worst_first)), strict=True))
        item_ids = [item_id for _, item_id, _ in best_first[:most]]
        order = [place for _, _, place in best_first[:most]]
        evidence = evidence[order]
        _rank(evidence, _AFTER1, _AFTER1_RANK)
        _rank(evidence, _WALK, _WALK_RANK)
        categories = [category for table in self._tables for category in table.categories]
        cards, shown = [self._cards[at] for at in order], self._shown
        return Candidates(
            item_ids=item_ids,
            in_session=[at < self._seen for at in order],
            nearest=[self._nearest[at] for at in order],
            categories=[None if card == _NOWHERE else categories[card] for card in cards],
            evidence=evidence,
            facts=_rows(
                [table.facts for table in self._tables], np.float64, (shown, len(FACTS)), cards
            ),
            values=_rows([*self._values()], np.float32, (shown, self._item_values), cards),
        )

    def _values(self) -> Iterator[bytes]:
        """The values of each table; those of other definitions are none of these."""
        for table in self._tables:
            size = 4 * len(table) * self._item_values
            if len(table.values) == size:
                yield table.values
            else:
                yield np.full(size // 4, np.nan, np.float32).tobytes()


def _rows(
    tables: Sequence[bytes], kind: type[FloatT], shape: tuple[int, int], cards: list[int]
) -> NDArray[FloatT]:
    """The rows of cards by their place in all tables, which have that shape; NaN of none."""
    if _NOWHERE not in cards:
        found: NDArray[FloatT] = np.frombuffer(b"".join(tables), kind).reshape(shape)[cards]
        return found
    nothing = np.full(shape[1], np.nan, kind).tobytes()
    rows, width = shape
    together = np.frombuffer(b"".join((*tables, nothing)), kind).reshape(rows + 1, width)
    # `_NOWHERE` is the place of the last row.
    return together[cards]


def _rank(evidence: Floats, of: int, into: int) -> None:
    """Ranks those that have something of a kind, from 1 on."""
    order = np.argsort(-evidence[:, of], kind="stable")[: np.count_nonzero(evidence[:, of])]
    evidence[order, into] = np.arange(1, len(order) + 1)
