"""Where a card is at a time is what its newest trip says."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from events.shared.time_units import DAY_MS, HOUR_MS
from simulator.rhythm import START_MS
from simulator.trips import Trips

HOME = np.array([0, 1, 2])
plans = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(1, 8), st.integers(3, 9)),
    max_size=12,
    unique_by=lambda plan: plan[:2],
)
moments = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 30 * 24)), min_size=1, max_size=20)


@given(plans, moments)
def test_the_city_is_that_of_the_newest_trip_unless_it_is_over(
    plans: list[tuple[int, int, int, int]], moments: list[tuple[int, int]]
) -> None:
    plans.sort()
    columns = np.array(plans, dtype=np.int64).reshape(-1, 4).T
    departure_ms = START_MS + columns[1] * DAY_MS
    trips = Trips(columns[0], departure_ms, departure_ms + columns[2] * DAY_MS, columns[3])
    card, hour = np.array(moments).T
    cities = trips.cities(HOME, card, START_MS + hour * HOUR_MS)
    assert len(cities) == len(moments) >= 1
    for one, at_h, city in zip(card.tolist(), hour.tolist(), cities.tolist(), strict=True):
        begun = [plan for plan in plans if plan[0] == one and plan[1] * 24 <= at_h]
        away = bool(begun) and at_h < (begun[-1][1] + begun[-1][2]) * 24
        assert city == (begun[-1][3] if away else HOME[one])
