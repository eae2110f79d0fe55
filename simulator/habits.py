"""What people do with their cards: genuine payments at home, on trips, in bursts and online."""

from dataclasses import replace
from typing import Final

import numpy as np

from simulator.bursts import Draft, join_bursts
from simulator.cities import CITIES
from simulator.kinds import ATM, ECOMMERCE
from simulator.merchants import in_notes
from simulator.population import Population
from simulator.positions import positions
from simulator.preferences import choose_merchants
from simulator.rhythm import Span, payment_times, traffic_before
from simulator.subscriptions import subscription_payments
from simulator.table import NO_DEVICE, Floats, Ints, PaymentTable, stacked
from simulator.trips import Trips, plan_trips

DEVICES_PER_CARD: Final = 2
_SECOND_DEVICE_SHARE: Final = 0.2
_BIG_TICKET_SHARE: Final = 0.007


def genuine_payments(
    rng: np.random.Generator, population: Population, count: int, span: Span
) -> PaymentTable:
    """`count` genuine payments with event times in the span, in no order."""
    trips = plan_trips(rng, population, span)
    regular = subscription_payments(rng, population, count, span)
    spontaneous = _spontaneous(rng, population, trips, count - len(regular), span)
    return _placed(rng, population, trips, stacked((spontaneous, regular)))


def _spontaneous(
    rng: np.random.Generator, population: Population, trips: Trips, count: int, span: Span
) -> PaymentTable:
    cards = population.cards
    card = rng.choice(cards.city.size, size=count, p=_activity(population, span))
    offsets_h = np.array([city.utc_offset_h for city in CITIES])[cards.city[card]]
    first_day = cards.first_day(span)[card]
    time_ms = payment_times(rng, cards.rhythm[card], offsets_h, first_day, span)
    bursts = join_bursts(rng, Draft(population, span, card, time_ms))
    city = trips.cities(cards.city, card, time_ms)
    merchant = choose_merchants(rng, population, card, city, time_ms)
    merchant[bursts.row] = bursts.merchant
    amount_minor = _amounts(rng, population, card, merchant, bursts.top_ups)
    return PaymentTable.at(time_ms, card, merchant, amount_minor)


def _activity(population: Population, span: Span) -> Floats:
    """Share of each card in all payments: a card that is issued later pays less often."""
    cards = population.cards
    missed = traffic_before(span)[cards.rhythm, cards.first_day(span)]
    expected = cards.activity * (1 - missed)
    shares: Floats = expected / expected.sum()
    return shares


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
    amount[cash] = in_notes(amount[cash])
    minor: Ints = np.maximum(amount, 50).astype(np.int64)
    return minor


def _placed(
    rng: np.random.Generator, population: Population, trips: Trips, table: PaymentTable
) -> PaymentTable:
    """The payments with positions and devices."""
    city = trips.cities(population.cards.city, table.card, table.time_ms)
    latitude, longitude = positions(rng, population, table.card, city, table.merchant)
    online = population.merchants.channel[table.merchant] == ECOMMERCE
    second = rng.random(len(table)) < _SECOND_DEVICE_SHARE
    device = table.card * DEVICES_PER_CARD + second
    return replace(
        table,
        latitude=latitude,
        longitude=longitude,
        device=np.where(online, device, NO_DEVICE),
    )
