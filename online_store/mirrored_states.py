"""What a decision on request reads and leaves in the store: states, payments on their way, answers.

::

    state:card:ID      the image of a key's state, by the job
    pending:card:ID    payments that were asked about lately, by whoever answered: a sorted set by
                       the time of the request, less those that the image has
    answer:TENANT:ID   what was answered, for whoever asks again

One round trip before the decision, one after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from redis.asyncio import Redis

from events.shared.feature_update import Entity
from events.shared.state_image import CLOCK, JOB, JobClock, StateImage, entity_of, image_of
from online_store.errors import StoreDataError, store_faults
from online_store.gathered_calls import Call, GatheredCalls, pairs
from online_store.keys import feature_key

PENDING_TTL_S: Final = 900
"""How long a payment may be on its way to the job before nobody waits for it any more."""

MOST_PENDING: Final = 256
"""Payments on their way that are read of a key, the newest."""

Key = tuple[str, str]
"""The name of a hop, and a key of it."""


class KeptKey(NamedTuple):
    """A key at which a payment is kept.

    Attributes:
        name: of the hop.
        key: of it.
        seen_until_ms: payments that were asked about before are in the image; 0: none are.
    """

    name: str
    key: str
    seen_until_ms: int


@dataclass(frozen=True, slots=True)
class MirroredKey:
    """What the store has of a key.

    Attributes:
        image: of its state; None where there is none.
        pending: payments that were asked about lately, as they were kept, the oldest first.
    """

    image: StateImage | None
    pending: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MirroredStates:
    """What the store has for one payment.

    Attributes:
        keys: in the order that they were asked for.
        watermark_ms: of the job; None where no job has told any.
        told_us: when it told that, microseconds since the epoch; 0 where it never did.
        answer: to an earlier request of the same id.
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
            StoreDataError: what it holds is damaged.
        """
        calls: list[Call] = [
            ("GET", _answer_key(answer)),
            ("HMGET", _CLOCK_KEY, "watermark_ms", "event_time_ms"),
        ]
        for name, key in keys:
            calls.append(("HGETALL", feature_key(entity_of(name), key)))
            calls.append(("ZRANGE", _pending_key(name, key), -MOST_PENDING, -1))
        kept, clock, *of_keys = await self._run(calls)
        watermark_ms, told_us = clock
        return MirroredStates(
            keys=tuple(
                MirroredKey(_image(fields), tuple(pending))
                for fields, pending in zip(of_keys[::2], of_keys[1::2], strict=True)
            ),
            watermark_ms=None if watermark_ms is None else int(watermark_ms),
            told_us=0 if told_us is None else int(told_us),
            answer=kept,
        )

    async def clock(self) -> JobClock | None:
        """How far the job said last that it is; None where none has told.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: what it holds is damaged.
        """
        calls: list[Call] = [("HMGET", _CLOCK_KEY, "watermark_ms", "event_time_ms")]
        ((watermark_ms, told_us),) = await self._run(calls)
        if watermark_ms is None or told_us is None:
            return None
        return JobClock(int(watermark_ms), int(told_us))

    async def features(self, ids: Sequence[tuple[Entity, str]]) -> tuple[Mapping[str, str], ...]:
        """The stored features of some entities, as texts by their names; empty without any.

        Raises:
            StoreUnavailable: if the store cannot be used now.
        """
        calls = [("HGETALL", feature_key(entity, entity_id)) for entity, entity_id in ids]
        return tuple(map(pairs, await self._run(calls)))

    async def keep(
        self, keys: Sequence[KeptKey], pending: str, sent_ms: int, answer: str, said: str
    ) -> str:
        """Keep what a decision leaves, in one round trip.

        Args:
            keys: of the payment.
            pending: the payment, for the next one at any of these keys.
            sent_ms: when it was asked about.
            answer: what the answer is kept by.
            said: the answer.

        Returns what stands as the answer: `said`, or what somebody else has said meanwhile.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: what it holds is damaged.
        """
        ttl_s = PENDING_TTL_S
        calls: list[Call] = [("SET", _answer_key(answer), said, "NX", "EX", ttl_s, "GET")]
        for one in keys:
            at = _pending_key(one.name, one.key)
            if one.seen_until_ms:
                # Less than, since one that is still on its way may have the same time.
                calls.append(("ZREMRANGEBYSCORE", at, "-inf", f"({one.seen_until_ms}"))
            calls.append(("ZADD", at, sent_ms, pending))
            calls.append(("EXPIRE", at, ttl_s))
        before, *_ = await self._run(calls)
        return said if before is None else str(before)

    async def _run(self, calls: Sequence[Call]) -> list[Any]:
        with store_faults("feature store: a key holds something else than it should"):
            return await self._calls.run(*calls)


_CLOCK_KEY: Final = feature_key(entity_of(JOB), CLOCK)


def _pending_key(name: str, key: str) -> str:
    return f"pending:{name}:{key}"


def _answer_key(answer: str) -> str:
    return f"answer:{answer}"


def _image(listed: Sequence[str]) -> StateImage | None:
    if not listed:
        return None
    try:
        return image_of(pairs(listed))
    except ValueError as error:
        raise StoreDataError(str(error)) from error
