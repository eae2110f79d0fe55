"""A process that ends waits a while for a store that is away, and not for a damaged key."""

import asyncio

import pytest

from online_store.errors import StoreDataError
from online_store.month import Month
from online_store.usage import Counted
from serving.shared.usage import ending
from serving.shared.usage.ending import ENDS_WITHIN_S, settle_at_end
from serving.shared.usage.meter import Meter
from tests.serving.shared.usage.counting import NOVEMBER, ReturningCounts, use


@pytest.fixture(autouse=True)
def _pauses_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "_PAUSE_S", 0)


def _ended(
    store: ReturningCounts, tenants: dict[str, int], within_s: float = ENDS_WITHIN_S
) -> Meter:
    """A meter that owed so many of each tenant before it ended."""
    meter = Meter(store)

    async def run() -> None:
        for tenant, uses in tenants.items():
            for number in range(uses):
                await meter.count(use(number, tenant), within_s=0)
        await settle_at_end(meter, within_s)

    asyncio.run(run())
    return meter


def _used(store: ReturningCounts, tenant: str = "acme") -> int:
    return asyncio.run(store.used(tenant, NOVEMBER))


def test_what_is_owed_is_settled_with_a_store_that_is_back_before_the_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = ReturningCounts(away_for=10)
    assert (_ended(store, {"acme": 3}).owed, _used(store)) == (0, 3)
    assert not caplog.records


def test_a_store_that_stays_away_ends_it_when_the_time_is_over_and_the_number_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = ReturningCounts(away_for=1_000_000)
    assert _ended(store, {"acme": 2, "globex": 1}, within_s=0.02).owed == 3
    assert [one.getMessage() for one in caplog.records] == [
        "ended with answers owed to the count: 3"
    ]


def test_a_damaged_key_is_tried_once_at_the_end(caplog: pytest.LogCaptureFixture) -> None:
    store = ReturningCounts(away_for=0)
    store.damaged = {"torn"}
    assert (_ended(store, {"torn": 1, "acme": 1}).owed, store.tried, _used(store)) == (1, 2, 1)
    assert [one.getMessage() for one in caplog.records] == [
        "ended with answers owed to the count: 1"
    ]


def test_behind_a_damaged_key_what_a_store_that_is_away_will_take_is_waited_for() -> None:
    class AwayForOne(ReturningCounts):
        async def count(self, tenant: str, month: Month, decision_id: str) -> Counted:
            if tenant == "torn":
                raise StoreDataError("damaged")
            return await super().count(tenant, month, decision_id)

    store = AwayForOne(away_for=4)
    assert (_ended(store, {"torn": 1, "acme": 1}).owed, _used(store)) == (1, 1)


def test_where_nothing_is_owed_the_store_is_not_asked() -> None:
    store = ReturningCounts(away_for=1)
    assert (_ended(store, {}).owed, store.tried) == (0, 0)
