"""Payments on their way, known here and by the store, beside a plain list."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.fraud.codec import PaymentDecoder
from events.fraud.decision import payment_mark
from online_store.mirrored_states import MOST_KEPT, MOST_PENDING
from serving.fraud.pending import OnTheirWay, Pending, PendingPayments, pending_text
from serving.fraud.pending_room import PendingRoom
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
    found = pending.of(KEY, texts, payment_mark(PAYMENTS[own]), NOW_MS + 100).payments
    expected = {at: ms for at, ms in (kept | here).items() if at != own}
    times = [one.sent_ms for one in found]
    assert {one.payment.transaction_id: one.sent_ms for one in found} == {
        f"p{at}": ms for at, ms in expected.items()
    }
    assert times == sorted(times)
    assert len(pending) == len(here)
    assert pending.of(("merchant", "k"), [], 0, NOW_MS) == OnTheirWay([], own_mark=0)


def test_after_a_while_one_is_no_longer_waited_for_and_takes_no_room() -> None:
    pending = PendingPayments(1_000, DECODE)
    pending.add(("card", "a"), on_its_way(0, NOW_MS))
    assert len(pending.of(("card", "a"), [], 0, NOW_MS + 1_000).payments) == 1
    assert pending.of(("card", "a"), [], 0, NOW_MS + 1_001) == OnTheirWay([], own_mark=0)
    pending.add(("card", "b"), on_its_way(1, NOW_MS + 1_001))
    assert len(pending) == 1


def test_without_room_the_keys_that_had_none_for_longest_go() -> None:
    pending = PendingPayments(1_000, DECODE, PendingRoom(most=3))
    for number, key in enumerate("abac"):
        pending.add(("card", key), on_its_way(number, NOW_MS + number))
    assert [len(pending.of(("card", key), [], 0, NOW_MS).payments) for key in "abc"] == [2, 0, 1]
    assert len(pending) == 3


def test_large_ones_take_more_room() -> None:
    pending = PendingPayments(1_000, DECODE, PendingRoom(most_bytes=60_000))
    large = msgspec.structs.replace(on_its_way(0, NOW_MS), size=16_000)
    pending.add(("card", "a"), large)
    pending.add(("card", "b"), on_its_way(1, NOW_MS))
    assert len(pending) == 2
    pending.add(("card", "c"), large)
    assert [len(pending.of(("card", key), [], 0, NOW_MS).payments) for key in "abc"] == [0, 1, 1]
    pending.forget(("card", "c"), [large])
    for number, key in enumerate("defgh"):
        pending.add(("card", key), on_its_way(number, NOW_MS))
    assert len(pending) == 6


@pytest.mark.parametrize("text", ["junk", "1 2", "x 1 {}", "1 y {}", "9" * 5_000 + " 1 {}", ""])
def test_what_the_store_has_and_nobody_can_read_is_left_out_and_told(text: str) -> None:
    pending = PendingPayments(1_000, DECODE)
    good = pending_text(1, NOW_MS, raw(PAYMENTS[0]))
    found = pending.of(KEY, [text, good], 0, NOW_MS)
    assert [one.payment for one in found.payments] == [DECODE(raw(PAYMENTS[0]), NOW_MS)]
    assert (found.are_more, found.are_damaged) == (False, True)


def test_a_payment_that_is_none_or_comes_from_the_future_is_damage() -> None:
    pending = PendingPayments(1_000, DECODE)
    payment = msgspec.structs.replace(PAYMENTS[0], country="XX")
    for text in (
        pending_text(1, NOW_MS, raw(payment)),
        pending_text(1, NOW_MS + 1_001, raw(PAYMENTS[0])),
    ):
        assert pending.of(KEY, [text], 0, NOW_MS) == OnTheirWay([], are_damaged=True, own_mark=0)
    assert pending.of(KEY, None, 0, NOW_MS) == OnTheirWay([], are_damaged=True, own_mark=0)


def test_what_the_store_has_for_longer_is_not_waited_for_either() -> None:
    pending = PendingPayments(1_000, DECODE)
    texts = [pending_text(at, NOW_MS + at, raw(PAYMENTS[at])) for at in range(2)]
    found = pending.of(KEY, texts, 9, NOW_MS + 1_001)
    assert [one.sent_ms for one in found.payments] == [NOW_MS + 1]
    assert not found.are_damaged


@pytest.mark.parametrize("here", [True, False])
def test_of_too_many_the_newest_count_and_it_is_told(here: bool) -> None:  # noqa: FBT001 - a case
    pending = PendingPayments(10_000, DECODE)
    texts: list[str] = []
    for at in range(MOST_PENDING + 2):
        one = msgspec.structs.replace(on_its_way(0, NOW_MS + at), mark=at)
        found = pending.of(KEY, texts, 999, NOW_MS + at)
        assert found.are_more == (at > MOST_PENDING)
        if here:
            pending.add(KEY, one)
        else:
            texts.append(pending_text(at, one.sent_ms, raw(one.payment)))
    found = pending.of(KEY, texts, 999, NOW_MS + 300)
    assert [one.mark for one in found.payments] == [*range(2, MOST_PENDING + 2)]
    # The one that is asked about is none of them.
    assert pending.of(KEY, texts, 5, NOW_MS + 300).are_more
    for at in range(10):
        pending.add(KEY, msgspec.structs.replace(on_its_way(0, NOW_MS + 300), mark=1_000 + at))
    assert len(pending) <= MOST_KEPT
