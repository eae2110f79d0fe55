"""What people do with their cards: genuine payments at home, on trips, in bursts and online."""

from typing import Final

import numpy as np

from simulator.bursts import join_bursts
from simulator.cards import PREFERRED_LOCAL
from simulator.cities import CITIES
from simulator.merchants import ATM, ECOMMERCE, popular
from simulator.population import Population
from simulator.rhythm import Span, payment_times
from simulator.table import GENUINE, NO_DEVICE, Ints, PaymentTable
from simulator.whereabouts import positions, whereabouts

DEVICES_PER_CARD: Final = 2
_EXPLORING_SHARE: Final = 0.14
_ONLINE_SHARE: Final = 0.3
_SECOND_DEVICE_SHARE: Final = 0.2
_BIG_TICKET_SHARE: Final = 0.007


def genuine_payments(
    rng: np.random.Generator, population: Population, count: int, span: Span
) -> PaymentTable:
    """`count` genuine payments with event times in the span, in no order."""
    cards = population.cards
    card = rng.choice(cards.activity.size, size=count, p=cards.activity)
    offsets = np.array([city.utc_offset_h for city in CITIES])[cards.city[card]]
    time_ms = payment_times(rng, cards.rhythm[card], offsets, span)
    bursts = join_bursts(rng, card, time_ms, span.end_ms)
    city = whereabouts(rng, population, card, time_ms, span)
    merchant = _choose_merchants(rng, population, card, city)
    if bursts.top_ups.size:
        shop = popular(rng, population.merchants, population.merchants.online(), count)
        merchant[bursts.top_ups] = shop[bursts.leader[-bursts.top_ups.size :]]
    amount = _amounts(rng, population, card, merchant, bursts.top_ups)
    latitude, longitude = positions(rng, population, card, city, merchant)
    online = population.merchants.channel[merchant] == ECOMMERCE
    device = card * DEVICES_PER_CARD + (rng.random(count) < _SECOND_DEVICE_SHARE)
    return PaymentTable(
        time_ms=time_ms,
        card=card,
        merchant=merchant,
        amount_minor=amount,
        latitude=latitude,
        longitude=longitude,
        device=np.where(online, device, NO_DEVICE),
        pattern=np.full(count, GENUINE),
    )


def _choose_merchants(
    rng: np.random.Generator, population: Population, card: Ints, city: Ints
) -> Ints:
    """A preferred merchant mostly, at times a new one; on a trip one of the place."""
    cards, merchants, count = population.cards, population.merchants, card.size
    online = rng.random(count) < _ONLINE_SHARE
    width = cards.preferred.shape[1]
    favourite = np.minimum(rng.geometric(0.25, size=count) - 1, PREFERRED_LOCAL - 1)
    favourite[online] = PREFERRED_LOCAL + favourite[online] % (width - PREFERRED_LOCAL)
    merchant: Ints = cards.preferred[card, favourite]
    elsewhere = (city != cards.city[card]) & ~online
    exploring = (rng.random(count) < _EXPLORING_SHARE) | elsewhere
    rows = np.flatnonzero(exploring & online)
    merchant[rows] = popular(rng, merchants, merchants.online(), rows.size)
    for place in range(population.cities):
        rows = np.flatnonzero(exploring & ~online & (city == place))
        merchant[rows] = popular(rng, merchants, merchants.local(place), rows.size)
    return merchant


def _amounts(
    rng: np.random.Generator, population: Population, card: Ints, merchant: Ints, top_ups: Ints
) -> Ints:
    """Log-normal around the merchant's price times the card's spending, in minor units."""
    count = card.size
    amount = population.merchants.price_minor[merchant] * population.cards.spending[card]
    amount = amount * rng.lognormal(0.0, 0.45, size=count)
    big = rng.random(count) < _BIG_TICKET_SHARE
    amount[big] *= rng.uniform(4.0, 12.0, size=int(big.sum()))
    amount[top_ups] = rng.choice((99, 199, 499, 999), size=top_ups.size)
    cash = population.merchants.channel[merchant] == ATM
    amount[cash] = np.ceil(amount[cash] / 1_000) * 1_000
    minor: Ints = np.maximum(amount, 50).astype(np.int64)
    return minor
