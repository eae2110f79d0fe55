"""All visits in order of their beginnings, each planned as a whole when it begins.

::

    hour by hour --(traffic)--> who comes --(crowd)--> what happens --(outing)--> by which ids
                 --(bots)-----------------------------------------------------^

Nothing of a visit is kept but what the next one of the same shopper depends on.
"""

from collections.abc import Iterator
from heapq import merge
from itertools import accumulate
from operator import attrgetter
from typing import Final

import numpy as np

from events.shared.time_units import HOUR_MS, MINUTE_MS, SECOND_MS
from simulator.shoppers import purposes
from simulator.shoppers.attraction import Attraction
from simulator.shoppers.behaviours import BEHAVIOURS, Behaviour
from simulator.shoppers.bots import bot_acts, planned_bots
from simulator.shoppers.crowd import Crowd
from simulator.shoppers.identity import named
from simulator.shoppers.outing import Chances, Outing
from simulator.shoppers.shop import Shop
from simulator.shoppers.shopper import Shopper, activities, open_accounts
from simulator.shoppers.traffic import Arrival, Pace, shares_by_hour
from simulator.shoppers.visit import Visit
from simulator.shoppers.walk import Walk
from simulator.streams import normals, stream, uniforms

_UNTIL: Final = tuple(accumulate(behaviour.share for behaviour in BEHAVIOURS))


def visits_in_order(shop: Shop) -> Iterator[Visit]:
    """Visits with exactly `shop.scenario.events` events."""
    return _Visits(shop).in_order()


class _Visits:
    """Plans the visits of one run."""

    def __init__(self, shop: Shop) -> None:
        self._scenario = scenario = shop.scenario
        seed = scenario.seed
        self._uniform = uniforms(stream(seed, purposes.VISITS))
        self._normal = normals(stream(seed, purposes.GAPS))
        self._traffic = stream(seed, purposes.TRAFFIC)
        self._bot_rng = stream(seed, purposes.BOTS)
        self._demands = shop.demands()
        today = self._demands.at(scenario.start_ms)
        self._attraction = Attraction(shop.items, shop.likeness, today, self._uniform)
        accounts = stream(seed, purposes.ACCOUNTS)
        self._crowd = Crowd(
            scenario,
            open_accounts(accounts, shop.items, scenario),
            activities(accounts, scenario.accounts).tolist(),
            self._attraction,
            self._uniform,
        )
        self._chances = Chances(
            self._uniform,
            self._normal,
            shop.listings,
            scenario.list_share,
            scenario.hide_share,
        )

    def in_order(self) -> Iterator[Visit]:
        scenario = self._scenario
        of_bots = int(scenario.events * scenario.bot_share)
        bots = planned_bots(self._bot_rng, scenario.span, of_bots)
        people = scenario.events - sum(bot.bot_events for bot in bots)
        pace = Pace(people, shares_by_hour(scenario.span))
        coming = merge(map(Arrival, self._starts(pace)), bots, key=attrgetter("start_ms"))
        for number, arrival in enumerate(coming):
            if arrival.bot_events:
                yield self._by_bot(arrival, number)
            else:
                visit = self._by_person(arrival.start_ms, number, pace.left)
                pace.plan(visit.events)
                yield visit

    def _starts(self, pace: Pace) -> Iterator[int]:
        """When visits of people begin; each is planned before the next one is asked for."""
        span = self._scenario.span
        start_ms = span.start_ms
        for begin_ms in range(span.start_ms, span.end_ms, HOUR_MS):
            visits = self._traffic.poisson(pace.begin_hour())
            starts = self._traffic.integers(begin_ms, begin_ms + HOUR_MS, size=visits)
            for start_ms in np.sort(starts).tolist():
                if not pace.left:
                    break
                yield start_ms
        start_ms = max(start_ms, span.end_ms - MINUTE_MS)
        while pace.left:
            start_ms = min(start_ms + SECOND_MS, span.end_ms - 1)
            yield start_ms

    def _by_person(self, start_ms: int, number: int, most_events: int) -> Visit:
        self._attraction.demand = self._demands.at(start_ms)
        shopper = self._crowd.next_shopper(start_ms)
        behaviour = self._behaviour()
        walk = Walk(self._attraction, self._uniform, shopper, behaviour)
        acts = Outing(walk, behaviour, self._chances, start_ms).acts()[:most_events]
        self._crowd.left(shopper, acts[-1].time_ms, walk.seen)
        later = self._scenario.later_login_share
        ids = named(acts, shopper, _session_id(number), later, self._uniform)
        return Visit(
            number,
            behaviour.name,
            shopper,
            ids.acts,
            ids.session_id,
            ids.user_id,
            ids.known_from,
            ids.link,
        )

    def _by_bot(self, bot: Arrival, number: int) -> Visit:
        acts = bot_acts(self._bot_rng, bot, self._demands.at(bot.start_ms))
        return Visit(number, "bot", Shopper((), (), 0), acts, _session_id(number), None)

    def _behaviour(self) -> Behaviour:
        draw = self._uniform()
        for behaviour, until in zip(BEHAVIOURS, _UNTIL, strict=True):
            if draw < until:
                return behaviour
        return BEHAVIOURS[-1]


def _session_id(number: int) -> str:
    return f"session-{number:07d}"
