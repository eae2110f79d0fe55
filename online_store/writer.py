"""Writes batches of feature updates: newest event time wins, whatever the order of arrival.

updates --newest per key--> one pipeline --> per key, atomically:
                                             stored time > new time ?  keep : replace whole hash
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha1
from typing import Any, Final

import msgspec
from redis import Redis
from redis.exceptions import NoScriptError, RedisError

from events.shared.feature_update import FeatureUpdate
from online_store.errors import StoreUnavailable, is_passing
from online_store.hash_fields import UnstorableValueError, hash_fields
from online_store.keys import feature_key
from online_store.script_calls import bulk, call_head, replies

# One key a call, so that it runs on any cluster. All fields come as one MessagePack array of texts:
# sent one by one they cost the client more than three times as much. The first HSET is where a
# full server refuses: after a first write a script is no longer stopped, and a DEL would have
# lost the hash.
REPLACE_IF_NOT_OLDER: Final = """
local key, event_time_ms, ttl_s = KEYS[1], ARGV[1], ARGV[2]
local stored_ms = tonumber(redis.call('HGET', key, 'event_time_ms'))
if stored_ms and stored_ms > tonumber(event_time_ms) then return 0 end
redis.call('HSET', key, 'event_time_ms', event_time_ms)
redis.call('DEL', key)
redis.call('HSET', key, 'event_time_ms', event_time_ms, unpack(cmsgpack.unpack(ARGV[3])))
redis.call('EXPIRE', key, ttl_s)
return 1
"""
# The server names scripts by their SHA-1.
_SCRIPT_SHA: Final = sha1(REPLACE_IF_NOT_OLDER.encode(), usedforsecurity=False).hexdigest()
_BY_SHA: Final = call_head("EVALSHA", _SCRIPT_SHA, others=3)
_BY_TEXT: Final = call_head("EVAL", REPLACE_IF_NOT_OLDER, others=3)


@dataclass(frozen=True)
class WriteResult:
    """What became of a batch; the three counts add up to its size.

    Attributes:
        written: updates that are now in the store.
        stale: updates that were not, because a newer one is there or came in the same batch.
        refused: for each update that can never be written, the reason; it names no id.
    """

    written: int
    stale: int
    refused: tuple[str, ...] = ()


class FeatureStoreWriter:
    """Writes to the hashes `features:card:ID` and `features:merchant:ID`.

    Args:
        client: connection to the store.
        ttl_s: seconds after its last write at which a hash expires.

    Raises:
        ValueError: if `ttl_s` is not positive: every key expires.
    """

    def __init__(self, client: Redis, ttl_s: int) -> None:
        if ttl_s <= 0:
            raise ValueError(f"ttl_s: {ttl_s}; expected more than 0 seconds")
        self._client = client
        self._ttl = bulk(b"%d" % ttl_s)

    def write(self, updates: Sequence[FeatureUpdate]) -> WriteResult:
        """Write a batch in one round trip, or in two when the server has lost the script.

        An update of the same event time replaces the one that is there, so that writing a batch
        again changes nothing.

        Raises:
            StoreUnavailable: if the store cannot be used now. Part of the batch may have been
                written; writing the whole batch again is right.
        """
        arguments: list[bytes] = []
        refused: list[str] = []
        for key, update in newest_per_key(updates).items():
            try:
                fields = msgspec.msgpack.encode(hash_fields(update))
            except UnstorableValueError as error:
                refused.append(str(error))
                continue
            time = b"%d" % update.event_time_ms
            arguments.append(bulk(key.encode()) + bulk(time) + self._ttl + bulk(fields))
        written = 0
        for reply in self._run(arguments):
            if isinstance(reply, Exception):
                refused.append(f"the store refused: {reply}")
            else:
                written += int(reply)
        return WriteResult(written, len(updates) - written - len(refused), tuple(refused))

    def _run(self, arguments: Sequence[bytes]) -> list[Any]:
        """The reply to each call, an exception where the server refused it for good."""
        answers = self._send(_BY_SHA, arguments)
        lost = [at for at, reply in enumerate(answers) if isinstance(reply, NoScriptError)]
        again = self._send(_BY_TEXT, [arguments[at] for at in lost])
        for at, reply in zip(lost, again, strict=True):
            answers[at] = reply
        return answers

    def _send(self, head: bytes, arguments: Sequence[bytes]) -> list[Any]:
        """Send all calls in one round trip."""
        if not arguments:
            return []
        try:
            answers = replies(self._client, [head + each for each in arguments])
        except RedisError as error:
            raise StoreUnavailable(f"feature store: {error}") from error
        for reply in answers:
            if isinstance(reply, Exception) and is_passing(reply):
                raise StoreUnavailable(f"feature store: {reply}") from reply
        return answers


def newest_per_key(updates: Iterable[FeatureUpdate]) -> dict[str, FeatureUpdate]:
    """The update with the greatest event time of each key; of equal times the last."""
    newest: dict[str, FeatureUpdate] = {}
    for update in updates:
        key = feature_key(update.entity, update.entity_id)
        seen = newest.get(key)
        if seen is None or update.event_time_ms >= seen.event_time_ms:
            newest[key] = update
    return newest
