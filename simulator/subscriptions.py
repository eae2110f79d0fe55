"""Subscriptions: the same small amount at the same online merchant every month."""

from typing import Final

import numpy as np

from events.shared.time_units import DAY_MS
from simulator.kinds import MEDIA
from simulator.merchants import popular
from simulator.population import Population
from simulator.rhythm import Span
from simulator.table import PaymentTable

_PER_CARD: Final = 1.2
_EVERY_MS: Final = 30 * DAY_MS
_LARGEST_SHARE: Final = 0.05
_PRICES_MINOR: Final = (299, 499, 799, 999, 1_299, 1_799, 2_499)


def subscription_payments(
    rng: np.random.Generator, population: Population, count: int, span: Span
) -> PaymentTable:
    """The payments of all subscriptions, at most a small share of `count`, in no order."""
    cards, merchants = population.cards, population.merchants
    card = np.repeat(np.arange(cards.city.size), rng.poisson(_PER_CARD, size=cards.city.size))
    online = merchants.online()
    media = online[merchants.kind[online] == MEDIA]
    merchant = popular(rng, merchants, media if media.size else online, card.size)
    begin = np.maximum(cards.issued_ms[card], merchants.opened_ms[merchant])
    first_ms = begin + rng.integers(0, _EVERY_MS, size=card.size)
    price = rng.choice(_PRICES_MINOR, size=card.size)
    renewals = -(-span.days * DAY_MS // _EVERY_MS)
    time_ms = first_ms[:, None] + np.arange(renewals) * _EVERY_MS
    due = np.flatnonzero(time_ms.ravel() < span.end_ms)
    kept = rng.permutation(due)[: int(count * _LARGEST_SHARE)]
    one = kept // renewals
    return PaymentTable.at(time_ms.ravel()[kept], card[one], merchant[one], price[one])
