"""Joining the feed of decisions between what was missed and what happens."""

import asyncio

from serving.fraud.archive.archive import DecisionArchive
from serving.fraud.feed.decision_feed import DecisionFeed, Seat, Wanted
from serving.fraud.feed.forms import TEXTS
from serving.fraud.intake import DecisionIntake
from serving.fraud.received import Received
from serving.shared.caller import Caller
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
        intake.has_caught_up = True
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
