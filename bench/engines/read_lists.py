"""When each list could first be read in the store, told by the store itself.

::

    HSET recommendations:user:u1 --notification--> HGET list_id --> first seen: list id, time
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import Any, Final

from redis import Redis

from online_store.keys import LISTS

NOTIFYING: Final = {"notify-keyspace-events": "Kh"}
"""Setting of a server that tells of each change of a hash."""

_PREFIX: Final = f"__keyspace@0__:{LISTS}:"
_WAIT_S: Final = 0.05


@contextmanager
def lists_seen(url: str) -> Iterator[dict[str, float]]:
    """Ids of the lists, each with the monotonic time at which it was read for the first time.

    A list that another replaces before it is read is never seen.
    """
    seen: dict[str, float] = {}
    stop = Event()
    subscribing: Any = Redis.from_url(url)
    told = subscribing.pubsub(ignore_subscribe_messages=True)
    told.psubscribe(f"{_PREFIX}*")
    watcher = Thread(target=_watch, args=(told, Redis.from_url(url), seen, stop))
    watcher.start()
    try:
        yield seen
    finally:
        stop.set()
        watcher.join()
        told.close()


def _watch(told: Any, client: Any, seen: dict[str, float], stop: Event) -> None:  # noqa: ANN401 - of redis, untyped
    while not stop.is_set():
        message = told.get_message(timeout=_WAIT_S)
        if message is None:
            continue
        key = message["channel"].decode().removeprefix("__keyspace@0__:")
        found = client.hget(key, "list_id")
        if found is not None:
            seen.setdefault(found.decode(), monotonic())
