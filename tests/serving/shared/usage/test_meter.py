"""What goes out is counted or owed, and what is owed is settled; the log has all of it once."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from online_store.month import Month
from online_store.usage import Counted
from serving.shared.usage import lately_counted, owed_uses
from serving.shared.usage.known_usage import KNOWN_FOR_S
from serving.shared.usage.lately_counted import LatelyCounted
from serving.shared.usage.meter import Meter, MeterCounts
from serving.shared.usage.store_outage import AWAY_FOR_S
from serving.shared.usage.usage_log import UsageLog, recounted
from tests.serving.shared.usage.counting import NOVEMBER, SimpleCounts, use


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "usage.jsonl"


@pytest.fixture
def log(path: Path) -> Iterator[UsageLog]:
    opened = UsageLog(path)
    yield opened
    opened.close()


def _count(meter: Meter, *numbers: int) -> None:
    async def run() -> None:
        for number in numbers:
            await meter.count(use(number))

    asyncio.run(run())


def _used(meter: Meter) -> int:
    return asyncio.run(meter.used("acme", NOVEMBER))


def test_a_use_that_is_counted_twice_has_one_line(log: UsageLog, path: Path) -> None:
    meter = Meter(SimpleCounts(), log)
    _count(meter, 1, 1, 2, 1)
    assert meter.counts == MeterCounts(counted=2, repeated=2)
    assert len(path.read_text().splitlines()) == 2


def test_what_the_store_cannot_take_is_owed_and_settled(log: UsageLog, path: Path) -> None:
    store = SimpleCounts()
    meter = Meter(store, log)
    store.is_away = True
    _count(meter, 1, 2, 1)
    assert (meter.owed, _used(meter)) == (2, 2)
    asyncio.run(meter.settle())
    assert meter.owed == 2
    store.is_away = False
    asyncio.run(meter.settle())
    assert (meter.owed, asyncio.run(store.used("acme", NOVEMBER))) == (0, 2)
    assert recounted([path]).counts == {("acme", NOVEMBER): 2}


def test_a_store_that_was_away_is_not_waited_for_again_at_once() -> None:
    store, now_s = SimpleCounts(), [0.0]
    meter = Meter(store, clock_s=lambda: now_s[0])
    store.is_away = True
    _count(meter, 1)
    store.is_away = False
    _count(meter, 2)
    assert meter.owed == 2
    now_s[0] += AWAY_FOR_S
    _count(meter, 3)
    assert (meter.owed, meter.counts.counted) == (2, 1)


def test_a_use_whose_reply_was_lost_is_counted_once(log: UsageLog, path: Path) -> None:
    store = SimpleCounts()
    meter = Meter(store, log)
    store.loses_replies = True
    _count(meter, 1)
    store.loses_replies = False
    asyncio.run(meter.settle())
    assert asyncio.run(store.used("acme", NOVEMBER)) == 1
    assert recounted([path]).counts == {("acme", NOVEMBER): 1}


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_use_whose_reply_comes_after_those_to_its_repetitions_has_one_line(
    log: UsageLog,
    path: Path,
    is_lost: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    class FirstLast(SimpleCounts):
        async def count(self, tenant: str, month: Month, decision_id: str) -> Counted:
            counted = await super().count(tenant, month, decision_id)
            if counted.is_new:
                await asyncio.sleep(0.01)
                self._fail(away=is_lost)
            return counted

    meter = Meter(FirstLast(), log)

    async def at_once() -> None:
        await asyncio.gather(*(meter.count(use(1)) for _ in range(3)))

    asyncio.run(at_once())
    assert meter.counts == MeterCounts(counted=not is_lost, repeated=2 + is_lost)
    assert meter.owed == 0
    assert len(path.read_text().splitlines()) == 1


def test_what_is_owed_is_bounded_and_the_log_has_the_rest(
    log: UsageLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owed_uses, "MOST_OWED", 2)
    store = SimpleCounts()
    store.is_away = True
    meter = Meter(store, log)
    _count(meter, 1, 2, 3)
    assert (meter.owed, meter.counts.dropped) == (2, 1)
    assert recounted([path]).counts == {("acme", NOVEMBER): 3}


def test_a_count_is_asked_for_anew_once_it_is_old() -> None:
    store, now_s = SimpleCounts(), [0.0]
    meter = Meter(store, clock_s=lambda: now_s[0])
    assert (_used(meter), _used(meter), store.asked) == (0, 0, 1)
    now_s[0] += KNOWN_FOR_S + 0.1
    assert (_used(meter), store.asked) == (0, 2)


def test_while_the_store_is_away_the_last_count_stands() -> None:
    store, now_s = SimpleCounts(), [0.0]
    meter = Meter(store, clock_s=lambda: now_s[0])
    _count(meter, 1, 2)
    store.is_away = True
    now_s[0] += 60
    assert _used(meter) == 2


def test_a_log_that_cannot_be_written_is_counted_and_ends_nothing() -> None:
    full = UsageLog(Path("/dev/full"))
    meter = Meter(SimpleCounts(), full)
    _count(meter, 1)
    full.close()
    assert meter.counts == MeterCounts(counted=1, unlogged=1)


def test_logs_of_two_machines_are_counted_as_one(tmp_path: Path) -> None:
    paths = [tmp_path / "a", tmp_path / "b"]
    for path, numbers in zip(paths, [(1, 2), (2, 3)], strict=True):
        log = UsageLog(path)
        for number in numbers:
            log.add(use(number))
        log.add(use(number=9, month=NOVEMBER.after if path == paths[0] else NOVEMBER))
        log.close()
    assert recounted(paths).counts == {("acme", NOVEMBER): 4}


def test_half_a_line_is_told_and_costs_no_other(path: Path, log: UsageLog) -> None:
    log.add(use(1))
    path.write_bytes(path.read_bytes() + b'{"tenant":"acme","mon\n[]\n\xff\n')
    log.add(use(2))
    found = recounted([path])
    assert (found.unreadable, found.counts) == (3, {("acme", NOVEMBER): 2})


@given(
    st.lists(st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 5), st.booleans()), max_size=30)
)
def test_whatever_is_repeated_and_whenever_the_store_is_away_log_and_store_agree(
    tmp_path_factory: pytest.TempPathFactory, asked: list[tuple[str, int, bool]]
) -> None:
    path = tmp_path_factory.mktemp("log") / "usage.jsonl"
    log, store = UsageLog(path), SimpleCounts()
    meters = [Meter(store, log), Meter(store, log)]

    async def run() -> dict[str, int]:
        for number, (tenant, of, away) in enumerate(asked):
            store.is_away = away
            await meters[number % 2].count(use(of, tenant))
        store.is_away = False
        for meter in meters:
            await meter.settle()
        return {name: await store.used(name, NOVEMBER) for name in ("a", "b")}

    used = asyncio.run(run())
    log.close()
    counts = recounted([path]).counts
    assert used == {name: counts.get((name, NOVEMBER), 0) for name in ("a", "b")}
    assert sum(used.values()) == len({(tenant, of) for tenant, of, _ in asked})


def test_a_damaged_key_of_one_tenant_stops_the_count_of_no_other() -> None:
    store = SimpleCounts()
    meter = Meter(store)
    store.damaged = {"torn"}

    async def run() -> None:
        for number in (1, 2):
            await meter.count(use(number, "torn"))
            await meter.count(use(number, "acme"))
        assert meter.owed == 2
        assert await store.used("acme", NOVEMBER) == 2
        await meter.settle()
        assert meter.owed == 2
        store.damaged = set()
        await meter.settle()
        assert (meter.owed, await store.used("torn", NOVEMBER)) == (0, 2)

    asyncio.run(run())


def test_what_is_owed_of_one_tenant_is_settled_behind_that_of_a_damaged_one() -> None:
    store = SimpleCounts()
    meter = Meter(store)
    store.is_away = True
    asyncio.run(meter.count(use(1, "torn")))
    asyncio.run(meter.count(use(1, "acme")))
    store.is_away, store.damaged = False, {"torn"}
    asyncio.run(meter.settle())
    assert (meter.owed, asyncio.run(store.used("acme", NOVEMBER))) == (1, 1)


def test_one_tenant_cannot_take_all_the_room_for_what_is_owed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(owed_uses, "MOST_OWED_OF_A_TENANT", 3)
    store = SimpleCounts()
    store.damaged = {"torn"}
    meter = Meter(store)
    for number in range(5):
        asyncio.run(meter.count(use(number, "torn")))
    assert (meter.owed, meter.counts.dropped) == (3, 2)


def test_without_time_a_use_is_owed_and_the_store_not_taken_for_slow() -> None:
    store = SimpleCounts()
    meter = Meter(store)
    asyncio.run(meter.count(use(1), within_s=0))
    assert (meter.owed, meter.counts.counted) == (1, 0)
    asyncio.run(meter.count(use(2)))
    assert meter.counts.counted == 1


def test_a_use_that_is_in_a_hurry_does_not_say_that_the_store_is_away() -> None:
    class Slow(SimpleCounts):
        async def count(self, tenant: str, month: Month, decision_id: str) -> Counted:
            await asyncio.sleep(0.02)
            return await super().count(tenant, month, decision_id)

    meter = Meter(Slow())
    asyncio.run(meter.count(use(1), within_s=0.001))
    asyncio.run(meter.count(use(2)))
    assert (meter.owed, meter.counts.counted) == (1, 1)


def test_why_answers_are_owed_is_logged_once_until_they_are_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store, now_s = SimpleCounts(), [0.0]
    meter = Meter(store, clock_s=lambda: now_s[0])
    for _ in range(2):
        store.is_away = True
        for number in range(3):
            now_s[0] += 10
            _count(meter, number)
        store.is_away = False
        asyncio.run(meter.settle())
    assert [one.getMessage() for one in caplog.records] == [
        "answers are owed to the count: away"
    ] * 2


def test_while_a_key_is_damaged_that_is_logged_once_however_often_it_is_tried(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = SimpleCounts()
    store.damaged = {"torn"}
    meter = Meter(store)
    for number in range(3):
        asyncio.run(meter.count(use(number, "torn")))
        asyncio.run(meter.settle())
    assert [one.getMessage() for one in caplog.records] == [
        "answers are owed to the count: damaged"
    ]


def _in_a_hurry(meter: Meter, *numbers: int) -> None:
    async def run() -> None:
        for number in numbers:
            await meter.count(use(number), within_s=0)

    asyncio.run(run())


def test_what_was_counted_lately_is_not_owed_again(log: UsageLog, path: Path) -> None:
    store = SimpleCounts()
    meter = Meter(store, log)
    _count(meter, 1, 2)
    _in_a_hurry(meter, 1, 2, 1)
    store.is_away = True
    _count(meter, 1)
    assert (meter.owed, _used(meter), len(path.read_text().splitlines())) == (0, 2, 2)
    assert meter.counts == MeterCounts(counted=2, repeated=4)


def test_what_is_owed_is_owed_no_longer_once_another_request_of_it_is_counted(
    log: UsageLog, path: Path
) -> None:
    meter = Meter(SimpleCounts(), log)
    _in_a_hurry(meter, 1)
    _count(meter, 1)
    assert (meter.owed, _used(meter), len(path.read_text().splitlines())) == (0, 1, 1)


def test_over_the_end_of_a_month_what_is_owed_is_owed_once(log: UsageLog, path: Path) -> None:
    store = SimpleCounts()
    meter = Meter(store, log)
    _in_a_hurry(meter, 1)
    asyncio.run(meter.count(use(1, month=NOVEMBER.after), within_s=0))
    assert (meter.owed, asyncio.run(meter.used("acme", NOVEMBER.after))) == (1, 0)
    asyncio.run(meter.count(use(1, month=NOVEMBER.after)))
    assert (meter.owed, len(path.read_text().splitlines())) == (0, 1)
    # In the month in which it was owed first.
    months = (NOVEMBER, NOVEMBER.after)
    assert [asyncio.run(store.used("acme", month)) for month in months] == [1, 0]
    assert recounted([path]).counts == {("acme", NOVEMBER): 1}


def test_over_the_end_of_a_month_what_cannot_be_counted_in_the_first_stays_owed_in_it(
    log: UsageLog, path: Path
) -> None:
    store = SimpleCounts()
    store.damaged_months = {NOVEMBER}
    meter = Meter(store, log)
    asyncio.run(meter.count(use(1)))
    asyncio.run(meter.count(use(1, month=NOVEMBER.after)))
    assert (meter.owed, asyncio.run(store.used("acme", NOVEMBER.after))) == (1, 0)
    store.damaged_months = set()
    asyncio.run(meter.settle())
    assert (meter.owed, asyncio.run(store.used("acme", NOVEMBER))) == (0, 1)
    assert recounted([path]).counts == {("acme", NOVEMBER): 1}


def test_what_was_counted_lately_is_known_while_the_store_is_away() -> None:
    store = SimpleCounts()
    meter = Meter(store)
    _count(meter, 1)
    store.is_away = True
    assert asyncio.run(meter.has_counted(use(1)))
    assert not asyncio.run(meter.has_counted(use(2)))


def test_requests_for_one_id_that_cross_each_other_write_one_line(
    log: UsageLog, path: Path
) -> None:
    store = SimpleCounts()
    store.turns = 3
    meter = Meter(store, log)

    async def run() -> None:
        slow = asyncio.create_task(meter.count(use(1)))
        await asyncio.sleep(0)
        await meter.count(use(1), within_s=0)
        await asyncio.gather(slow, meter.count(use(1)), meter.settle(), meter.settle())

    asyncio.run(run())
    assert (meter.owed, meter.counts.counted) == (0, 1)
    assert len(path.read_text().splitlines()) == 1


def test_a_reply_that_comes_after_what_was_owed_is_settled_writes_no_second_line(
    log: UsageLog, path: Path
) -> None:
    class Held(SimpleCounts):
        async def count(self, tenant: str, month: Month, decision_id: str) -> Counted:
            counted = await super().count(tenant, month, decision_id)
            if counted.is_new:
                await settled.wait()
            return counted

    settled = asyncio.Event()
    meter = Meter(Held(), log)

    async def run() -> None:
        slow = asyncio.create_task(meter.count(use(1), within_s=60))
        await asyncio.sleep(0)
        await meter.count(use(1), within_s=0)
        await meter.settle()
        settled.set()
        await slow

    asyncio.run(run())
    assert (meter.owed, meter.counts) == (0, MeterCounts(counted=1, repeated=1))
    assert len(path.read_text().splitlines()) == 1


def test_what_another_process_has_counted_is_used_once_after_it_is_settled() -> None:
    store = SimpleCounts()
    _count(Meter(store), *range(100))
    meter = Meter(store)
    _in_a_hurry(meter, *range(100))

    async def run() -> tuple[int, int]:
        before = await meter.used("acme", NOVEMBER)
        settling = [meter.settle_of("acme", NOVEMBER, within_s=1) for _ in range(5)]
        await asyncio.gather(*settling, meter.settle())
        return before, await meter.used("acme", NOVEMBER)

    assert asyncio.run(run()) == (200, 100)
    # Once for all that asked.
    assert (meter.owed, meter.counts.repeated) == (0, 100)


def test_who_stops_waiting_for_what_is_settled_stops_it_for_nobody() -> None:
    store = SimpleCounts()
    store.turns = 5
    meter = Meter(store)
    _in_a_hurry(meter, 1)

    async def run() -> None:
        first = asyncio.create_task(meter.settle_of("acme", NOVEMBER, within_s=1))
        second = asyncio.create_task(meter.settle())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        first.cancel()
        await second

    asyncio.run(run())
    assert (meter.owed, meter.counts.counted) == (0, 1)


@pytest.mark.parametrize("fault", ["is_away", "damaged"])
def test_what_cannot_be_settled_now_stays_owed(fault: str) -> None:
    store = SimpleCounts()
    meter = Meter(store)
    _in_a_hurry(meter, 1)
    setattr(store, fault, {"acme"})
    asyncio.run(meter.settle_of("acme", NOVEMBER, within_s=1))
    assert (meter.owed, meter.counts.counted) == (1, 0)


def test_a_damaged_month_stops_the_count_of_no_other() -> None:
    store = SimpleCounts()
    meter = Meter(store)
    store.damaged_months = {NOVEMBER}
    _in_a_hurry(meter, *range(100))
    asyncio.run(meter.count(use(100, month=NOVEMBER.after), within_s=0))
    asyncio.run(meter.settle())
    assert (meter.owed, asyncio.run(store.used("acme", NOVEMBER.after))) == (100, 1)


def test_of_what_was_counted_lately_a_bounded_number_is_known() -> None:
    lately, most = LatelyCounted(), lately_counted.KNOWN_AT_LEAST
    known = []
    for number in range(3 * most):
        lately.add(use(number), is_logged=True)
        if number in {most - 1, most, 2 * most + 7}:
            known.append(sum(use(one) in lately for one in range(number + 1)))
    assert known == [most, most + 1, most + 8]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["count", "in a hurry", "settle"]),
            st.sampled_from(["a", "b"]),
            st.integers(0, 5),
            st.sampled_from(["", "away", "lost", "damaged"]),
        ),
        max_size=30,
    )
)
def test_whatever_fails_and_whoever_is_in_a_hurry_each_id_is_used_once_and_has_one_line(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int, str]]
) -> None:
    path = tmp_path_factory.mktemp("log") / "usage.jsonl"
    log, store, now_s = UsageLog(path), SimpleCounts(), [0.0]
    meter = Meter(store, log, clock_s=lambda: now_s[0])
    asked = {(tenant, number) for kind, tenant, number, _ in steps if kind != "settle"}

    async def run() -> dict[str, tuple[int, int]]:
        for kind, tenant, number, fault in steps:
            now_s[0] += 10
            store.is_away, store.loses_replies = fault == "away", fault == "lost"
            store.damaged = {tenant} if fault == "damaged" else set()
            if kind == "settle":
                await meter.settle()
            else:
                await meter.count(use(number, tenant), within_s=float(kind == "count"))
        store.is_away = store.loses_replies = False
        store.damaged = set()
        await meter.settle()
        now_s[0] += 10
        return {
            name: (await store.used(name, NOVEMBER), await meter.used(name, NOVEMBER))
            for name in "ab"
        }

    used = asyncio.run(run())
    log.close()
    expected = {name: sum(tenant == name for tenant, _ in asked) for name in "ab"}
    assert used == {name: (expected[name], expected[name]) for name in "ab"}
    assert meter.owed == 0
    assert len(path.read_text().splitlines()) == len(asked)
