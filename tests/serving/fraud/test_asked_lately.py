"""What was asked about moves the clock while it may be on its way; a silent job shows."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from features.shared.watermark import NOTHING_SEEN_MS
from servers.valkey import ValkeyServer
from serving.fraud import asked_lately
from serving.fraud.answer import Answer
from serving.fraud.asked_lately import FAR_AHEAD_MS, SILENT_AFTER_MS, AskedLately
from tests.features.payments import START_MS, a_payment
from tests.serving.fraud.asking import Asker, asking, job_beside

DAY_MS = 86_400_000
KEPT_MS = 10
OUT_OF_ORDERNESS_MS = 3


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 20)), max_size=20), st.integers(0, 30))
def test_the_clock_is_that_of_the_newest_that_may_be_on_its_way(
    asked: list[tuple[int, int]], later_ms: int
) -> None:
    lately, now_ms, noted = AskedLately(OUT_OF_ORDERNESS_MS, KEPT_MS), 0, list[tuple[int, int]]()
    for pause_ms, event_time_ms in asked:
        now_ms += pause_ms
        lately.note(event_time_ms, now_ms)
        noted.append((now_ms, event_time_ms))
    now_ms += later_ms
    newest = max((time for at, time in noted if now_ms - at <= KEPT_MS), default=None)
    expected = NOTHING_SEEN_MS if newest is None else newest - OUT_OF_ORDERNESS_MS - 1
    assert lately.watermark_ms(now_ms) == expected


@pytest.mark.parametrize(
    ("told_ms", "now_ms", "silent"),
    [
        (900, 1_000 + SILENT_AFTER_MS, False),
        (900, 1_001 + SILENT_AFTER_MS, True),
        (1_000, 9_000 + SILENT_AFTER_MS, False),
    ],
)
def test_a_job_is_silent_that_has_told_nothing_since_a_payment_was_asked_about(
    told_ms: int, now_ms: int, *, silent: bool
) -> None:
    lately = AskedLately(OUT_OF_ORDERNESS_MS, KEPT_MS)
    assert not lately.is_silent(0, now_ms)
    lately.note(1, 1_000)
    lately.note(1, 5_000)
    assert lately.is_silent(told_ms, now_ms) == silent


def test_a_job_that_speaks_again_is_silent_only_after_the_next_that_is_asked_about() -> None:
    lately = AskedLately(OUT_OF_ORDERNESS_MS, KEPT_MS)
    lately.note(1, 1_000)
    assert lately.is_silent(900, 2_000 + SILENT_AFTER_MS)
    assert not lately.is_silent(100_000, 200_000 + SILENT_AFTER_MS)
    lately.note(1, 300_000)
    assert not lately.is_silent(100_000, 300_000 + SILENT_AFTER_MS)
    assert lately.is_silent(100_000, 300_001 + SILENT_AFTER_MS)


def test_a_payment_that_is_late_only_beside_what_was_asked_about_says_so(
    valkey: ValkeyServer, store: Redis
) -> None:
    job = job_beside(store)
    job.take(a_payment(START_MS))
    today, before = a_payment(START_MS + 5 * DAY_MS), a_payment(START_MS + 1_000)

    async def ask(asker: Asker) -> tuple[Answer, Answer, Answer]:
        on_time = await asker.decided(a_payment(START_MS + 500))
        await asker.decided(today)
        beside = await asker.decided(before)
        job.take(today)
        return on_time, beside, await asker.decided(a_payment(START_MS + 2_000))

    on_time, beside, late = asking(valkey.url, ask)
    assert [one.decision.late for one in (on_time, beside, late)] == [False, True, True]
    assert beside.shortfalls == ("late_beside_asked",)
    assert late.shortfalls == on_time.shortfalls == ()


@pytest.mark.usefixtures("store")
def test_without_a_job_it_says_so_too(valkey: ValkeyServer) -> None:
    async def ask(asker: Asker) -> tuple[Answer, Answer]:
        newer = await asker.decided(a_payment(START_MS + 5 * DAY_MS))
        return newer, await asker.decided(a_payment(START_MS))

    newer, beside = asking(valkey.url, ask)
    assert (newer.decision.late, newer.shortfalls) == (False, ("no_job",))
    assert (beside.decision.late, beside.shortfalls) == (True, ("no_job", "late_beside_asked"))
    assert (beside.basis, beside.mirror_lag_ms) == ("payment", None)


@pytest.mark.parametrize("passed_ms", [0, 5_000])
def test_what_is_far_ahead_of_the_job_moves_no_clock_and_is_told_until_it_is_there_or_cannot_come(
    passed_ms: int,
) -> None:
    lately, told_ms = AskedLately(OUT_OF_ORDERNESS_MS, KEPT_MS), 1_000
    asked_ms = told_ms + passed_ms
    lately.heard(100, told_ms)
    most = 100 + passed_ms + FAR_AHEAD_MS
    far = most + OUT_OF_ORDERNESS_MS + 2
    lately.note(far - 1, asked_ms)
    assert (lately.watermark_ms(asked_ms), lately.has_far_ahead(asked_ms)) == (most, False)
    lately.note(far, asked_ms)
    assert (lately.watermark_ms(asked_ms), lately.has_far_ahead(asked_ms)) == (most, True)
    assert lately.has_far_ahead(asked_ms + KEPT_MS)
    lately.heard(far - OUT_OF_ORDERNESS_MS - 2, asked_ms)
    assert lately.has_far_ahead(asked_ms)
    lately.heard(far - OUT_OF_ORDERNESS_MS - 1, asked_ms)
    assert not lately.has_far_ahead(asked_ms)


def test_what_the_job_told_before_takes_its_clock_not_back() -> None:
    lately = AskedLately(OUT_OF_ORDERNESS_MS, KEPT_MS)
    lately.heard(50 * DAY_MS, 2_000)
    lately.heard(100, 1_000)
    lately.note(51 * DAY_MS, 2_000)
    assert not lately.has_far_ahead(2_000)


def test_what_is_far_ahead_is_told_no_longer_than_it_may_be_on_its_way() -> None:
    lately = AskedLately(OUT_OF_ORDERNESS_MS, KEPT_MS)
    lately.heard(100, 1_000)
    lately.note(300 * DAY_MS, 1_000)
    assert not lately.has_far_ahead(1_001 + KEPT_MS)


def test_without_a_job_nothing_is_far_ahead_of_it() -> None:
    lately = AskedLately(OUT_OF_ORDERNESS_MS, KEPT_MS)
    lately.note(300 * DAY_MS, 1_000)
    assert not lately.has_far_ahead(1_000)
    assert lately.watermark_ms(1_000) == 300 * DAY_MS - OUT_OF_ORDERNESS_MS - 1


def test_one_payment_of_today_does_not_make_those_of_a_replayed_year_late(
    valkey: ValkeyServer, store: Redis
) -> None:
    job = job_beside(store)
    job.take(a_payment(START_MS))

    async def ask(asker: Asker) -> Answer:
        await asker.decided(a_payment(START_MS + 300 * DAY_MS))
        return await asker.decided(a_payment(START_MS + 1_000))

    beside = asking(valkey.url, ask)
    assert (beside.basis, beside.decision.late) == ("state", False)
    assert beside.shortfalls == ("far_ahead_asked",)


def test_an_answer_says_that_the_job_is_silent(
    valkey: ValkeyServer, store: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked_lately, "SILENT_AFTER_MS", -1)
    job = job_beside(store)
    payments = [a_payment(START_MS + at) for at in range(4)]
    job.take(payments[0])

    async def ask(asker: Asker) -> list[tuple[str, ...]]:
        found = [(await asker.decided(one)).shortfalls for one in payments[1:3]]
        # The job tells its time in whole milliseconds.
        await asyncio.sleep(0.002)
        job.take(payments[1])
        return [*found, (await asker.decided(payments[3])).shortfalls]

    assert asking(valkey.url, ask) == [(), ("job_silent",), ()]
