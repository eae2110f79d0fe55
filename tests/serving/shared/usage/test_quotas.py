"""Who waits for room has it once there is some, and no later than it is waited for."""

import asyncio

import pytest

from serving.shared.prices.plan import Plan, Prices, Tier
from serving.shared.usage.meter import Meter
from serving.shared.usage.quotas import Quotas
from tests.serving.shared.usage.counting import SimpleCounts, use

PLAN = Plan("p", 0, 0, (Tier(None, 1),), quota=1)
PRICES = Prices(currency="EUR", plans={"p": PLAN}, tenants={}, default_plan="p", sha256="")


@pytest.fixture
def quotas() -> Quotas:
    return Quotas(Meter(SimpleCounts()), PRICES)


def test_who_comes_after_the_last_under_way_has_ended_waits_for_nothing(quotas: Quotas) -> None:
    assert asyncio.run(quotas.may_get_room(use(1), within_s=0))


def test_the_same_under_way_twice_is_one(quotas: Quotas) -> None:
    async def run() -> tuple[bool, bool, bool]:
        with quotas.under_way(use(1)), quotas.under_way(use(1)):
            return (
                quotas.is_under_way(use(1)),
                quotas.is_under_way(use(2)),
                await quotas.may_get_room(use(2), within_s=0.001),
            )

    assert asyncio.run(run()) == (True, False, False)
    assert not quotas.is_under_way(use(1))
