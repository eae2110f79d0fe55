"""Card precision at k: of the k cards that analysts check a day, how many are compromised.

::

    day 1   all cards          top k --> found F1
    day 2   all but F1         top k --> found F2
    day 3   all but F1, F2     top k --> ...             mean of |F| / k over the days

A card's score on a day is the highest of its payments; it is compromised on a day if one of its
payments of that day is a fraud. Dal Pozzolo et al., "Credit card fraud detection: a realistic
modeling and a novel learning strategy" (2018), call it alert precision.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

Ints = NDArray[np.int64]

_TIE_SEED: Final = 0


@dataclass(frozen=True, slots=True)
class CardDays:
    """The cards of each day, one entry a card and day.

    Attributes:
        day: (m,) number of the day, ascending.
        card: (m,) code of the card.
        score: (m,) highest score of the card's payments of the day.
        compromised: (m,) whether one of them is a fraud.
        days: how many days there are, those without a payment included.
    """

    day: Ints
    card: Ints
    score: NDArray[np.float64]
    compromised: NDArray[np.bool_]
    days: int


@dataclass(frozen=True, slots=True)
class DayOfChecks:
    """One day of checking cards.

    Attributes:
        compromised: cards compromised on that day and not found on an earlier one.
        found: those of them among the k cards checked.
    """

    compromised: int
    found: int


def card_days(
    day: Ints, card: Ints, score: NDArray[np.float64], fraud: NDArray[np.bool_], days: int
) -> CardDays:
    """Payments, each an entry of the four (n,) arrays, gathered into cards of days."""
    order = np.lexsort((card, day))
    sorted_day, sorted_card = day[order], card[order]
    starts = np.flatnonzero(
        np.append(True, (np.diff(sorted_day) != 0) | (np.diff(sorted_card) != 0))[: order.size]
    )
    if not order.size:
        return CardDays(day, card, score, fraud, days)
    return CardDays(
        day=sorted_day[starts],
        card=sorted_card[starts],
        score=np.maximum.reduceat(score[order], starts),
        compromised=np.logical_or.reduceat(fraud[order], starts),
        days=days,
    )


def check_days(cards: CardDays, k: int) -> tuple[DayOfChecks, ...]:
    """What checking the k most suspicious cards finds on each day.

    Of equal scores, which card is checked is drawn once for all days, from a fixed seed: neither
    the order of the payments nor the truth decides.
    """
    draw = _draws(cards)
    found: Ints = np.empty(0, dtype=np.int64)
    checks: list[DayOfChecks] = []
    for day in range(cards.days):
        of_day = np.flatnonzero(cards.day == day)
        open_cards = of_day[~np.isin(cards.card[of_day], found)]
        ranked = open_cards[np.lexsort((draw[open_cards], -cards.score[open_cards]))][:k]
        hits = ranked[cards.compromised[ranked]]
        checks.append(DayOfChecks(int(cards.compromised[open_cards].sum()), int(hits.size)))
        found = np.concatenate((found, cards.card[hits]))
    return tuple(checks)


def daily_precision(checks: tuple[DayOfChecks, ...], k: int) -> NDArray[np.float64]:
    """(days,) share of the k checks that found a compromised card; their mean is the metric."""
    return np.array([check.found / k for check in checks], dtype=np.float64)


def best_card_precision(cards: CardDays, k: int) -> float:
    """The highest card precision at k that any scores could have on these cards.

    A card can be found on one of the days on which it is compromised, a day finds at most k: the
    most cards that can be found is the maximum flow from cards through days.
    """
    hit = np.flatnonzero(cards.compromised)
    if not hit.size:
        return 0.0
    _, code = np.unique(cards.card[hit], return_inverse=True)
    first_day, count = 1, int(code.max()) + 1
    first_card, sink = first_day + cards.days, first_day + cards.days + count
    card_nodes, day_nodes = np.arange(count) + first_card, np.arange(cards.days) + first_day
    tails = np.concatenate((np.zeros(count, dtype=np.int64), code + first_card, day_nodes))
    heads = np.concatenate((card_nodes, cards.day[hit] + first_day, np.full(cards.days, sink)))
    room = np.concatenate((np.ones(count + hit.size), np.full(cards.days, k))).astype(np.int32)
    graph = coo_array((room, (tails, heads)), shape=(sink + 1, sink + 1)).tocsr()
    return int(maximum_flow(graph, 0, sink).flow_value) / (k * cards.days)


def _draws(cards: CardDays) -> Ints:
    """(m,) a number for every entry, the same for the same card; different cards differ."""
    distinct, code = np.unique(cards.card, return_inverse=True)
    drawn: Ints = np.random.default_rng(_TIE_SEED).permutation(distinct.size)[code]
    return drawn
