"""What a decision on request reads and leaves in the store: states, payments on their way, answers.

::

    state:card:ID      the image of a key's state, by the job
    pending:card:ID    payments that were asked about lately, by whoever answered: a sorted set by
                       the time of the request, less those that the image has, or that are too old
                       or too many
    answer:TENANT:ID   what was answered, for whoever asks again

One round trip before the decision, one after it. Of what is damaged only that key is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from redis.asyncio import Redis

from events.shared.feature_update import Entity
from events.shared.state_image import CLOCK, JOB, JobClock, entity_of
from online_store.errors import StoreDataError, store_faults
from online_store.gathered_calls import Call, GatheredCalls, pairs
from online_store.keys import feature_key
from online_store.mirrored_key import MirroredKey, clock_in, is_damaged, mirrored_key

PENDING_TTL_S: Final = 900
"""How long a payment may be on its way to the job before nobody waits for it any more."""

MOST_PENDING: Final = 256
"""Payments on their way to a key that are counted, the newest."""

MOST_KEPT: Final = MOST_PENDING + 2
"""The same that are kept and read: the one that is asked about may be among them, and one more says
that there are more."""

_DAMAGED: Final = "feature store: a key holds something else than it should"

Key = tuple[str, str]
"""The name of a hop, and a key of it."""


class KeptKey(NamedTuple):
    """A key at which a payment is kept.

    Attributes:
        name: of the hop.
        key: of it.
        seen_until_ms: payments that were asked about before are in the image; 0: none are.
        is_misplaced: see `MirroredKey`; what is there goes, the next payment will be kept.
        is_due: whether there may be some that are too old, or too many.
    """

    name: str
    key: str
    seen_until_ms: int
    is_misplaced: bool = False
    is_due: bool = True


@dataclass(frozen=True, slots=True)
class MirroredStates:
    """What the store has for one payment.

    Attributes:
        keys: in the order that they were asked for.
        watermark_ms: of the job; None where no job has told any that can be read.
        told_us: when it told that, microseconds since the epoch; 0 where it never did.
        answer: to an earlier request of the same id; an empty text where nobody can read it.
    """

    keys: tuple[MirroredKey, ...]
    watermark_ms: int | None
    told_us: int
    answer: str | None


class StateStore:
    """Reads states, and keeps what a decision leaves.

    Args:
        client: connection to the store.
    """

    def __init__(self, client: Redis) -> None:
        self._calls = GatheredCalls(client)

    async def read(self, keys: Sequence[Key], answer: str) -> MirroredStates:
        """All that the store has for a payment, in one round trip.

        Args:
            keys: of the payment.
            answer: what an answer to it is kept by.

        Raises:
            StoreUnavailable: if the store cannot be used now.
        """
        calls: list[Call] = [("GET", _answer_key(answer)), _ASK_CLOCK]
        for name, key in keys:
            calls.append(("HGETALL", feature_key(entity_of(name), key)))
            calls.append(("ZRANGE", _pending_key(name, key), -MOST_KEPT, -1))
        with store_faults(_DAMAGED):
            kept, clock, *of_keys = await self._calls.replies(*calls)
        told = None if is_damaged(clock) else clock_in(clock)
        return MirroredStates(
            keys=tuple(map(mirrored_key, of_keys[::2], of_keys[1::2])),
            watermark_ms=None if told is None else told.watermark_ms,
            told_us=0 if told is None else told.version_us,
            answer="" if is_damaged(kept) else kept,
        )

    async def clock(self) -> JobClock | None:
        """How far the job said last that it is; None where none has told.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: what it holds is damaged.
        """
        [told] = await self._run([_ASK_CLOCK])
        if None in told:
            return None
        clock = clock_in(told)
        if clock is None:
            raise StoreDataError(f"{_CLOCK_KEY}: two whole numbers of 64 bits expected")
        return clock

    async def features(
        self, ids: Sequence[tuple[Entity, str]]
    ) -> tuple[Mapping[str, str] | None, ...]:
        """The stored features of some entities, as texts by their names; empty without any.

        Of an entity whose hash is none, or cannot be read, there is None.

        Raises:
            StoreUnavailable: if the store cannot be used now.
        """
        calls = [("HGETALL", feature_key(entity, entity_id)) for entity, entity_id in ids]
        with store_faults(_DAMAGED):
            found = await self._calls.replies(*calls)
        return tuple(None if is_damaged(one) else pairs(one) for one in found)

    async def take_back(self, keys: Sequence[Key], pending: str) -> None:
        """Keep a payment no longer at any of its keys.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: what it holds is damaged.
        """
        calls: list[Call] = []
        for name, key in keys:
            at = _pending_key(name, key)
            # As old as none is, and then gone by its age.
            calls += [("ZADD", at, "XX", 0, pending), ("ZREMRANGEBYSCORE", at, "-inf", 0)]
        await self._run(calls)

    async def keep(  # noqa: PLR0913 - what a decision leaves
        self,
        keys: Sequence[KeptKey],
        pending: str,
        sent_ms: int,
        answer: str,
        said: str,
        *,
        replaces: bool = False,
    ) -> str:
        """Keep what a decision leaves, in one round trip; of each key no more than can be read.

        Args:
            keys: of the payment.
            pending: the payment, for the next one at any of these keys.
            sent_ms: when it was asked about.
            answer: what the answer is kept by.
            said: the answer.
            replaces: whether it replaces an earlier one, since nobody can read that.

        Returns what stands as the answer: `said`, or what somebody else has said meanwhile.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: what it holds is damaged.
        """
        unless_there = () if replaces else ("NX", "GET")
        calls: list[Call] = [("SET", _answer_key(answer), said, "EX", PENDING_TTL_S, *unless_there)]
        for one in keys:
            calls += _keeping(one, pending, sent_ms)
        before, *_ = await self._run(calls)
        return said if replaces or before is None else str(before)

    async def _run(self, calls: Sequence[Call]) -> list[Any]:
        with store_faults(_DAMAGED):
            return await self._calls.run(*calls)


_CLOCK_KEY: Final = feature_key(entity_of(JOB), CLOCK)
_ASK_CLOCK: Final[Call] = ("HMGET", _CLOCK_KEY, "watermark_ms", "event_time_ms")


def _pending_key(name: str, key: str) -> str:
    return f"pending:{name}:{key}"


def _answer_key(answer: str) -> str:
    return f"answer:{answer}"


def _keeping(one: KeptKey, pending: str, sent_ms: int) -> Sequence[Call]:
    """The calls that keep a payment at a key, and let go of what is no longer on its way."""
    at = _pending_key(one.name, one.key)
    if one.is_misplaced:
        # The one command that replaces whatever is there; a moment later nothing is.
        return [("SET", at, "", "PX", 1)]
    until_ms = one.seen_until_ms
    calls: list[Call] = [("ZADD", at, sent_ms, pending), ("EXPIRE", at, PENDING_TTL_S)]
    if one.is_due:
        until_ms = max(until_ms, sent_ms - PENDING_TTL_S * 1000)
        calls.append(("ZREMRANGEBYRANK", at, 0, -MOST_KEPT - 1))
    if until_ms:
        # Less than, since one that is still on its way may have the same time.
        calls.append(("ZREMRANGEBYSCORE", at, "-inf", f"({until_ms}"))
    return calls
