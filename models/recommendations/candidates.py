"""The items that may come next in a session, with what speaks for each.

::

    session   A  B           A: neighbours C, D      B: neighbours D, E; followers of E: F
    candidates               A  B   C  D  E   F   and the leaders of their categories
                             repeats  sessions  walk
"""

from collections.abc import Sequence
from typing import Final

from features.recommendations.card import Card
from features.recommendations.neighbours import Neighbour
from features.recommendations.session_view import ITEMS_KNOWN, SessionView

MOST: Final = 90
"""Candidates that are ranked."""

_WALKED: Final = 8
"""Neighbours of the last item that a walk goes on from."""


class Candidate:
    """One item and what speaks for it; all shares are of the events that followed an item.

    Attributes:
        item_id: the item.
        in_session: whether the session has it.
        nearest: the item of the session that it is nearest to, None where it is no neighbour.
        card: the item as of its last contact that the session knows of, None without one.
        after1: how often it came one step after the last item; with its share and its rank.
        after2: two steps after the item before the last; with its share.
        after3: three steps after the one before that.
        before: how often it came before the last item.
        near_last: closeness to the last item.
        near: closeness to the items of the session, later ones count more.
        near_most: to the item that it is nearest to.
        near_lately: as `near`, by the short half-life.
        after: share of transitions from the items of the session, later ones count more.
        bought: sessions in which it was bought with an item of this one.
        sources: items of the session that it is a neighbour of.
        walk: share of walks of two steps from the last item that end at it; with its rank.
        leader: its rank among the leaders of a category, 0 where it is none.
        rough: the score by which candidates are chosen.
    """

    __slots__ = (
        "after", "after1", "after1_rank", "after1_share", "after2", "after2_share", "after3",
        "before", "bought", "card", "in_session", "item_id", "leader", "near", "near_last",
        "near_lately",
        "near_most", "nearest", "rough", "sources", "walk", "walk_rank",
    )  # fmt: skip

    def __init__(self, item_id: str) -> None:
        self.item_id = item_id
        self.in_session = False
        self.nearest: str | None = None
        self.card: Card | None = None
        self.after = self.after1 = self.after1_share = self.after2 = self.after2_share = 0.0
        self.after3 = self.before = self.bought = self.near = self.near_last = 0.0
        self.near_lately = self.near_most = self.walk = self.rough = 0.0
        self.after1_rank = self.walk_rank = self.leader = self.sources = 0


def candidates_of(
    session: SessionView, leaders: Sequence[Card] = (), most: int = MOST
) -> list[Candidate]:
    """The candidates of a session, roughly the best first."""
    found: dict[str, Candidate] = {}
    latest_first = tuple(dict.fromkeys(reversed(session.items)))
    for item_id in latest_first:
        candidate = found[item_id] = Candidate(item_id)
        candidate.in_session = True
        view = session.views.get(item_id)
        if view is not None:
            candidate.card = view.card
    _add_neighbours(found, session, latest_first)
    _add_walks(found, session)
    for rank, card in enumerate(leaders, start=1):
        candidate = _of(found, card.item_id)
        candidate.leader = rank
        _show(candidate, card)
    _rate(found, session)
    chosen = sorted(found.values(), key=lambda one: (-one.rough, one.item_id))[:most]
    _rank(chosen)
    return chosen


def _of(found: dict[str, Candidate], item_id: str) -> Candidate:
    candidate = found.get(item_id)
    if candidate is None:
        candidate = found[item_id] = Candidate(item_id)
    return candidate


def _show(candidate: Candidate, card: Card) -> None:
    """Note a card, unless a newer one is known."""
    if candidate.card is None or card.time_ms > candidate.card.time_ms:
        candidate.card = card


def _add_neighbours(
    found: dict[str, Candidate], session: SessionView, latest_first: Sequence[str]
) -> None:
    last, second, third = (*session.items[:-4:-1], None, None, None)[:3]
    for place, item_id in enumerate(latest_first[:ITEMS_KNOWN]):
        view = session.views.get(item_id)
        if view is None:
            continue
        weight, of_all = 1 / (1 + place), 1 / (1 + view.card.followed)
        for neighbour in view.neighbours:
            candidate = _of(found, neighbour.card.item_id)
            _show(candidate, neighbour.card)
            one, two, three = neighbour.after
            near = neighbour.near * of_all
            if item_id == last:
                candidate.after1, candidate.after1_share = one, one * of_all
                candidate.before, candidate.near_last = neighbour.before, neighbour.near
            if item_id == second:
                candidate.after2, candidate.after2_share = two, two * of_all
            if item_id == third:
                candidate.after3 = three
            candidate.near += weight * near
            if near > candidate.near_most:
                candidate.near_most, candidate.nearest = near, item_id
            candidate.near_lately += weight * neighbour.near_lately
            candidate.after += weight * one * of_all
            candidate.bought += neighbour.bought
            candidate.sources += 1


def _add_walks(found: dict[str, Candidate], session: SessionView) -> None:
    last = session.items[-1]
    view = session.views.get(last)
    if view is None:
        return
    of_all = 1 / (1 + view.card.followed)
    first_step = sorted(view.neighbours, key=_followed_by)[:_WALKED]
    for neighbour in first_step:
        share = neighbour.after[0] * of_all
        if not share:
            break
        for item_id, next_share in neighbour.card.followers:
            if item_id != last:
                _of(found, item_id).walk += share * next_share


def _followed_by(neighbour: Neighbour) -> tuple[float, str]:
    return -neighbour.after[0], neighbour.card.item_id


def _rate(found: dict[str, Candidate], session: SessionView) -> None:
    steps: dict[str, int] = {}
    for step, item_id in enumerate(reversed(session.items), start=1):
        steps.setdefault(item_id, step)
    for item_id, candidate in found.items():
        since = steps.get(item_id)
        candidate.rough = (
            2 * candidate.after1_share
            + candidate.near
            + candidate.after2_share
            + candidate.walk
            + (0.0 if since is None else 1 / since)
            + (0.0 if not candidate.leader else 1e-3 / candidate.leader)
        )


def _rank(chosen: Sequence[Candidate]) -> None:
    by_after = sorted((one for one in chosen if one.after1), key=lambda one: -one.after1)
    for rank, candidate in enumerate(by_after, start=1):
        candidate.after1_rank = rank
    by_walk = sorted((one for one in chosen if one.walk), key=lambda one: -one.walk)
    for rank, candidate in enumerate(by_walk, start=1):
        candidate.walk_rank = rank
