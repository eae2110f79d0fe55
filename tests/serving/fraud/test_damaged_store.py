"""Whatever the store holds, who asks gets an answer, which says that something is damaged."""

import base64
from collections.abc import Callable
from functools import cache

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis import Redis

from online_store.connection import StoreSettings, connect
from servers.valkey import ValkeyServer
from serving.fraud.answer import Answer, Refusal
from tests.features.payments import START_MS, a_payment
from tests.serving.fraud.asking import Asker, asking, counted, job_beside

KNOWN = [a_payment(START_MS + at) for at in range(3)]
ASKED = a_payment(START_MS + 1_000, transaction_id="asked")
LATER = a_payment(START_MS + 60_000, transaction_id="later")
NO_TEXT = b"\xff\xfe"

HOSTILE = st.one_of(
    st.binary(max_size=20),
    st.sampled_from(
        [b"", b"{}", b"null", b"x", b"9" * 30, b"9" * 5_000, b"-1", b"nan", b"[" * 9_000, b"1e999"]
    ),
)


@cache
def whole(url: str) -> dict[str, bytes]:
    """All keys of a store in which the job and who decides have written, as they are dumped."""
    with connect(StoreSettings(url, 10_000, 10_000), environ={}) as store:
        store.flushall()
        job = job_beside(store)
        for payment in KNOWN:
            job.take(payment)
        asking(url, lambda asker: asker.decided(ASKED))
    with Redis.from_url(url) as plain:
        return {key.decode(): plain.dump(key) for key in plain.scan_iter()}


def laid_out(url: str, store: Redis) -> list[str]:
    """The names of these keys, all of which are whole again."""
    keys = whole(url)
    store.flushall()
    for key, content in keys.items():
        store.restore(key, 0, content)
    return sorted(keys)


def replaced_by_text(store: Redis, key: str, damage: bytes) -> None:
    store.set(key, damage)


def replaced_by_list(store: Redis, key: str, damage: bytes) -> None:
    store.delete(key)
    store.rpush(key, damage)


def gone(store: Redis, key: str, _: bytes) -> None:
    store.delete(key)


def partly_damaged(store: Redis, key: str, damage: bytes) -> None:
    match store.type(key):
        case "hash":
            names = sorted(store.hkeys(key))
            store.hset(key, names[len(damage) % len(names)], damage)
        case "zset":
            store.zadd(key, {damage: 2e12})
        case _:
            store.set(key, damage)


DAMAGES: list[Callable[[Redis, str, bytes], None]] = [
    replaced_by_text,
    replaced_by_list,
    gone,
    partly_damaged,
    partly_damaged,
]


def both(url: str) -> list[Answer | Refusal]:
    """What a new process answers to the payment that was asked about before, and to a later one."""

    async def ask(asker: Asker) -> list[Answer | Refusal]:
        return [await asker.decide(ASKED), await asker.decide(LATER)]

    return asking(url, ask)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 99), st.sampled_from(DAMAGES), HOSTILE), min_size=1, max_size=4
    )
)
def test_any_damage_is_survived(
    valkey: ValkeyServer,
    damages: list[tuple[int, Callable[[Redis, str, bytes], None], bytes]],
) -> None:
    with connect(StoreSettings(valkey.url, 10_000, 10_000), environ={}) as store:
        keys = laid_out(valkey.url, store)
        for place, damage, content in damages:
            damage(store, keys[place % len(keys)], content)
        told = both(valkey.url)
    assert [isinstance(one, Answer | Refusal) for one in told] == [True, True]
    assert all(msgspec.json.encode(one) for one in told)
    assert all(one.kind == "duplicate" for one in told if isinstance(one, Refusal))


def test_of_what_is_whole_nothing_is_said(valkey: ValkeyServer, store: Redis) -> None:
    keys = laid_out(valkey.url, store)
    assert {key.partition(":")[0] for key in keys} == {"answer", "features", "pending", "state"}
    again, later = both(valkey.url)
    assert isinstance(again, Answer)
    assert isinstance(later, Answer)
    assert (again.repeated, later.shortfalls, counted(later)) == (True, (), (5, 5))


@pytest.mark.parametrize("damage", [b"", b"junk", b"{}", NO_TEXT, b"null"])
def test_an_answer_that_nobody_can_read_is_made_anew_and_kept(
    valkey: ValkeyServer, store: Redis, damage: bytes
) -> None:
    [key] = [key for key in laid_out(valkey.url, store) if key[:7] == "answer:"]
    store.set(key, damage)
    anew, _ = both(valkey.url)
    again, _ = both(valkey.url)
    assert isinstance(anew, Answer)
    assert (anew.repeated, anew.shortfalls) == (False, ())
    assert again == msgspec.structs.replace(anew, repeated=True)


@pytest.mark.parametrize("watermark", [b"x", b"", b"9" * 5_000, b"9" * 30, NO_TEXT])
def test_with_a_clock_that_nobody_can_read_the_job_is_not_there(
    valkey: ValkeyServer, store: Redis, watermark: bytes
) -> None:
    laid_out(valkey.url, store)
    store.hset("state:job:clock", "watermark_ms", watermark)
    _, later = both(valkey.url)
    assert isinstance(later, Answer)
    assert (later.shortfalls, later.mirror_lag_ms) == (("no_job",), None)


@pytest.mark.parametrize(
    ("field", "damage"),
    [
        ("marks", b"AAAA"),
        ("marks", NO_TEXT),
        ("image", base64.b64encode(b"not a state")),
        ("definitions", NO_TEXT),
        ("since_ms", b"soon"),
    ],
)
def test_a_state_that_nobody_can_read_is_said_of_its_key(
    valkey: ValkeyServer, store: Redis, field: str, damage: bytes
) -> None:
    laid_out(valkey.url, store)
    store.hset("state:merchant:merchant", field, damage)
    _, later = both(valkey.url)
    assert isinstance(later, Answer)
    assert (later.basis, later.shortfalls) == ("stored_values", ("merchant: damaged",))


@pytest.mark.parametrize("member", [b"junk", b"1 1 " + NO_TEXT, b"%d 1 {}" % 2**70])
def test_a_payment_on_its_way_that_nobody_can_read_is_said_of_its_key(
    valkey: ValkeyServer, store: Redis, member: bytes
) -> None:
    laid_out(valkey.url, store)
    store.zadd("pending:card:card", {member: 2e12})
    _, later = both(valkey.url)
    assert isinstance(later, Answer)
    assert (later.basis, later.shortfalls) == ("state", ("card: damaged",))


def test_what_is_misplaced_is_said_once_and_then_it_is_gone(
    valkey: ValkeyServer, store: Redis
) -> None:
    laid_out(valkey.url, store)
    store.delete("pending:card:card")
    store.rpush("pending:card:card", "x")

    async def ask(asker: Asker) -> list[Answer | Refusal]:
        return [await asker.decide(LATER)]

    [first] = asking(valkey.url, ask)
    assert isinstance(first, Answer)
    assert first.shortfalls == ("card: damaged",)
    while store.exists("pending:card:card"):
        pass
    after = asking(valkey.url, lambda asker: asker.decided(a_payment(START_MS + 90_000)))
    assert after.shortfalls == ()
    assert store.type("pending:card:card") == "zset"


@pytest.mark.parametrize("damage", [b"x", b"9" * 400, b"9" * 5_000, b"nan", b"inf"])
def test_damaged_features_stand_for_no_state(
    valkey: ValkeyServer, store: Redis, damage: bytes
) -> None:
    laid_out(valkey.url, store)
    store.delete("state:card:card")
    names = sorted(store.hkeys("features:card:card"))
    assert len(names) > 10
    for name in names:
        store.hset("features:card:card", name, damage)
    _, later = both(valkey.url)
    assert isinstance(later, Answer)
    assert later.shortfalls == ("card: no_state",)
    assert counted(later) == (None, 5)
    assert msgspec.json.encode(later)
