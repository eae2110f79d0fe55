"""When lists become readable: a reader that is told of each write reads the list at once.

job --list--> store --"written"--> reader --list?--> store --list--> reader: readable by now

The store tells it by keyspace notifications, which cost it little and are off by default. Of two
lists of one shopper that are written before the reader looks, it sees the later one.
"""

from collections.abc import Sequence
from threading import Event, Thread
from time import time_ns
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from redis import Redis
from redis.exceptions import RedisError

from online_store.errors import StoreUnavailable
from online_store.hash_fields import EVENT_TIME_FIELD
from online_store.keys import LISTS

_PATTERN: Final = f"__keyspace@0__:{LISTS}:*"
_WRITTEN: Final = "expire"
"""Each accepted write ends with one EXPIRE."""

_TOLD_OF: Final = "Kg"
"""By key, of generic commands, EXPIRE among them."""

_END: Final = "list-arrivals-end"
"""A channel: what comes before its message was written before it was sent."""

_WAIT_S: Final = 0.05
_READ_AT_ONCE: Final = 256


class Arrival(NamedTuple):
    """A list that was read.

    Attributes:
        shopper: key of the shopper, `user:ID` or `session:ID`.
        list_id: of the list.
        event_time_ms: of the event that it was made at.
        seen_ms: epoch ms at which the reader had it, with a fraction.
    """

    shopper: str
    list_id: str
    event_time_ms: int
    seen_ms: float


class ListArrivals:
    """Reads every list as soon as it is written, in a thread; a context.

    Args:
        client: connection to the store, which must keep all keys in one server.

    Attributes:
        seen: what was read so far, in order.
        written: lists that the store has taken.
    """

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._ended = Event()
        self._failed: RedisError | None = None
        self._thread = Thread(target=self._follow, name="list-arrivals", daemon=True)
        self.seen: list[Arrival] = []
        self.written = 0

    def __enter__(self) -> Self:
        """Begin; what is written from here on is read.

        Raises:
            StoreUnavailable: the store cannot be used now.
        """
        try:
            self._client.config_set("notify-keyspace-events", _TOLD_OF)
            self._told: Any = self._client.pubsub(  # type: ignore[no-untyped-call]
                ignore_subscribe_messages=True
            )
            self._told.psubscribe(_PATTERN)
            self._told.subscribe(_END)
        except RedisError as error:
            raise StoreUnavailable(f"feature store: {error}") from error
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """End, once what was written before has been read.

        Raises:
            StoreUnavailable: the store went away meanwhile.
        """
        try:
            self._client.publish(_END, "")
        except RedisError as failed:
            self._failed = self._failed or failed
            self._ended.set()
        self._thread.join()
        self._told.close()
        if self._failed is not None and error is None:
            raise StoreUnavailable(f"feature store: {self._failed}") from self._failed

    def _follow(self) -> None:
        try:
            while not self._ended.is_set():
                keys = self._keys()
                if keys:
                    self._read(list(dict.fromkeys(keys)))
        except RedisError as error:
            self._failed = error

    def _keys(self) -> list[str]:
        """The keys that were written since the last look; waits a moment for the first."""
        keys: list[str] = []
        message = self._told.get_message(timeout=_WAIT_S)
        while message is not None and len(keys) < _READ_AT_ONCE:
            if message["channel"] == _END:
                self._ended.set()
            elif message["data"] == _WRITTEN:
                keys.append(message["channel"].partition(":")[2])
            message = self._told.get_message()
        self.written += len(keys)
        return keys

    def _read(self, keys: Sequence[str]) -> None:
        pipeline = self._client.pipeline(transaction=False)
        for key in keys:
            pipeline.hmget(key, ["list_id", EVENT_TIME_FIELD])
        found: list[Any] = pipeline.execute()
        seen_ms = time_ns() / 1_000_000
        for key, (list_id, event_time_ms) in zip(keys, found, strict=True):
            if list_id is not None:
                shopper = key.partition(":")[2]
                self.seen.append(Arrival(shopper, list_id, int(event_time_ms), seen_ms))
