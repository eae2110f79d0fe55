"""Records on to a stream that takes them, refuses some, or is away."""

import asyncio
import threading
from collections.abc import Callable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from serving.shared.forwarding import KeyedRecord, NoForwarding, QueuedForwarding


class Stream:
    """Takes of each call the records that `takes` says; None: it is away."""

    def __init__(self, takes: Callable[[int, KeyedRecord], bool | None]) -> None:
        self.taken: list[KeyedRecord] = []
        self.calls = 0
        self._takes = takes

    def put(self, records: Sequence[KeyedRecord]) -> Sequence[KeyedRecord]:
        assert threading.current_thread() is not threading.main_thread()
        self.calls += 1
        if any(self._takes(self.calls, one) is None for one in records):
            raise OSError("away")
        refused = [one for one in records if not self._takes(self.calls, one)]
        self.taken += [one for one in records if one not in refused]
        return refused


def forwarded(stream: Stream, count: int, most_queued: int = 2_000) -> QueuedForwarding:
    """What is left after `count` records were sent and it was ended."""
    forwarding = QueuedForwarding(stream, most_queued, retry_s=0.001)

    async def run() -> None:
        async with forwarding.running():
            for number in range(count):
                forwarding.send(f"key-{number % 3}", b"%d" % number)

    asyncio.run(run())
    return forwarding


@given(st.lists(st.sampled_from(["takes", "away"]), max_size=2))
def test_all_records_arrive_once_and_in_their_order_though_the_stream_is_away(
    fates: list[str],
) -> None:
    fate = dict(enumerate(fates, start=1))
    stream = Stream(lambda call, _: None if fate.get(call) == "away" else True)
    forwarding = forwarded(stream, 1_200)
    assert [int(one.data) for one in stream.taken] == list(range(1_200))
    assert (len(forwarding), forwarding.written) == (0, 1_200)
    assert forwarding.failures == fates.count("away")


def test_large_records_go_out_in_calls_that_a_stream_takes() -> None:
    sizes: list[int] = []

    class Sized(Stream):
        def put(self, records: Sequence[KeyedRecord]) -> Sequence[KeyedRecord]:
            sizes.append(sum(len(one.data) for one in records))
            return super().put(records)

    stream = Sized(lambda _, __: True)
    forwarding = QueuedForwarding(stream)

    async def run() -> None:
        async with forwarding.running():
            for _ in range(200):
                forwarding.send("k", bytes(1 << 16))

    asyncio.run(run())
    assert len(stream.taken) == 200
    assert len(sizes) == 4
    assert max(sizes) < 5 << 20


def test_what_was_refused_goes_out_again_and_nothing_twice() -> None:
    stream = Stream(lambda call, one: call > 1 or int(one.data) % 2 == 0)
    forwarding = forwarded(stream, 20)
    assert sorted(int(one.data) for one in stream.taken) == list(range(20))
    assert (forwarding.written, forwarding.failures) == (20, 1)


def test_what_is_never_taken_is_given_up_at_the_end_and_counted() -> None:
    stream = Stream(lambda _, __: None)
    forwarding = forwarded(stream, 5)
    assert (len(forwarding), forwarding.written, stream.calls) == (5, 0, 3)


def test_without_room_a_record_is_not_taken_and_its_sender_knows() -> None:
    forwarding = QueuedForwarding(Stream(lambda _, __: True), most_queued=2)
    assert [forwarding.send("k", b"") for _ in range(3)] == [True, True, False]
    assert len(forwarding) == 2
    assert NoForwarding().send("k", b"")
