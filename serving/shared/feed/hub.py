"""Sends what happens to many clients: each thing encoded once a topic, each client on its own.

publish --gathered for `gather_s`--> topic: filter, encode once --the same bytes--> its clients
"""

from asyncio import TimerHandle, get_running_loop, sleep
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Generic, Literal, TypeVar

from msgspec import Struct

from serving.shared.feed.limits import FeedLimits
from serving.shared.feed.subscription import Chunk, Subscription
from serving.shared.feed.topic import Topic

ItemT = TypeVar("ItemT")

Full = Literal["clients", "clients_per_tenant"]
"""The limit that lets no further client in."""


class FeedCounts(Struct):
    """What happened since the start.

    Attributes:
        published: items that came in.
        delivered: messages that were put into the queue of a client.
        dropped: clients that were too slow.
        refused: clients that a limit kept out.
        shut_out: clients that might not go on.
    """

    published: int = 0
    delivered: int = 0
    dropped: int = 0
    refused: int = 0
    shut_out: int = 0


class FeedHub(Generic[ItemT]):
    """The clients of a feed, within one event loop.

    Args:
        limits: of clients and their queues.
    """

    def __init__(self, limits: FeedLimits) -> None:
        self.counts = FeedCounts()
        self._limits = limits
        self._clients: dict[Topic[ItemT], dict[Subscription, str]] = {}
        self._of_tenant: Counter[str] = Counter()
        self._gathered: list[ItemT] = []
        self._timer: TimerHandle | None = None
        self._flushed_s = float("-inf")

    @property
    def clients(self) -> int:
        """How many there are."""
        return self._of_tenant.total()

    def join(
        self,
        topic: Topic[ItemT],
        tenant: str,
        stays: Callable[[], bool] | None = None,
    ) -> Subscription | Full:
        """A new client, or the limit that keeps it out.

        Args:
            topic: what it follows.
            tenant: whose client it is.
            stays: whether it may go on, for `check`; None where nothing ends it.
        """
        full = self._full(tenant)
        if full is not None:
            self.counts.refused += 1
            return full
        client = Subscription(self._limits, stays)
        self._clients.setdefault(topic, {})[client] = tenant
        self._of_tenant[tenant] += 1
        return client

    def leave(self, topic: Topic[ItemT], client: Subscription) -> None:
        """The client is gone."""
        client.released()
        of_topic = self._clients.get(topic, {})
        tenant = of_topic.pop(client, None)
        if tenant is None:
            return
        if not of_topic:
            del self._clients[topic]
        self._of_tenant[tenant] -= 1
        if not self._of_tenant[tenant]:
            del self._of_tenant[tenant]

    def publish(self, items: Sequence[ItemT]) -> None:
        """Send `items` to whom they concern, together with what comes within `gather_s`."""
        self.counts.published += len(items)
        self._gathered += items
        if self._timer is not None or not items:
            return
        loop = get_running_loop()
        wait_s = self._flushed_s + self._limits.gather_s - loop.time()
        if wait_s <= 0:
            self.flush()
        else:
            self._timer = loop.call_later(wait_s, self.flush)

    def flush(self) -> None:
        """Send what was gathered."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._flushed_s = get_running_loop().time()
        items, self._gathered = self._gathered, []
        if not items:
            return
        for topic, clients in list(self._clients.items()):
            wanted = [item for item in items if topic.wants(item)]
            if wanted:
                self._send(topic, clients, Chunk(topic.encoded(wanted), len(wanted)))

    def beat(self) -> None:
        """Send a sign of life to each client that got nothing since the last beat."""
        for topic, clients in list(self._clients.items()):
            heartbeat = Chunk(topic.heartbeat, 0)
            for client in list(clients):
                if client.was_idle and not client.put(heartbeat):
                    self._drop(topic, client)
                client.was_idle = True

    async def beating(self) -> None:
        """Beat for ever."""
        while True:
            await sleep(self._limits.heartbeat_s)
            self.beat()

    def check(self) -> None:
        """End the clients that may not go on."""
        for topic, clients in list(self._clients.items()):
            last = Chunk(topic.shut_out, 0)
            self.counts.shut_out += sum(client.shut_out(last) for client in clients)

    async def checking(self) -> None:
        """Check for ever."""
        while True:
            await sleep(self._limits.check_s)
            self.check()

    def close(self) -> None:
        """Say to all clients that the service ends."""
        self.flush()
        for topic, clients in self._clients.items():
            for client in clients:
                client.end(Chunk(topic.closing, 0))

    def _full(self, tenant: str) -> Full | None:
        if self.clients >= self._limits.clients:
            return "clients"
        if self._of_tenant[tenant] >= self._limits.clients_per_tenant:
            return "clients_per_tenant"
        return None

    def _send(self, topic: Topic[ItemT], clients: dict[Subscription, str], chunk: Chunk) -> None:
        for client in list(clients):
            if client.is_over:
                continue
            if client.put(chunk):
                self.counts.delivered += chunk.messages
            else:
                self._drop(topic, client)

    def _drop(self, topic: Topic[ItemT], client: Subscription) -> None:
        client.end(Chunk(topic.too_slow, 0))
        self.counts.dropped += 1
