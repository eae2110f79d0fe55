"""Payments that come in bursts and are genuine: sprees, series of top-ups, and sales.

spree     card   x  x x          other shops, minutes apart
top-ups   card   xxxxxx          one shop, tiny amounts
sale      shop   a bb cdefgh     many cards within hours
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS
from simulator.merchants import popular
from simulator.population import Population
from simulator.rhythm import Span
from simulator.table import Ints

_SPREE_SHARE: Final = 0.04
_TOP_UP_SHARE: Final = 0.006
_TOP_UP_SIZE: Final = 6
_SPREE_MS: Final = 40 * MINUTE_MS
_TOP_UP_MS: Final = 10 * MINUTE_MS
_SALE_SHARE: Final = 0.008
_SALE_SIZE: Final = 25
_SALE_MS: Final = 5 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Draft:
    """Payments of which only the card and the time are decided yet, both open to change."""

    population: Population
    span: Span
    card: Ints
    time_ms: Ints


@dataclass(frozen=True, slots=True)
class Bursts:
    """Rows whose merchant the burst decides: `merchant[i]` for `row[i]`; the top-ups among them."""

    row: Ints
    merchant: Ints
    top_ups: Ints


def join_bursts(rng: np.random.Generator, draft: Draft) -> Bursts:
    """Moves some rows of the draft into bursts."""
    count = draft.card.size
    sprees, top_ups, sales = (
        int(count * share) for share in (_SPREE_SHARE, _TOP_UP_SHARE, _SALE_SHARE)
    )
    spree, top_up, sale, rest = np.split(
        rng.permutation(count), np.cumsum((sprees, top_ups, sales))
    )
    _follow(rng, draft, spree, rng.choice(rest, size=sprees), _SPREE_MS)
    series = -(-top_ups // _TOP_UP_SIZE)
    leader = np.repeat(rng.choice(rest, size=series), _TOP_UP_SIZE)[:top_ups]
    _follow(rng, draft, top_up, leader, _TOP_UP_MS)
    merchants = draft.population.merchants
    old_shops = merchants.online()[merchants.opened_ms[merchants.online()] == draft.span.start_ms]
    shop = np.repeat(popular(rng, merchants, old_shops, series), _TOP_UP_SIZE)[:top_ups]
    sold_at = _meet_at_sales(rng, draft, sale)
    return Bursts(np.concatenate((top_up, sale)), np.concatenate((shop, sold_at)), top_up)


def _follow(
    rng: np.random.Generator, draft: Draft, follower: Ints, leader: Ints, within_ms: int
) -> None:
    """Makes rows follow others, by the same card, closely."""
    gap = rng.integers(MINUTE_MS // 3, within_ms, size=follower.size)
    draft.card[follower] = draft.card[leader]
    after = draft.time_ms[leader] + gap
    draft.time_ms[follower] = np.where(after < draft.span.end_ms, after, draft.time_ms[leader])


def _meet_at_sales(rng: np.random.Generator, draft: Draft, row: Ints) -> Ints:
    """Makes rows meet at online sales; returns the merchant of each."""
    merchants = draft.population.merchants
    sales = row.size // _SALE_SIZE + 1
    shop = rng.choice(merchants.online(), size=sales)
    begin = rng.integers(merchants.opened_ms[shop], draft.span.end_ms - _SALE_MS)
    sale = rng.integers(sales, size=row.size)
    rush = begin[sale] + (rng.beta(1.0, 3.0, size=row.size) * _SALE_MS).astype(np.int64)
    # A card that is not issued yet buys there on its first day.
    issued_ms = draft.population.cards.issued_ms[draft.card[row]]
    first_day_ms = issued_ms + rng.integers(0, DAY_MS, size=row.size)
    draft.time_ms[row] = np.where(rush >= issued_ms, rush, first_day_ms)
    sold_at: Ints = shop[sale]
    return sold_at
