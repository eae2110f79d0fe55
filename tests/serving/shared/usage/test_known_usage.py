"""A look at the store stands, also where it is lower; what was counted since is not forgotten."""

import asyncio

import pytest

from online_store.month import Month
from serving.shared.usage.known_usage import KNOWN_FOR_S, KnownUsage
from serving.shared.usage.meter import Meter
from tests.serving.shared.usage.counting import NOVEMBER, SimpleCounts, use

LATER_S = KNOWN_FOR_S + 0.1


@pytest.fixture
def now_s() -> list[float]:
    return [0.0]


@pytest.fixture
def known(now_s: list[float]) -> KnownUsage:
    return KnownUsage(lambda: now_s[0])


def _looked(known: KnownUsage, used: int | None, month: Month = NOVEMBER) -> int:
    with known.look("acme", month) as look:
        look.used = used
    return known.used("acme", month)


def test_a_look_that_finds_less_stands(known: KnownUsage) -> None:
    assert (_looked(known, 99_999), _looked(known, 3)) == (99_999, 3)


def test_a_look_without_an_answer_leaves_what_was_known_and_is_not_repeated_at_once(
    known: KnownUsage, now_s: list[float]
) -> None:
    _looked(known, 5)
    now_s[0] += LATER_S
    assert not known.is_fresh("acme", NOVEMBER)
    assert (_looked(known, None), known.is_fresh("acme", NOVEMBER)) == (5, True)


def test_a_look_that_is_ended_before_its_answer_counts_for_none(known: KnownUsage) -> None:
    with pytest.raises(asyncio.CancelledError), known.look("acme", NOVEMBER):
        raise asyncio.CancelledError
    assert not known.is_fresh("acme", NOVEMBER)
    known.learn("acme", NOVEMBER, 9)
    assert _looked(known, 4) == 4


def test_a_count_that_was_told_while_the_store_was_asked_is_not_lost(known: KnownUsage) -> None:
    with known.look("acme", NOVEMBER) as overtaken:
        known.learn("acme", NOVEMBER, 6)
        with known.look("acme", NOVEMBER) as second:
            second.used = 5
        known.learn("acme", NOVEMBER, 7)
        overtaken.used = 5
    assert known.used("acme", NOVEMBER) == 7


def test_a_count_told_late_lowers_nothing_and_makes_nothing_fresh(
    known: KnownUsage, now_s: list[float]
) -> None:
    _looked(known, 5)
    now_s[0] += LATER_S
    known.learn("acme", NOVEMBER, 4)
    assert (known.used("acme", NOVEMBER), known.is_fresh("acme", NOVEMBER)) == (5, False)


def test_what_is_learned_of_the_month_before_leaves_that_of_this_one(known: KnownUsage) -> None:
    _looked(known, 8, NOVEMBER.after)
    known.learn("acme", NOVEMBER, 100)
    assert (known.used("acme", NOVEMBER.after), known.is_fresh("acme", NOVEMBER.after)) == (8, True)


def test_a_month_long_over_is_forgotten(known: KnownUsage) -> None:
    for month in (NOVEMBER, NOVEMBER.after, NOVEMBER.after.after):
        _looked(known, 1, month)
    assert known.used("acme", NOVEMBER) == 0


def test_a_wrong_count_that_is_mended_holds_nobody_up_longer_than_it_is_known() -> None:
    store, now_s = SimpleCounts(), [0.0]
    meter = Meter(store, clock_s=lambda: now_s[0])

    async def run() -> list[int]:
        await meter.count(use(1))
        store.mend("acme", NOVEMBER, 99_999)
        # It is told with a use, too, and by whoever goes on asking in between.
        await meter.count(use(2))
        found = [await meter.used("acme", NOVEMBER)]
        store.mend("acme", NOVEMBER, 2)
        for number in (3, 4):
            now_s[0] += 0.9 * KNOWN_FOR_S
            await meter.count(use(number))
            found.append(await meter.used("acme", NOVEMBER))
        return found

    assert asyncio.run(run()) == [100_000, 100_000, 4]
