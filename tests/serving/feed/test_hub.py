"""The hub: who gets what, who is dropped, and who is kept out."""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from serving.shared.feed.delivery import deliver
from serving.shared.feed.hub import FeedHub
from serving.shared.feed.limits import FeedLimits
from serving.shared.feed.subscription import Chunk, Subscription

SOON = FeedLimits(gather_s=0, queue_messages=4, queue_bytes=1_000, grace_s=0)


@dataclass(frozen=True)
class Multiples:
    """The multiples of a number, by commas."""

    of: int

    def wants(self, item: int) -> bool:
        return item % self.of == 0

    def encoded(self, items: Sequence[int]) -> bytes:
        ENCODED.append((self, tuple(items)))
        return b"".join(b"%d," % item for item in items)

    heartbeat = b"beat,"
    too_slow = b"slow,"
    shut_out = b"shut out,"
    closing = b"closing,"


ENCODED: list[tuple[Multiples, tuple[int, ...]]] = []


def _run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(test)


def _joined(hub: FeedHub[int], of: int = 1, tenant: str = "acme") -> Subscription:
    client = hub.join(Multiples(of), tenant)
    assert isinstance(client, Subscription)
    return client


async def _taken(client: Subscription) -> str:
    return b"".join(chunk.data for chunk in await client.take()).decode()


@given(
    st.lists(
        st.one_of(
            st.lists(st.integers(1, 12), min_size=1, max_size=3), st.sampled_from(["a", "b", "c"])
        ),
        max_size=30,
    )
)
def test_each_client_gets_all_that_it_follows_in_order_or_is_dropped(
    steps: list[list[int] | str],
) -> None:
    follows = {"a": 1, "b": 2, "c": 3}

    async def test() -> None:
        hub = FeedHub[int](SOON)
        clients = {name: _joined(hub, of) for name, of in follows.items()}
        waiting: dict[str, list[int] | None] = {name: [] for name in follows}
        dropped = 0
        for step in steps:
            if isinstance(step, str):
                expected = waiting[step]
                if expected:
                    assert await _taken(clients[step]) == "".join(f"{item}," for item in expected)
                    waiting[step] = []
                continue
            hub.publish(step)
            hub.flush()
            for name, of in follows.items():
                queue, wanted = waiting[name], [item for item in step if item % of == 0]
                if queue and len(queue) + len(wanted) > SOON.queue_messages and wanted:
                    waiting[name] = None
                    dropped += 1
                elif queue is not None:
                    waiting[name] = queue + wanted
        assert hub.counts.dropped == dropped
        for name, queue in waiting.items():
            assert clients[name].is_over == (queue is None)
            if queue is None:
                assert await _taken(clients[name]) == "slow,"
                assert await clients[name].take() == []

    _run(test())


def test_clients_that_follow_the_same_share_one_encoding() -> None:
    async def test() -> None:
        hub = FeedHub[int](SOON)
        clients = [_joined(hub, of, tenant) for of in (1, 2) for tenant in ("acme", "other")]
        ENCODED.clear()
        hub.publish([1, 2])
        hub.flush()
        assert [(Multiples(1), (1, 2)), (Multiples(2), (2,))] == ENCODED
        assert [await _taken(client) for client in clients] == ["1,2,"] * 2 + ["2,"] * 2
        assert hub.counts.delivered == 6

    _run(test())


def test_what_happens_within_a_moment_is_sent_together() -> None:
    async def test() -> None:
        hub = FeedHub[int](FeedLimits(gather_s=0.01))
        client = _joined(hub)
        for item in range(3):
            hub.publish([item])
        assert await _taken(client) == "0,"
        assert await _taken(client) == "1,2,"

    _run(test())


def test_what_was_missed_comes_first_and_is_made_as_it_is_taken() -> None:
    made: list[int] = []

    def missed() -> Iterator[Chunk]:
        for item in (1, 2):
            made.append(item)
            yield Chunk(b"%d," % item, 1)

    async def test() -> None:
        hub = FeedHub[int](SOON)
        client = hub.join(Multiples(1), "acme")
        assert isinstance(client, Subscription)
        hub.publish([3])
        hub.flush()
        client.begin(missed())
        assert (await _taken(client), made) == ("1,", [1])
        assert [await _taken(client) for _ in range(2)] == ["2,", "3,"]

    _run(test())


def test_only_who_got_nothing_since_the_last_beat_gets_a_sign_of_life() -> None:
    async def test() -> None:
        hub = FeedHub[int](SOON)
        idle, busy = _joined(hub, 2), _joined(hub, 1)
        hub.beat()
        hub.publish([1])
        hub.flush()
        hub.beat()
        assert (await _taken(idle), await _taken(busy)) == ("beat,", "1,")

    _run(test())


def test_limits_keep_clients_out_until_others_leave() -> None:
    async def test() -> None:
        hub = FeedHub[int](FeedLimits(clients=3, clients_per_tenant=2))
        first = _joined(hub)
        _joined(hub)
        assert hub.join(Multiples(1), "acme") == "clients_per_tenant"
        _joined(hub, 1, "other")
        assert hub.join(Multiples(1), "third") == "clients"
        assert hub.counts.refused == 2
        for _ in range(2):
            hub.leave(Multiples(1), first)
        assert hub.clients == 2
        _joined(hub)

    _run(test())


def test_a_client_whose_sending_hangs_is_ended_once_its_time_is_over() -> None:
    async def test() -> None:
        hub = FeedHub[int](SOON)
        client = _joined(hub)
        sent: list[bytes] = []
        hangs = asyncio.Event()

        async def write(chunks: list[Chunk]) -> None:
            sent.extend(chunk.data for chunk in chunks)
            hangs.set()
            await asyncio.Event().wait()

        async def gone() -> None:
            await asyncio.Event().wait()

        delivery = asyncio.create_task(deliver(client, write, gone))
        hub.publish([1])
        await hangs.wait()
        for _ in range(2):
            hub.publish(range(2, 6))
            hub.flush()
        assert not await asyncio.wait_for(delivery, 20)
        assert (sent, hub.counts.dropped) == ([b"1,"], 1)

    _run(test())


def test_a_client_that_may_not_go_on_is_ended_at_the_next_check_and_gets_nothing_that_waits() -> (
    None
):
    async def test() -> None:
        hub = FeedHub[int](SOON)
        may_stay = [True]
        client, other = hub.join(Multiples(1), "acme", stays=lambda: may_stay[0]), _joined(hub)
        assert isinstance(client, Subscription)
        hub.check()
        hub.publish([1])
        hub.flush()
        assert await _taken(client) == "1,"
        hub.publish([2])
        hub.flush()
        may_stay[0] = False
        for _ in range(2):
            hub.check()
        assert (await _taken(client), client.is_shut_out) == ("shut out,", True)
        assert await client.take() == []
        assert (await _taken(other), other.is_over) == ("1,2,", False)
        assert hub.counts.shut_out == 1

    _run(test())


def test_clients_learn_that_the_service_ends() -> None:
    async def test() -> None:
        hub = FeedHub[int](SOON)
        client = _joined(hub)
        hub.close()
        assert await _taken(client) == "closing,"
        assert await client.take() == []

    _run(test())
