"""Trips of card holders: some days in another city, several times a year."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS
from simulator.cities import city_weights
from simulator.population import Population
from simulator.rhythm import Span
from simulator.table import Ints

_TRIP_EVERY_DAYS: Final = 60
_DEPARTURE_MS: Final = 4 * HOUR_MS
_CARD_SHIFT: Final = 36


@dataclass(frozen=True, slots=True)
class Trips:
    """Trips by card and departure: from `departure_ms` up to `back_ms` in the city `goal`."""

    card: Ints
    departure_ms: Ints
    back_ms: Ints
    goal: Ints

    def cities(self, home: Ints, card: Ints, time_ms: Ints) -> Ints:
        """City that each card is in at each time; `home` is the home city by card."""
        if not self.card.size:
            return home[card]
        # The newest departure of the card at or before the time.
        departures, moments = _key(self.card, self.departure_ms), _key(card, time_ms)
        latest = np.searchsorted(departures, moments, side="right") - 1
        away = (latest >= 0) & (self.card[latest] == card) & (time_ms < self.back_ms[latest])
        return np.where(away, self.goal[latest], home[card])


def _key(card: Ints, time_ms: Ints) -> Ints:
    """One integer that sorts by card and then by the minute; trips begin at whole minutes."""
    return (card << _CARD_SHIFT) + time_ms // MINUTE_MS


def plan_trips(rng: np.random.Generator, population: Population, span: Span) -> Trips:
    """The trips that begin within the span; one that begins during another one ends that."""
    cards = population.cards.city.size
    trips_by_card = rng.poisson(span.days / _TRIP_EVERY_DAYS, size=cards)
    card = np.repeat(np.arange(cards), trips_by_card)
    day = rng.integers(0, span.days, size=card.size)
    order = np.lexsort((day, card))
    departure_ms = span.start_ms + day[order] * DAY_MS + _DEPARTURE_MS
    return Trips(
        card=card,
        departure_ms=departure_ms,
        back_ms=departure_ms + rng.integers(2, 8, size=card.size) * DAY_MS,
        goal=rng.choice(population.cities, size=card.size, p=city_weights(population.cities)),
    )
