"""Decisions on request, beside the job's code, on a real store."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from redis import Redis

from online_store.connection import StoreSettings, connect
from servers.valkey import ValkeyServer, valkey_server
from serving.fraud.agreement import differing
from serving.fraud.answer import Answer, Refusal
from serving.shared.caller import Caller
from tests.features.payments import START_MS, a_payment
from tests.serving.fraud.asking import (
    SECOND_MS,
    Asker,
    asking,
    burst,
    counted,
    job_beside,
    now_ms,
    raw,
)

LATER_MS = START_MS + 60 * SECOND_MS


class Forwarded:
    """Notes what is handed on."""

    def __init__(self) -> None:
        self.records: list[bytes] = []

    def send(self, key: str, data: bytes) -> bool:
        """Note one."""
        assert key
        self.records.append(data)
        return True


def lag_of(answer: Answer) -> int:
    """How long ago the job told how far it is."""
    assert answer.mirror_lag_ms is not None
    return answer.mirror_lag_ms


def test_an_answer_is_the_decision_that_the_job_makes_next(
    valkey: ValkeyServer, store: Redis
) -> None:
    job = job_beside(store)
    for payment in burst(20):
        job.take(payment)
    probe = a_payment(LATER_MS, 90_000)
    answer = asking(valkey.url, lambda asker: asker.decided(probe))
    decided = job.take(probe)
    assert decided is not None
    assert differing(answer.decision, decided) == ()
    assert (answer.basis, answer.shortfalls, answer.repeated) == ("state", (), False)
    assert counted(answer) == (21, 21)


def test_what_is_on_its_way_to_the_job_counts_for_the_next_and_no_more_once_it_is_there(
    valkey: ValkeyServer, store: Redis
) -> None:
    payments = burst(6)

    async def ask(asker: Asker) -> list[Answer | Refusal]:
        return [await asker.decide(payment) for payment in payments[:3]]

    assert [counted(one) for one in asking(valkey.url, ask)] == [(1, 1), (2, 2), (3, 3)]
    job = job_beside(store)
    job.take(payments[0])
    job.take(payments[1])
    # Another process: it knows of them by the store alone.
    assert counted(asking(valkey.url, lambda asker: asker.decide(payments[3]))) == (4, 4)
    for payment in payments[2:5]:
        job.take(payment)
    assert counted(asking(valkey.url, lambda asker: asker.decide(payments[5]))) == (6, 6)


def test_what_was_asked_about_while_the_job_was_down_is_not_taken_for_had(
    valkey: ValkeyServer, store: Redis
) -> None:
    before, asked, after = (a_payment(START_MS + at * 60 * SECOND_MS) for at in range(3))
    job_beside(store).take(before)
    asking(valkey.url, lambda asker: asker.decided(asked))
    # It comes back and goes on with something older. (This one has no memory: of the merchant's
    # payments before, the one that is asked about now does not count.)
    job_beside(store).take(a_payment(START_MS + SECOND_MS, card_id="other"))
    assert counted(asking(valkey.url, lambda asker: asker.decide(after))) == (3, 3)


def test_all_payments_on_their_way_to_a_busy_merchant_count_however_many_it_has_had_meanwhile(
    valkey: ValkeyServer, store: Redis
) -> None:
    job = job_beside(store)
    asked = [a_payment(START_MS + at, card_id=f"card-{at}") for at in range(80)]

    async def ask(asker: Asker) -> Answer | Refusal:
        for payment in asked:
            await asker.decide(payment)
        # The job has had half of them when something newer of another merchant comes.
        for payment in asked[:40]:
            job.take(payment)
        job.take(a_payment(LATER_MS - SECOND_MS, card_id="other", merchant_id="other"))
        return await asker.decide(a_payment(LATER_MS, card_id="probe"))

    assert counted(asking(valkey.url, ask)) == (1, 81)


def test_a_payment_that_nobody_asks_about_counts_once_it_is_known_to_be_on_its_way(
    valkey: ValkeyServer, store: Redis
) -> None:
    first, second, third = burst(3)
    job = job_beside(store)

    async def ask(asker: Asker) -> list[Answer | Refusal]:
        asker.expect(first)
        before = await asker.decide(second)
        job.take(first)
        return [before, await asker.decide(third)]

    assert [counted(one) for one in asking(valkey.url, ask)] == [(2, 2), (3, 3)]


def test_without_a_job_the_answer_says_so(valkey: ValkeyServer, store: Redis) -> None:
    assert store.dbsize() == 0
    answer = asking(valkey.url, lambda asker: asker.decided(a_payment(START_MS)))
    assert (answer.basis, answer.shortfalls, answer.mirror_lag_ms) == ("state", ("no_job",), None)


def test_payments_of_one_card_at_the_same_moment_see_each_other(
    valkey: ValkeyServer, store: Redis
) -> None:
    assert store.dbsize() == 0

    async def ask(asker: Asker) -> list[Answer | Refusal]:
        return await asyncio.gather(*(asker.decide(a_payment(START_MS)) for _ in range(20)))

    seen = sorted(counted(one) for one in asking(valkey.url, ask))
    assert seen == [(at, at) for at in range(1, 21)]


def test_the_same_payment_gets_the_same_answer_from_any_process_and_counts_once(
    valkey: ValkeyServer, store: Redis
) -> None:
    assert store.dbsize() == 0
    first, second = burst(2)
    answer = asking(valkey.url, lambda asker: asker.decided(first))
    again = asking(valkey.url, lambda asker: asker.decided(first))
    assert again == msgspec.structs.replace(answer, repeated=True)

    async def at_once(asker: Asker) -> list[Answer | Refusal]:
        return await asyncio.gather(*(asker.decide(second) for _ in range(5)))

    answers = asking(valkey.url, at_once)
    assert [counted(one) for one in answers] == [(2, 2)] * 5
    assert sum(one.repeated for one in answers if isinstance(one, Answer)) == 4


def test_one_id_with_another_content_is_a_conflict(valkey: ValkeyServer, store: Redis) -> None:
    assert store.dbsize() == 0
    payment = a_payment(START_MS, 100)
    other = msgspec.structs.replace(payment, amount_minor=101)

    async def ask(asker: Asker) -> list[Answer | Refusal]:
        return [await asker.decide(payment), await asker.decide(other)]

    _, refusal = asking(valkey.url, ask)
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.field) == ("conflict", "transaction_id")


def test_no_tenant_is_told_what_another_was_answered(valkey: ValkeyServer, store: Redis) -> None:
    assert store.dbsize() == 0
    payment = a_payment(START_MS, 100)
    other = Caller("other", "k2", frozenset({"score"}), frozenset({"merchant"}))

    async def ask(asker: Asker) -> list[Answer | Refusal]:
        return [await asker.decide(payment), await asker.decide(payment, other)]

    ours, theirs = asking(valkey.url, ask)
    assert isinstance(ours, Answer)
    assert isinstance(theirs, Answer)
    assert not theirs.repeated


def test_no_merchant_is_told_the_id_of_what_may_be_anothers(
    valkey: ValkeyServer, store: Redis
) -> None:
    theirs = a_payment(START_MS, transaction_id="t", merchant_id="theirs")
    ours = a_payment(START_MS, transaction_id="t", merchant_id="ours")
    job_beside(store).take(theirs)
    caller = Caller("t", "k", frozenset({"score"}), frozenset({"ours"}))
    refusal = asking(valkey.url, lambda asker: asker.decide(ours, caller))
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.decision_id) == ("duplicate", None)


def test_after_the_deadline_nothing_is_waited_for(valkey: ValkeyServer, store: Redis) -> None:
    assert store.dbsize() == 0

    async def ask(asker: Asker) -> tuple[bool, Answer | Refusal]:
        deciding = asyncio.ensure_future(asker.decide(a_payment(START_MS), deadline_ms=0))
        await asyncio.sleep(0)
        return deciding.done(), await deciding

    at_once, answer = asking(valkey.url, ask)
    assert at_once
    assert isinstance(answer, Answer)


def test_a_payment_that_the_job_has_had_is_a_duplicate_with_its_id(
    valkey: ValkeyServer, store: Redis
) -> None:
    payment = a_payment(START_MS)
    decided = job_beside(store).take(payment)
    refusal = asking(valkey.url, lambda asker: asker.decide(payment))
    assert isinstance(refusal, Refusal)
    assert decided is not None
    assert (refusal.kind, refusal.decision_id) == ("duplicate", decided.decision_id)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{}", "transaction_id"),
        (b"[" * 100_000, None),
        (b"\xff", None),
        (raw(a_payment(START_MS))[:-1] + b',"note":"\xff"}', None),
        (b'{"card_id":"\xff",' + raw(a_payment(START_MS))[1:], None),
        (raw(msgspec.structs.replace(a_payment(START_MS), country="XX")), "country"),
    ],
)
def test_what_is_no_payment_is_refused_and_leaves_nothing_with_the_field_at_fault(
    valkey: ValkeyServer, store: Redis, body: bytes, field: str | None
) -> None:
    forwarded = Forwarded()
    assert store.dbsize() == 0

    async def ask() -> tuple[Answer | Refusal, Answer]:
        asker = Asker(valkey.url, forwarded)
        try:
            return await asker.decide(body), await asker.decided(a_payment(LATER_MS))
        finally:
            await asker.close()

    refusal, after = asyncio.run(ask())
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, refusal.field) == ("invalid", field)
    # It was neither noted nor handed on.
    assert counted(after) == (1, 1)
    assert len(forwarded.records) == 1


def test_another_merchants_payment_is_refused_and_leaves_nothing(
    valkey: ValkeyServer, store: Redis
) -> None:
    caller = Caller("t", "k", frozenset({"score"}), frozenset({"m-1"}))
    refusal = asking(valkey.url, lambda asker: asker.decide(a_payment(START_MS), caller))
    assert isinstance(refusal, Refusal)
    assert (refusal.kind, store.dbsize()) == ("forbidden", 0)


def test_too_large_a_state_is_answered_by_stored_features_and_says_so(
    valkey: ValkeyServer, store: Redis
) -> None:
    job = job_beside(store, most_items=60)
    for second in range(80):
        job.take(a_payment(START_MS + second * SECOND_MS, card_id=f"card-{second}"))
    answer = asking(valkey.url, lambda asker: asker.decided(a_payment(LATER_MS * 1)))
    assert answer.basis == "stored_values"
    assert answer.shortfalls == ("merchant: state_too_large",)
    # As of the payment before.
    assert counted(answer) == (1, 80)


def test_a_payment_that_too_large_a_state_has_is_a_duplicate(
    valkey: ValkeyServer, store: Redis
) -> None:
    job = job_beside(store, most_items=1)
    payments = burst(9)
    for payment in payments:
        job.take(payment)
    refusal = asking(valkey.url, lambda asker: asker.decide(payments[-1]))
    assert isinstance(refusal, Refusal)
    assert refusal.kind == "duplicate"


def test_features_that_cannot_be_read_are_left_out_and_it_is_said(
    valkey: ValkeyServer, store: Redis
) -> None:
    job_beside(store).take(a_payment(START_MS))
    store.delete("state:card:card")
    store.set("features:card:card", "text")
    answer = asking(valkey.url, lambda asker: asker.decided(a_payment(LATER_MS)))
    assert (answer.basis, answer.shortfalls) == ("stored_values", ("card: no_state",))
    assert counted(answer) == (None, 2)


def test_features_without_a_state_are_answered_by_and_it_is_said(
    valkey: ValkeyServer, store: Redis
) -> None:
    job_beside(store).take(a_payment(START_MS))
    store.delete("state:card:card")
    answer = asking(valkey.url, lambda asker: asker.decided(a_payment(LATER_MS)))
    assert (answer.basis, answer.shortfalls) == ("stored_values", ("card: no_state",))
    assert counted(answer) == (1, 2)


def test_a_state_of_other_definitions_is_used_and_it_is_said(
    valkey: ValkeyServer, store: Redis
) -> None:
    job_beside(store).take(a_payment(START_MS))
    store.hset("state:merchant:merchant", "definitions", "of another file")
    answer = asking(valkey.url, lambda asker: asker.decided(a_payment(LATER_MS)))
    assert (answer.basis, answer.shortfalls) == ("state", ("merchant: other_definitions",))


@pytest.mark.parametrize("damage", ["bm90IGEgc3RhdGU=", "!", ""])
def test_a_damaged_image_is_no_fault_of_who_asks(
    valkey: ValkeyServer, store: Redis, damage: str
) -> None:
    job_beside(store).take(a_payment(START_MS))
    store.hset("state:card:card", "image", damage)
    answer = asking(valkey.url, lambda asker: asker.decided(a_payment(LATER_MS)))
    assert answer.basis in {"stored_values", "payment"}
    assert answer.shortfalls


def test_while_the_store_is_away_rules_decide_alone_and_afterwards_it_is_used_again(
    tmp_path: Path,
) -> None:
    with valkey_server(tmp_path, persistent=True) as server:
        with connect(StoreSettings(server.url, 10_000, 10_000)) as store:
            job_beside(store).take(a_payment(START_MS))

        async def ask(asker: Asker) -> list[Answer]:
            before = await asker.decided(a_payment(LATER_MS))
            server.kill()
            payment = a_payment(LATER_MS + 1)
            away, repeated = await asker.decided(payment), await asker.decided(payment)
            server.start()
            return [before, away, repeated, await asker.decided(a_payment(LATER_MS + 2))]

        before, away, repeated, after = asking(server.url, ask)
    assert (before.basis, after.basis) == ("state", "state")
    assert (away.basis, away.shortfalls) == ("payment", ("store_unavailable", "not_kept"))
    assert [(one.source, one.name) for one in away.decision.reasons] == [
        ("service", "store_unavailable")
    ]
    assert (repeated.repeated, repeated.decision) == (True, away.decision)
    # The payment that was decided meanwhile counts, too.
    assert counted(after) == (4, 4)


def test_while_the_job_is_down_the_lag_tells_and_answers_go_on_until_it_is_back(
    valkey: ValkeyServer, store: Redis
) -> None:
    payments = burst(5)
    job = job_beside(store)
    job.take(payments[0])
    told_ms = now_ms()

    async def ask(asker: Asker) -> list[tuple[int, Answer]]:
        answers = []
        for payment in payments[1:4]:
            await asyncio.sleep(0.005)
            answers.append((now_ms(), await asker.decided(payment)))
        back_ms = now_ms()
        for payment in payments[1:4]:
            job.take(payment)
        return [*answers, (back_ms, await asker.decided(payments[4]))]

    *down, (back_ms, after) = asking(valkey.url, ask)
    assert [(one.basis, one.shortfalls) for _, one in down] == [("state", ())] * 3
    assert [counted(one) for _, one in down] == [(at, at) for at in (2, 3, 4)]
    # Since then the store was told nothing.
    assert [lag_of(one) >= asked_ms - told_ms > 0 for asked_ms, one in down] == [True] * 3
    assert (after.basis, after.shortfalls, counted(after)) == ("state", (), (5, 5))
    assert lag_of(after) <= now_ms() - back_ms


def test_an_answer_comes_in_time_though_the_store_hangs(tmp_path: Path) -> None:
    with valkey_server(tmp_path) as server:

        async def ask(asker: Asker) -> list[Answer | Refusal]:
            await asker.client.ping()
            server.pause()
            hung = await asker.decide(a_payment(START_MS), deadline_ms=50)
            server.resume()
            return [hung, await asker.decide(a_payment(START_MS + 1))]

        hung, after = asking(server.url, ask)
    assert isinstance(hung, Answer)
    assert (hung.basis, hung.shortfalls) == ("payment", ("deadline", "not_kept"))
    assert isinstance(after, Answer)
    assert after.basis == "state"


def test_a_late_payment_is_decided_by_itself_as_the_job_does(
    valkey: ValkeyServer, store: Redis
) -> None:
    job = job_beside(store)
    job.take(a_payment(START_MS))
    late = a_payment(START_MS - 3 * 24 * 3_600 * SECOND_MS)
    answer = asking(valkey.url, lambda asker: asker.decided(late))
    decided = job.take(late)
    assert decided is not None
    assert (answer.decision.late, answer.basis) == (True, "payment")
    assert differing(answer.decision, decided) == ()


def test_of_a_payment_that_has_become_late_since_the_job_had_it_no_state_is_told(
    valkey: ValkeyServer, store: Redis
) -> None:
    job, payment = job_beside(store), a_payment(START_MS)
    job.take(payment)
    job.take(a_payment(START_MS + 40 * 24 * 3_600 * SECOND_MS, card_id="other"))
    answer = asking(valkey.url, lambda asker: asker.decided(payment))
    assert (answer.decision.late, answer.basis, answer.shortfalls) == (True, "payment", ())
