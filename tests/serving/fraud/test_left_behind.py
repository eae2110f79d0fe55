"""What an answer leaves behind: here, in the store for other processes, and on the stream."""

import asyncio

import msgspec
from redis import Redis

from servers.valkey import ValkeyServer
from serving.fraud.answer import Answer
from serving.fraud.payment_request import KeptAnswer, RecentAnswers
from tests.features.payments import START_MS, a_payment
from tests.serving.decisions import decision
from tests.serving.fraud.asking import SECOND_MS, Asker, asking, burst, counted, job_beside


class Full:
    """A stream that takes nothing."""

    def send(self, key: str, raw: bytes) -> bool:
        assert key == "card"
        assert raw
        return False


def test_of_two_processes_that_are_asked_at_once_the_first_to_keep_its_answer_gives_it(
    valkey: ValkeyServer, store: Redis
) -> None:
    assert store.dbsize() == 0
    payment = a_payment(START_MS)

    async def ask(one: Asker) -> list[Answer]:
        other = Asker(valkey.url)
        for asker in (one, other):
            await asker.client.ping()
        answers = await asyncio.gather(one.decided(payment), other.decided(payment))
        await other.client.aclose()
        return list(answers)

    answers = asking(valkey.url, ask)
    assert sorted(one.repeated for one in answers) == [False, True]
    assert answers[0].decision == answers[1].decision


def test_an_answer_is_given_again_though_the_job_has_had_the_payment_meanwhile(
    valkey: ValkeyServer, store: Redis
) -> None:
    payment = a_payment(START_MS)
    answer = asking(valkey.url, lambda asker: asker.decided(payment))
    job_beside(store).take(payment)
    again = asking(valkey.url, lambda asker: asker.decided(payment))
    assert again == msgspec.structs.replace(answer, repeated=True)


def test_what_the_job_has_had_is_no_longer_kept_here_or_in_the_store(
    valkey: ValkeyServer, store: Redis
) -> None:
    first, second, third, fourth = burst(4)
    job = job_beside(store)

    async def ask(asker: Asker) -> tuple[int, Answer]:
        for payment in (first, second):
            await asker.decided(payment)
            await asyncio.sleep(0.002)
            job.take(payment)
        await asker.decided(third)
        kept = store.zcard("pending:card:card")
        # With all of it gone, just what this process still waits for counts.
        store.flushdb()
        return int(kept), await asker.decided(fourth)

    kept, answer = asking(valkey.url, ask)
    # The second stays: another may have been asked about in the same millisecond.
    assert (kept, counted(answer)) == (2, (2, 2))


def test_a_payment_that_was_asked_about_moves_the_watermark_as_it_will_move_the_jobs(
    valkey: ValkeyServer, store: Redis
) -> None:
    job = job_beside(store)
    job.take(a_payment(START_MS))
    ahead, behind = a_payment(START_MS + 3 * 24 * 3_600 * SECOND_MS), a_payment(START_MS + 1)

    async def ask(asker: Asker) -> list[Answer]:
        return [await asker.decided(payment) for payment in (ahead, behind)]

    answers = asking(valkey.url, ask)
    decided = [job.take(payment) for payment in (ahead, behind)]
    assert [one is not None and one.late for one in decided] == [False, True]
    assert [one.decision.late for one in answers] == [False, True]


def test_what_the_stream_does_not_take_is_declared_and_compared_all_the_same(
    valkey: ValkeyServer, store: Redis
) -> None:
    assert store.dbsize() == 0

    async def ask() -> tuple[Answer, int]:
        asker = Asker(valkey.url, Full())
        try:
            return await asker.decided(a_payment(START_MS)), asker.agreement.waiting
        finally:
            await asker.client.aclose()

    answer, waiting = asyncio.run(ask())
    assert (answer.shortfalls, waiting) == (("no_job", "not_forwarded"), 1)


def test_the_newest_answers_of_a_process_are_kept() -> None:
    answers = RecentAnswers()
    said = KeptAnswer("digest", Answer(decision=decision(), basis="state"))
    for number in range(5_001):
        answers.add(f"a{number}", said)
    assert [answers.of(f"a{number}") for number in (0, 1, 5_000)] == [None, said, said]
