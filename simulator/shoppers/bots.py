"""Bots: very long visits, very fast, to items that have nothing to do with each other."""

from typing import Final

import numpy as np

from simulator.rhythm import Span
from simulator.shoppers.demand import Demand
from simulator.shoppers.traffic import Arrival
from simulator.shoppers.visit import Act

_MEDIAN_EVENTS: Final = 250
_EVENTS_SPREAD: Final = 0.6
_LEAST_EVENTS: Final = 60
_GAP_MS: Final = (120, 1_500)


def planned_bots(rng: np.random.Generator, span: Span, events: int) -> list[Arrival]:
    """When bots come, in order of time; at most so many events, and never a short visit."""
    lengths: list[int] = []
    while (left := events - sum(lengths)) >= _LEAST_EVENTS:
        drawn = int(_MEDIAN_EVENTS * rng.lognormal(0.0, _EVENTS_SPREAD))
        lengths.append(min(left, max(_LEAST_EVENTS, drawn)))
    starts = np.sort(rng.integers(span.start_ms, span.end_ms, size=len(lengths))).tolist()
    return [Arrival(start, length) for start, length in zip(starts, lengths, strict=True)]


def bot_acts(rng: np.random.Generator, arrival: Arrival, demand: Demand) -> list[Act]:
    """Views of whatever is in the shop."""
    there = np.flatnonzero(np.array(demand.vigour) > 0)
    items = rng.choice(there, size=arrival.bot_events).tolist()
    gaps = rng.integers(*_GAP_MS, size=arrival.bot_events)
    times = (arrival.start_ms + np.cumsum(gaps) - gaps[0]).tolist()
    return [Act(time_ms, "view", item) for time_ms, item in zip(times, items, strict=True)]
