"""Growth of a population: some of its members are there from the first day, the others join."""

import numpy as np

from events.shared.time_units import DAY_MS
from simulator.rhythm import Span
from simulator.table import Ints


def joining_times(rng: np.random.Generator, count: int, share: float, span: Span) -> Ints:
    """Epoch ms of the day on which each member joins; the share that joins later does so evenly."""
    later = rng.random(count) < share
    day = np.where(later, rng.integers(0, span.days, size=count), 0)
    times: Ints = span.start_ms + day * DAY_MS
    return times
