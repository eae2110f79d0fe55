"""Fraud campaigns: patterns at random marks until the wanted number of payments is reached."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from simulator.fraud.account_takeover import account_takeover
from simulator.fraud.bust_out_merchant import bust_out_merchant
from simulator.fraud.card_testing import card_testing
from simulator.fraud.compromised_merchant import compromised_merchant
from simulator.fraud.leaked_card import leaked_card
from simulator.fraud.scene import Pattern, Scene
from simulator.habits import DEVICES_PER_CARD
from simulator.population import Population
from simulator.table import Ints, PaymentTable, stacked

PATTERNS: Final[dict[str, Pattern]] = {
    "card_testing": card_testing,
    "leaked_card": leaked_card,
    "account_takeover": account_takeover,
    "compromised_merchant": compromised_merchant,
    "bust_out_merchant": bust_out_merchant,
}
"""Every pattern by its name; the order gives the numbers in `PaymentTable.pattern`."""

PATTERN_NAMES: Final = tuple(PATTERNS)

# Chance of a campaign; large campaigns are rarer, so that each pattern makes about a fifth of the
# payments.
_CHANCES: Final = {
    "card_testing": 0.11,
    "leaked_card": 0.34,
    "account_takeover": 0.39,
    "compromised_merchant": 0.11,
    "bust_out_merchant": 0.08,
}


@dataclass(frozen=True, slots=True)
class FraudPlan:
    """How much fraud: at most `count` payments before `end_ms` (epoch ms), by these patterns."""

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
    chances = np.array([_CHANCES[name] for name in plan.patterns])
    campaigns = [genuine.take(np.empty(0, dtype=np.int64))]
    found, attempts = 0, 4 * plan.count + 20
    device = population.cards.activity.size * DEVICES_PER_CARD
    while found < plan.count and attempts:
        attempts -= 1
        device += 1
        name = plan.patterns[int(rng.choice(len(plan.patterns), p=chances / chances.sum()))]
        scene = Scene(population, genuine, int(rng.integers(len(genuine))), device)
        campaign = _within(PATTERNS[name](rng, scene), plan.end_ms, plan.count - found)
        number = np.full(len(campaign), PATTERN_NAMES.index(name))
        campaigns.append(replace(campaign, pattern=number))
        found += len(campaign)
    return stacked(campaigns)


def _within(campaign: PaymentTable, end_ms: int, at_most: int) -> PaymentTable:
    rows: Ints = np.flatnonzero(campaign.time_ms < end_ms)[:at_most]
    return campaign.take(rows)
