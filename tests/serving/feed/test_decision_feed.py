"""Joining the feed of decisions between what was missed and what happens."""

import asyncio
from unittest.mock import create_autospec

import pytest

from serving.fraud.archive.archive import DecisionArchive
from serving.fraud.feed.decision_feed import DecisionFeed, Seat, Wanted
from serving.fraud.feed.forms import TEXTS
from serving.fraud.intake import DecisionIntake
from serving.fraud.received import Received
from serving.shared.caller import Caller
from serving.shared.feed.history import History
from serving.shared.feed.hub import FeedHub
from serving.shared.feed.limits import FeedLimits
from serving.shared.tail.following import Looked
from tests.serving.feed.server import received_at

PLATFORM = Caller("platform", "k-1", frozenset({"read"}), None)


def test_what_is_gathered_when_a_client_comes_back_does_not_come_twice() -> None:
    async def test() -> list[int]:
        limits = FeedLimits(gather_s=60)
        hub, archive = FeedHub[Received](limits), DecisionArchive(10, 1 << 20)
        intake, feed = DecisionIntake(archive, hub), DecisionFeed(archive, hub, limits)
        intake.history.end()
        for number in range(3):
            intake.take(Looked([received_at(number)], has_more=False, run=1))
        seat = feed.join(PLATFORM, Wanted(after=f"{0:032x}"), TEXTS)
        assert isinstance(seat, Seat)
        intake.take(Looked([received_at(3)], has_more=False, run=1))
        hub.flush()
        taken = [chunk for _ in range(2) for chunk in await seat.client.take()]
        return [chunk.messages for chunk in taken]

    assert asyncio.run(test()) == [2, 1]


def test_what_a_client_missed_is_given_though_it_has_left_the_archive_meanwhile() -> None:
    async def test() -> bytes:
        limits = FeedLimits()
        hub, archive = FeedHub[Received](limits), DecisionArchive(10, 1 << 20)
        for number in range(2):
            archive.add(received_at(number))
        feed = DecisionFeed(archive, hub, limits)
        seat = feed.join(PLATFORM, Wanted(after=f"{0:032x}"), TEXTS)
        assert isinstance(seat, Seat)
        archive.clear()
        (chunk,) = await seat.client.take()
        return chunk.data

    assert f"{1:032x}".encode() in asyncio.run(test())


class Starting:
    """A service that has not read all that is there.

    Args:
        history_s: that clients wait for it.
    """

    def __init__(self, history_s: float = 60) -> None:
        limits = FeedLimits(gather_s=0, history_s=history_s)
        self.hub, archive = FeedHub[Received](limits), DecisionArchive(10, 1 << 20)
        self.intake = DecisionIntake(archive, self.hub)
        self.feed = DecisionFeed(archive, self.hub, limits, self.intake.history)

    def join(self, after: int | None) -> Seat:
        """A client's place."""
        wanted = Wanted(after=None if after is None else f"{after:032x}")
        seat = self.feed.join(PLATFORM, wanted, TEXTS)
        assert isinstance(seat, Seat)
        return seat

    def read(self, *numbers: int, has_more: bool) -> None:
        """Decisions come in."""
        self.intake.take(Looked([received_at(one) for one in numbers], has_more=has_more, run=1))


def _texts(numbers: list[int]) -> bytes:
    return TEXTS.decisions([received_at(one) for one in numbers], with_why=False)


@pytest.mark.parametrize(
    ("after", "first"),
    [
        (1, [_texts([2, 3]), _texts([4])]),
        (3, [_texts([4])]),
        (9, [TEXTS.gap, _texts([4])]),
        (None, [_texts([4])]),
    ],
)
def test_who_comes_back_while_what_is_there_is_read_gets_what_was_missed_and_no_gap(
    after: int | None, first: list[bytes]
) -> None:
    async def test() -> list[bytes]:
        starting = Starting()
        seat = starting.join(after)
        starting.read(1, 2, has_more=True)
        taking = asyncio.create_task(seat.client.take())
        await asyncio.sleep(0)
        starting.read(3, has_more=False)
        starting.read(4, has_more=False)
        taken = await taking
        while len(taken) < len(first):
            taken += await seat.client.take()
        return [chunk.data for chunk in taken]

    assert asyncio.run(asyncio.wait_for(test(), 20)) == first


def test_nothing_is_looked_for_that_is_of_who_left_while_what_is_there_was_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missed = create_autospec(DecisionArchive.missed, side_effect=DecisionArchive.missed)
    monkeypatch.setattr(DecisionArchive, "missed", missed)

    async def test() -> None:
        starting = Starting()
        gone, _ = starting.join(1), starting.join(1)
        starting.feed.leave(gone)
        starting.read(1, 2, has_more=False)

    asyncio.run(test())
    missed.assert_called_once()


def test_where_what_is_there_takes_too_long_to_read_a_gap_is_told() -> None:
    async def test() -> list[bytes]:
        starting = Starting(history_s=0)
        seat = starting.join(1)
        starting.read(1, 2, has_more=True)
        taken = await seat.client.take()
        starting.read(3, has_more=False)
        starting.read(4, has_more=False)
        taken += await seat.client.take()
        return [chunk.data for chunk in taken]

    assert asyncio.run(asyncio.wait_for(test(), 20)) == [TEXTS.gap, _texts([4])]


def test_who_is_gone_is_not_called_when_what_was_there_is_read() -> None:
    async def test() -> list[int]:
        history, called = History(), list[int]()
        end_waiting = history.wait(0, lambda: called.append(1))
        history.wait(60, lambda: called.append(2))
        end_waiting()
        await asyncio.sleep(0.01)
        history.end()
        return called

    assert asyncio.run(asyncio.wait_for(test(), 20)) == [2]
