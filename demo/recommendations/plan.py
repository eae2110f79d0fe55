"""How large the demo of recommendations is: what is simulated, how fast it is replayed."""

from dataclasses import dataclass
from typing import Final

from demo.shared.pacing import Pacing
from events.shared.time_units import DAY_MS
from simulator.shoppers.disturbance_settings import Disturbances
from simulator.shoppers.settings import ShoppingScenario

RATE_PER_S: Final = 200

SEED: Final = 2025

K: Final = 20
"""Items of a list that count when it is judged: all of the longest one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShopPlan(Pacing):
    """The numbers of one demo.

    Attributes:
        scenario: the shop and its shoppers.
        disturbances: how the records arrive.
        judged_share: of the days, the last ones whose lists are judged; before them there is
            little that anybody could have learned.
    """

    scenario: ShoppingScenario
    disturbances: Disturbances
    judged_share: float = 0.5

    @property
    def judged_from_ms(self) -> int:
        """Event time from which on lists are judged."""
        span = self.scenario.span
        return span.end_ms - round(span.days * self.judged_share) * DAY_MS


def live_shop_plan(now_ms: int) -> ShopPlan:
    """A day of a shop for an hour of looking on, whose end is now: no list is older than that."""
    return ShopPlan(
        scenario=ShoppingScenario(seed=SEED, events=40_000, days=1, start_ms=now_ms - DAY_MS),
        disturbances=Disturbances(),
        rate_per_s=10,
        paced_s=3_600,
        settling_s=0,
    )


def shop_plan() -> ShopPlan:
    """Four weeks of a shop."""
    return ShopPlan(
        scenario=ShoppingScenario(seed=SEED, events=20_000),
        disturbances=Disturbances(),
        rate_per_s=RATE_PER_S,
        paced_s=20,
        settling_s=4,
        rest_s=10,
    )
