"""Who pays: simulated cards with their home, spending, activity, issue and favourite merchants."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from events.shared.time_units import DAY_MS
from simulator.cities import city_weights, near
from simulator.growth import joining_times
from simulator.merchants import Merchants, popular
from simulator.rhythm import Span
from simulator.table import Floats, Ints

PREFERRED_LOCAL: Final = 9
PREFERRED_ONLINE: Final = 4
_ISSUED_LATER: Final = 0.2


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards by index.

    Attributes:
        city: index of the home city.
        latitude: of the home, degrees north.
        longitude: of the home, degrees east.
        spending: multiplier of every price that the card pays.
        activity: relative number of payments a day.
        rhythm: index of the daily rhythm, see `simulator.rhythm`.
        preferred: merchant indices, (cards, PREFERRED_LOCAL + PREFERRED_ONLINE).
        issued_ms: epoch ms; the card pays nothing before.
    """

    city: Ints
    latitude: Floats
    longitude: Floats
    spending: Floats
    activity: Floats
    rhythm: Ints
    preferred: Ints
    issued_ms: Ints

    def first_day(self, span: Span) -> Ints:
        """Day of the span on which each card is issued, 0 for those that are there already."""
        days: Ints = (self.issued_ms - span.start_ms) // DAY_MS
        return days


def issue_cards(
    rng: np.random.Generator, count: int, cities: int, merchants: Merchants, span: Span
) -> Cards:
    """`count` cards whose holders live in the first `cities` cities."""
    city = rng.choice(cities, size=count, p=city_weights(cities))
    latitude, longitude = near(rng, city)
    preferred = np.empty((count, PREFERRED_LOCAL + PREFERRED_ONLINE), dtype=np.int64)
    for place in range(cities):
        at_home = np.flatnonzero(city == place)
        local = popular(rng, merchants, merchants.local(place), at_home.size * PREFERRED_LOCAL)
        preferred[at_home, :PREFERRED_LOCAL] = local.reshape(at_home.size, PREFERRED_LOCAL)
    online = popular(rng, merchants, merchants.online(), count * PREFERRED_ONLINE)
    preferred[:, PREFERRED_LOCAL:] = online.reshape(count, PREFERRED_ONLINE)
    return Cards(
        city=city,
        latitude=latitude,
        longitude=longitude,
        spending=rng.lognormal(0.0, 0.45, size=count),
        activity=rng.lognormal(0.0, 0.7, size=count),
        rhythm=rng.choice(3, size=count, p=(0.55, 0.39, 0.06)),
        preferred=preferred,
        issued_ms=joining_times(rng, count, _ISSUED_LATER if count > 1 else 0.0, span),
    )
