"""Payments on their way, known here and by the store, beside a plain list."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from events.fraud.codec import PaymentDecoder
from events.fraud.decision import payment_mark
from serving.fraud.pending import Pending, PendingPayments, pending_text
from tests.features.payments import START_MS, a_payment
from tests.serving.fraud.asking import raw

DECODE = PaymentDecoder().decode
PAYMENTS = [a_payment(START_MS + at, transaction_id=f"p{at}") for at in range(6)]
NOW_MS = START_MS + 1_000_000
KEY = ("card", "k")


def on_its_way(at: int, sent_ms: int) -> Pending:
    return Pending(PAYMENTS[at], payment_mark(PAYMENTS[at]), sent_ms)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["here", "elsewhere", "both", "seen"]),
        st.integers(0, 5),
        st.integers(0, 99),
    ),
    max_size=30,
)


@given(STEPS, st.integers(0, 5))
def test_each_counts_once_by_its_time_wherever_it_is_known_from(
    steps: list[tuple[str, int, int]], own: int
) -> None:
    pending = PendingPayments(10_000, DECODE)
    here: dict[int, int] = {}
    kept: dict[int, int] = {}
    for where, at, sent_ms in steps:
        if where == "seen":
            pending.forget(KEY, [on_its_way(at, sent_ms)])
            here.pop(at, None)
        if where in {"here", "both"}:
            pending.add(KEY, on_its_way(at, NOW_MS + sent_ms))
            here[at] = NOW_MS + sent_ms
        if where in {"elsewhere", "both"}:
            kept.setdefault(at, here.get(at, NOW_MS + sent_ms))
    texts = [
        pending_text(payment_mark(PAYMENTS[at]), ms, raw(PAYMENTS[at])) for at, ms in kept.items()
    ]
    found = pending.of(KEY, texts, payment_mark(PAYMENTS[own]), NOW_MS + 100)
    expected = {at: ms for at, ms in (kept | here).items() if at != own}
    times = [one.sent_ms for one in found]
    assert {one.payment.transaction_id: one.sent_ms for one in found} == {
        f"p{at}": ms for at, ms in expected.items()
    }
    assert times == sorted(times)
    assert len(pending) == len(here)
    assert pending.of(("merchant", "k"), [], 0, NOW_MS) == []


def test_after_a_while_one_is_no_longer_waited_for_and_takes_no_room() -> None:
    pending = PendingPayments(1_000, DECODE)
    pending.add(("card", "a"), on_its_way(0, NOW_MS))
    assert len(pending.of(("card", "a"), [], 0, NOW_MS + 1_000)) == 1
    assert pending.of(("card", "a"), [], 0, NOW_MS + 1_001) == []
    pending.add(("card", "b"), on_its_way(1, NOW_MS + 1_001))
    assert len(pending) == 1


def test_without_room_the_keys_that_had_none_for_longest_go() -> None:
    pending = PendingPayments(1_000, DECODE, most=3)
    for number, key in enumerate("abac"):
        pending.add(("card", key), on_its_way(number, NOW_MS + number))
    assert [len(pending.of(("card", key), [], 0, NOW_MS)) for key in "abc"] == [2, 0, 1]
    assert len(pending) == 3


def test_of_one_key_the_newest_are_kept() -> None:
    pending = PendingPayments(1_000, DECODE)
    for number in range(300):
        pending.add(KEY, Pending(PAYMENTS[0], number, NOW_MS + number))
    kept = [one.mark for one in pending.of(KEY, [], -1, NOW_MS + 300)]
    assert kept == list(range(44, 300))
    assert len(pending) == 256


def test_what_the_store_has_and_nobody_can_read_is_left_out() -> None:
    pending = PendingPayments(1_000, DECODE)
    payment = msgspec.structs.replace(PAYMENTS[0], country="XX")
    assert pending.of(KEY, [pending_text(1, NOW_MS, raw(payment))], 0, NOW_MS) == []
