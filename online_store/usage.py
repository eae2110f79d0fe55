"""What tenants have used, in the store: each decision id once, whoever counts it and how often.

::

    metered:{TENANT}:2026-11   the ids that were counted in a month: a set of 16 bytes each
    usage:{TENANT}:2026-11     how many these are
    usage-tenants:2026-11      who has any

One script looks and counts, so that of two processes with one id one counts it. It looks into the
months beside, too: a request that is repeated over the end of a month is counted in the first,
whatever the clocks of two processes say. Where one of the keys is damaged it changes none of them:
what cannot be counted stays unknown, and can be counted once that is mended. The braces keep the
keys of a tenant on one node of a cluster.
"""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from hashlib import sha1
from typing import Any, Final, NamedTuple
from urllib.parse import quote, unquote

from redis.asyncio import Redis
from redis.exceptions import NoScriptError, ResponseError

from online_store.errors import StoreDataError, store_faults
from online_store.gathered_calls import Call, GatheredCalls
from online_store.month import Month

METERED_TTL_S: Final = 40 * 86_400
"""How long ids are known after the last of a month: past the end of the month after."""

USAGE_TTL_S: Final = 800 * 86_400
"""How long counts are kept after the last of a month: more than two years."""

# All keys are looked at before any is written: an id that is known and not counted never will be.
_COUNT_ONCE: Final = """
local id = ARGV[1]
local used = redis.call('GET', KEYS[4]) or '0'
if not string.match(used, '^%d+$') or #used > 15 or string.match(used, '^0%d') then
    return redis.error_reply('DAMAGED usage is no count')
end
local known = 0
for month = 1, 3 do
    known = known + redis.call('SISMEMBER', KEYS[month], id)
end
if known > 0 then
    return {0, tonumber(used)}
end
used = redis.call('INCR', KEYS[4])
redis.call('SADD', KEYS[2], id)
redis.call('EXPIRE', KEYS[2], ARGV[2])
redis.call('EXPIRE', KEYS[4], ARGV[3])
return {1, used}
"""
# The server names scripts by their SHA-1.
_SCRIPT_SHA: Final = sha1(_COUNT_ONCE.encode(), usedforsecurity=False).hexdigest()


# No more digits than the numbers of scripts have.
_COUNT: Final = re.compile("0|[1-9][0-9]{0,14}")
_DAMAGED: Final = "store: a key of usage holds something else than it should"


class Counted(NamedTuple):
    """What came of counting an id.

    Attributes:
        is_new: whether it was counted now and not before.
        used: ids of the tenant in the month, this one among them.
    """

    is_new: bool
    used: int


class UsageStore:
    """Counts, and tells what was counted.

    Args:
        client: connection to the store.
    """

    def __init__(self, client: Redis) -> None:
        self._calls = GatheredCalls(client)
        self._listed: set[tuple[str, Month]] = set()

    async def count(self, tenant: str, month: Month, decision_id: str) -> Counted:
        """Count a decision, unless it was counted in this month or in one beside it.

        Args:
            tenant: whose it is.
            month: of the request.
            decision_id: hex digits.

        Raises:
            StoreUnavailable: if the store cannot be used now; it may have been counted.
            StoreDataError: a key holds something else than it should.
        """
        listing = _listing(tenant, month)
        if (tenant, month) not in self._listed:
            # What is counted without being listed would be missing from what all have used.
            await self._run(*listing)
            self._listed.add((tenant, month))
        keys = [*(_metered_key(tenant, one) for one in _beside(month)), _usage_key(tenant, month)]
        arguments: Call = (bytes.fromhex(decision_id), METERED_TTL_S, USAGE_TTL_S)
        script: Call = (len(keys), *keys, *arguments)
        # Listed again with each: the store may have come back empty meanwhile.
        *listed, reply = await self._replies(*listing, ("EVALSHA", _SCRIPT_SHA, *script))
        if any(isinstance(one, ResponseError) for one in listed):
            self._listed.discard((tenant, month))
        if isinstance(reply, NoScriptError):
            [reply] = await self._replies(("EVAL", _COUNT_ONCE, *script))
        return _counted(reply)

    async def used(self, tenant: str, month: Month) -> int:
        """Decisions of a tenant that were counted in a month.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: the key holds something else than it should.
        """
        [found] = await self._run(("GET", _usage_key(tenant, month)))
        return _number(found)

    async def has_counted(self, tenant: str, month: Month, decision_id: str) -> bool:
        """Whether a decision was counted in this month or in one beside it.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: a key holds something else than it should.
        """
        member = bytes.fromhex(decision_id)
        keys = (_metered_key(tenant, one) for one in _beside(month))
        return any(await self._run(*(("SISMEMBER", key, member) for key in keys)))

    async def of_all(self, month: Month) -> Mapping[str, int]:
        """What each tenant has used in a month, by name.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: a key holds something else than it should.
        """
        [members] = await self._run(("SMEMBERS", _tenants_key(month)))
        names = sorted(map(unquote, members))
        found = await self._run(*(("GET", _usage_key(name, month)) for name in names))
        return dict(zip(names, map(_number, found), strict=True))

    async def _run(self, *calls: Call) -> list[Any]:
        with _usage_faults():
            return await self._calls.run(*calls)

    async def _replies(self, *calls: Call) -> list[Any]:
        with _usage_faults():
            return await self._calls.replies(*calls)


def _counted(reply: object) -> Counted:
    with _usage_faults():
        if isinstance(reply, ResponseError):
            raise reply
    match reply:
        case [int(is_new), int(used)]:
            return Counted(is_new == 1, used)
    raise StoreDataError(_DAMAGED)


def _listing(tenant: str, month: Month) -> tuple[Call, Call]:
    key = _tenants_key(month)
    return ("SADD", key, quote(tenant, safe="")), ("EXPIRE", key, USAGE_TTL_S)


def _beside(month: Month) -> tuple[Month, Month, Month]:
    return month.before, month, month.after


def _metered_key(tenant: str, month: Month) -> str:
    return f"metered:{{{quote(tenant, safe='')}}}:{month.text}"


def _usage_key(tenant: str, month: Month) -> str:
    return f"usage:{{{quote(tenant, safe='')}}}:{month.text}"


def _tenants_key(month: Month) -> str:
    return f"usage-tenants:{month.text}"


def _number(found: str | None) -> int:
    if found is None:
        return 0
    if _COUNT.fullmatch(found) is None:
        raise StoreDataError(_DAMAGED)
    return int(found)


def _usage_faults() -> AbstractContextManager[None]:
    return store_faults(_DAMAGED)
