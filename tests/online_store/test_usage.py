"""A decision id is counted once, whoever counts it, whenever and however often."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from online_store.address import PASSWORD_VARIABLE
from online_store.async_connection import connect_async
from online_store.connection import StoreSettings
from online_store.errors import StoreDataError, StoreUnavailable
from online_store.month import Month
from online_store.usage import METERED_TTL_S, USAGE_TTL_S, Counted, UsageStore
from servers.valkey import ValkeyServer

NOVEMBER = Month(2026, 11)
ID = "0a" * 16
IDS, USED, LISTED = "metered:{acme}:2026-11", "usage:{acme}:2026-11", "usage-tenants:2026-11"

Result = TypeVar("Result")


def _with(url: str, todo: Callable[[UsageStore], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        client = connect_async(StoreSettings(url, 10_000, 10_000))
        try:
            return await todo(UsageStore(client))
        finally:
            await client.aclose()

    return asyncio.run(run())


@pytest.mark.usefixtures("store")
def test_of_many_who_count_an_id_at_once_one_counts_it(valkey: ValkeyServer) -> None:
    async def todo(store: UsageStore) -> list[Counted]:
        asked = (store.count("acme", NOVEMBER, ID) for _ in range(40))
        return await asyncio.gather(*asked)

    found = _with(valkey.url, todo)
    assert sum(one.is_new for one in found) == 1
    assert {one.used for one in found} == {1}


def test_what_many_ask_at_once_goes_by_one_connection(valkey: ValkeyServer, store: Redis) -> None:
    tenants = [f"t-{number}" for number in range(40)]
    _with(valkey.url, lambda usage: usage.count("t-7", NOVEMBER, ID))
    connections = int(store.info("stats")["total_connections_received"])

    async def todo(usage: UsageStore) -> tuple[list[int], list[bool]]:
        used = asyncio.gather(*(usage.used(one, NOVEMBER) for one in tenants))
        counted = asyncio.gather(*(usage.has_counted(one, NOVEMBER, ID) for one in tenants))
        return await used, await counted

    used, counted = _with(valkey.url, todo)
    assert used == [int(one == "t-7") for one in tenants]
    assert counted == [one == "t-7" for one in tenants]
    assert int(store.info("stats")["total_connections_received"]) == connections + 1


@pytest.mark.usefixtures("store")
def test_another_connection_knows_what_was_counted(valkey: ValkeyServer) -> None:
    first = _with(valkey.url, lambda store: store.count("acme", NOVEMBER, ID))
    second = _with(valkey.url, lambda store: store.count("acme", NOVEMBER, ID))
    assert (first, second) == (Counted(is_new=True, used=1), Counted(is_new=False, used=1))


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("beside", [NOVEMBER.before, NOVEMBER.after])
def test_over_the_end_of_a_month_an_id_counts_in_the_first(
    valkey: ValkeyServer, beside: Month
) -> None:
    async def todo(store: UsageStore) -> tuple[Counted, int, bool]:
        await store.count("acme", NOVEMBER, ID)
        again = await store.count("acme", beside, ID)
        return again, await store.used("acme", beside), await store.has_counted("acme", beside, ID)

    assert _with(valkey.url, todo) == (Counted(is_new=False, used=0), 0, True)


@pytest.mark.usefixtures("store")
def test_no_name_of_a_tenant_reaches_what_is_anothers(valkey: ValkeyServer) -> None:
    names = ["a", "a:2026-11", "{a}", "}", "a}:b{", "%7Ba%7D", "é\N{PILE OF POO}", "a b"]

    async def todo(store: UsageStore) -> dict[str, int]:
        for times, name in enumerate(names, 1):
            for number in range(times):
                await store.count(name, NOVEMBER, f"{number:032x}")
        return dict(await store.of_all(NOVEMBER))

    assert _with(valkey.url, todo) == {name: times for times, name in enumerate(names, 1)}


def test_ids_are_forgotten_before_counts_are(valkey: ValkeyServer, store: Redis) -> None:
    _with(valkey.url, lambda usage: usage.count("acme", NOVEMBER, ID))
    assert 0 < store.ttl("metered:{acme}:2026-11") <= METERED_TTL_S
    assert METERED_TTL_S < store.ttl("usage:{acme}:2026-11") <= USAGE_TTL_S
    assert store.ttl("usage-tenants:2026-11") > METERED_TTL_S


def test_ids_are_known_to_the_end_of_the_month_after() -> None:
    longest_ms = max(
        Month(2026, number).after.ends_ms - Month(2026, number).ends_ms for number in range(1, 13)
    )
    assert longest_ms < METERED_TTL_S * 1_000


def test_a_key_of_another_kind_is_said_so(valkey: ValkeyServer, store: Redis) -> None:
    store.set("metered:{acme}:2026-11", "x")
    with pytest.raises(StoreDataError, match="a key of usage"):
        _with(valkey.url, lambda usage: usage.count("acme", NOVEMBER, ID))


@pytest.mark.parametrize("damage", ["x", "", "-1", "9" * 5_000])
def test_a_count_that_is_none_is_said_so(valkey: ValkeyServer, store: Redis, damage: str) -> None:
    store.set("usage:{acme}:2026-11", damage)
    with pytest.raises(StoreDataError, match="a key of usage"):
        _with(valkey.url, lambda usage: usage.used("acme", NOVEMBER))


def test_a_key_of_another_kind_spoils_nothing_of_what_others_ask_at_once(
    valkey: ValkeyServer, store: Redis
) -> None:
    store.lpush("usage:{acme}:2026-11", "x")

    async def todo(usage: UsageStore) -> list[int | BaseException]:
        asked = (usage.used(one, NOVEMBER) for one in ("acme", "other"))
        return await asyncio.gather(*asked, return_exceptions=True)

    of_acme, of_other = _with(valkey.url, todo)
    assert isinstance(of_acme, StoreDataError)
    assert of_other == 0


def test_a_store_that_is_away_is_said_so() -> None:
    with pytest.raises(StoreUnavailable):
        _with("redis://127.0.0.1:1", lambda usage: usage.used("acme", NOVEMBER))


@pytest.mark.parametrize(
    "text", ["2026", "2026-13", "2026-00", "26-11", "2026-11 ", "١٢٣٤-11", "1969-12"]
)
def test_what_names_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a year and a month"):
        Month.of(text)


def test_months_follow_each_other_without_a_gap() -> None:
    month = Month(2023, 12)
    for _ in range(26):
        assert Month.at(month.starts_ms) == month == Month.of(month.text)
        assert Month.at(month.ends_ms - 1) == month
        assert month.after.before == month
        month = month.after
    assert month == Month(2026, 2)


def _wrong_type(store: Redis, key: str) -> None:
    store.delete(key)
    store.zadd(key, {"x": 1})


def _text(store: Redis, key: str) -> None:
    store.set(key, "x")


@pytest.mark.parametrize("key", [IDS, "metered:{acme}:2026-10", "metered:{acme}:2026-12", USED])
@pytest.mark.parametrize("damage", [_wrong_type, _text])
def test_what_could_not_be_counted_is_counted_once_the_key_is_mended(
    valkey: ValkeyServer, store: Redis, key: str, damage: Callable[[Redis, str], None]
) -> None:
    async def todo(usage: UsageStore) -> list[Counted]:
        damage(store, key)
        with pytest.raises(StoreDataError, match="a key of usage"):
            await usage.count("acme", NOVEMBER, ID)
        store.delete(key)
        return [await usage.count("acme", NOVEMBER, ID) for _ in range(2)]

    found = _with(valkey.url, todo)
    assert found == [Counted(is_new=True, used=1), Counted(is_new=False, used=1)]


@pytest.mark.parametrize(
    "damage", ["x", "", "-1", "007", "1.5", "1e3", " 1", "9" * 16, "9" * 5_000]
)
def test_a_count_that_is_none_is_not_counted_on(
    valkey: ValkeyServer, store: Redis, damage: str
) -> None:
    store.sadd(IDS, bytes.fromhex(ID))
    store.set(USED, damage)
    with pytest.raises(StoreDataError, match="a key of usage"):
        _with(valkey.url, lambda usage: usage.count("acme", NOVEMBER, ID))
    with pytest.raises(StoreDataError, match="a key of usage"):
        _with(valkey.url, lambda usage: usage.count("acme", NOVEMBER, "0b" * 16))
    assert (store.get(USED), store.scard(IDS)) == (damage, 1)


def test_a_user_that_may_not_count_makes_no_id_known(
    valkey: ValkeyServer, store: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = ["on", "nopass", "~*", "+@all", "-incr"]
    store.execute_command("ACL", "SETUSER", "lame", *rules)  # type: ignore[no-untyped-call]
    monkeypatch.setenv(PASSWORD_VARIABLE, "any")
    url = valkey.url.replace("://", "://lame@")
    try:
        with pytest.raises((StoreDataError, StoreUnavailable)):
            _with(url, lambda usage: usage.count("acme", NOVEMBER, ID))
    finally:
        store.acl_deluser("lame")
        monkeypatch.delenv(PASSWORD_VARIABLE)
    assert _with(valkey.url, lambda usage: usage.count("acme", NOVEMBER, ID)).is_new


def test_who_counts_on_in_a_store_that_came_back_empty_is_listed_again(
    valkey: ValkeyServer, store: Redis
) -> None:
    async def todo(usage: UsageStore) -> dict[str, int]:
        await usage.count("acme", NOVEMBER, ID)
        store.flushall()
        store.script_flush()
        await usage.count("acme", NOVEMBER, ID)
        return dict(await usage.of_all(NOVEMBER))

    assert _with(valkey.url, todo) == {"acme": 1}
    assert store.ttl(LISTED) > METERED_TTL_S


def test_nothing_is_counted_for_long_while_the_list_of_tenants_is_damaged(
    valkey: ValkeyServer, store: Redis
) -> None:
    async def todo(usage: UsageStore) -> dict[str, int]:
        await usage.count("acme", NOVEMBER, f"{0:032x}")
        _wrong_type(store, LISTED)
        await usage.count("acme", NOVEMBER, f"{1:032x}")
        with pytest.raises(StoreDataError, match="a key of usage"):
            await usage.count("acme", NOVEMBER, f"{2:032x}")
        store.delete(LISTED)
        await usage.count("acme", NOVEMBER, f"{2:032x}")
        return dict(await usage.of_all(NOVEMBER))

    assert _with(valkey.url, todo) == {"acme": 3}


class _Naive:
    """Counts by looking through all that was counted; keys are damaged for it and in a store."""

    def __init__(self, store: Redis) -> None:
        self._store = store
        self._counted: list[tuple[str, Month, int]] = []
        self._damaged: set[str] = set()

    def count(self, tenant: str, month: Month, number: int) -> Counted | None:
        """What comes of it; None where it is refused."""
        beside = (month.before, month, month.after)
        keys = [_key("usage", tenant, month), *(_key("metered", tenant, one) for one in beside)]
        if not self._damaged.isdisjoint(keys):
            return None
        is_new = not any((tenant, one, number) in self._counted for one in beside)
        if is_new:
            self._counted.append((tenant, month, number))
        return Counted(is_new, self.used(tenant, month))

    def used(self, tenant: str, month: Month) -> int:
        """How many ids it has."""
        return sum(one[:2] == (tenant, month) for one in self._counted)

    def damage_or_mend(self, key: str, *, as_text: bool) -> None:
        """Put something else into a key, or what it was before."""
        if key in self._damaged:
            self._damaged.remove(key)
            self._store.delete(key)
            self._move(f"was:{key}", key)
            return
        self._damaged.add(key)
        self._move(key, f"was:{key}")
        (_text if as_text else _wrong_type)(self._store, key)

    def mend_all(self) -> None:
        """Put back what was before."""
        for key in tuple(self._damaged):
            self.damage_or_mend(key, as_text=False)

    def _move(self, source: str, to: str) -> None:
        if self._store.exists(source):
            self._store.rename(source, to)


def _key(kind: str, tenant: str, month: Month) -> str:
    return f"{kind}:{{{tenant}}}:{month.text}"


async def _count(usage: UsageStore, tenant: str, month: Month, number: int) -> Counted | None:
    try:
        return await usage.count(tenant, month, f"{number:032x}")
    except StoreDataError:
        return None


_TENANTS = st.sampled_from(["a", "b"])
_MONTHS = st.sampled_from([NOVEMBER.before, NOVEMBER, NOVEMBER.after, NOVEMBER.after.after])
_STEPS = st.tuples(
    st.sampled_from(["count", "count", "usage", "metered"]), _TENANTS, _MONTHS, st.integers(0, 4)
)


@given(st.lists(_STEPS, max_size=30))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_key_is_damaged_for_a_while_ids_are_counted_as_one_by_one(
    valkey: ValkeyServer, store: Redis, steps: list[tuple[str, str, Month, int]]
) -> None:
    store.flushall()
    oracle = _Naive(store)

    async def todo(usage: UsageStore) -> dict[str, int]:
        for kind, tenant, month, about in steps:
            if kind == "count":
                counted = await _count(usage, tenant, month, about)
                assert counted == oracle.count(tenant, month, about)
            else:
                oracle.damage_or_mend(_key(kind, tenant, month), as_text=about == 0)
        oracle.mend_all()
        return {tenant: await usage.used(tenant, NOVEMBER) for tenant in "ab"}

    # Two processes, one after the other.
    for _ in range(2):
        used = _with(valkey.url, todo)
        assert used == {tenant: oracle.used(tenant, NOVEMBER) for tenant in "ab"}
