"""Fraud campaigns: patterns at random marks until each has made its share of the payments."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from simulator.fraud.account_takeover import account_takeover
from simulator.fraud.bust_out_merchant import bust_out_merchant
from simulator.fraud.card_testing import card_testing
from simulator.fraud.compromised_merchant import compromised_merchant
from simulator.fraud.customers import Customers
from simulator.fraud.leaked_card import leaked_card
from simulator.fraud.low_and_slow import low_and_slow
from simulator.fraud.mule_ring import mule_ring
from simulator.fraud.scene import Pattern, Scene
from simulator.habits import DEVICES_PER_CARD
from simulator.population import Population
from simulator.table import Ints, PaymentTable, stacked

PATTERNS: Final[dict[str, Pattern]] = {
    "card_testing": card_testing,
    "leaked_card": leaked_card,
    "account_takeover": account_takeover,
    "compromised_merchant": compromised_merchant,
    "mule_ring": mule_ring,
    "bust_out_merchant": bust_out_merchant,
    "low_and_slow": low_and_slow,
}
"""Every pattern by its name; the order gives the numbers in `PaymentTable.pattern`."""

PATTERN_NAMES: Final = tuple(PATTERNS)

SHARES: Final = {
    "card_testing": 0.21,
    "leaked_card": 0.22,
    "account_takeover": 0.20,
    "compromised_merchant": 0.11,
    "mule_ring": 0.11,
    "bust_out_merchant": 0.07,
    "low_and_slow": 0.08,
}
"""Share of each pattern in the fraudulent payments, adding up to 1."""

_GOLDEN: Final = (5**0.5 - 1) / 2
# A pattern of which so many campaigns in a row have no payment within the time does not fit.
_MISSES: Final = 20


@dataclass(frozen=True, slots=True)
class FraudPlan:
    """How much fraud: `count` payments before `end_ms` (epoch ms), by these patterns."""

    count: int
    end_ms: int
    patterns: tuple[str, ...]


def fraud_payments(
    rng: np.random.Generator,
    population: Population,
    genuine: PaymentTable,
    plan: FraudPlan,
) -> PaymentTable:
    """The payments of a plan, in no order; `genuine` must be in time order.

    There are fewer than planned only where the patterns do not fit into the time.
    """
    customers = Customers.of(genuine, population.merchants.city.size)
    device = population.cards.city.size * DEVICES_PER_CARD
    # Marks are spread over the time, so that every pattern is found in every longer period.
    where = dict(zip(plan.patterns, rng.random(len(plan.patterns)).tolist(), strict=True))
    made, misses = dict.fromkeys(plan.patterns, 0), dict.fromkeys(plan.patterns, 0)
    campaigns = [genuine.take(np.empty(0, dtype=np.int64))]
    missing = plan.count
    while made and missing:
        name, lack = _most_behind(made, missing)
        device += 1
        where[name] = (where[name] + _GOLDEN) % 1
        scene = Scene(population, genuine, customers, int(where[name] * len(genuine)), device)
        campaign = _within(PATTERNS[name](rng, scene), plan.end_ms, lack)
        number = np.full(len(campaign), PATTERN_NAMES.index(name))
        campaigns.append(replace(campaign, pattern=number))
        made[name] += len(campaign)
        missing -= len(campaign)
        misses[name] = 0 if len(campaign) else misses[name] + 1
        if misses[name] == _MISSES:
            del made[name]
    return stacked(campaigns)


def _most_behind(made: dict[str, int], missing: int) -> tuple[str, int]:
    """The pattern that lacks most of its share, and how many payments it lacks, 1 or more."""
    total = missing + sum(made.values())
    shares = sum(SHARES[name] for name in made)
    lacks = {name: total * SHARES[name] / shares - count for name, count in made.items()}
    name = max(lacks, key=lacks.__getitem__)
    return name, min(missing, max(1, round(lacks[name])))


def _within(campaign: PaymentTable, end_ms: int, at_most: int) -> PaymentTable:
    """The first payments of a campaign, those from `end_ms` on left out."""
    rows: Ints = np.flatnonzero(campaign.time_ms < end_ms)
    return campaign.take(rows[np.argsort(campaign.time_ms[rows], kind="stable")][:at_most])
