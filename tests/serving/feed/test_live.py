"""Decisions from a job's results and labels from a file, into archive and feed."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from events.fraud.decision import decision_id
from events.fraud.label import Label
from events.shared.json_records import encode
from serving.fraud.archive.archived import DecisionQuery
from serving.fraud.feed.decision_feed import Seat, Wanted
from serving.fraud.feed.forms import TEXTS
from serving.fraud.live import LiveDecisions, LiveLimits, live_decisions
from serving.shared.background import beside
from serving.shared.caller import Caller
from serving.shared.tail.followed_file import FollowedFile
from serving.shared.tail.followed_results import FollowedResults
from tests.serving.feed.server import received_at
from tests.serving.tail.written_results import OUTPUT, WrittenResults

PLATFORM = Caller("platform", "k-1", frozenset({"read", "explain"}), None)
LABEL = Label("l", "t", "c-1", "m-own", "chargeback", 1_736_121_600_000, 1_736_121_600_000)


def _live(folder: Path) -> LiveDecisions:
    return live_decisions(
        LiveLimits(decisions=100, archive_bytes=1 << 20),
        FollowedResults(folder, OUTPUT),
        FollowedFile(folder / "labels.jsonl"),
    )


async def _until(found: Callable[[], bool]) -> None:
    while not found():  # noqa: ASYNC110 - nobody tells when a file was read
        await asyncio.sleep(0.01)


def _kept(live: LiveDecisions) -> list[str]:
    return [one.decision_id for one in live.archive.page(DecisionQuery(), PLATFORM).decisions]


def test_what_was_there_goes_to_the_archive_and_what_happens_to_the_feed_too(
    tmp_path: Path,
) -> None:
    job = WrittenResults(tmp_path)
    job.begin()
    before, after = received_at(1), received_at(2)
    job.write(before.full)

    async def test() -> None:
        live = _live(tmp_path)
        seat = live.feed.join(PLATFORM, Wanted(), TEXTS)
        assert isinstance(seat, Seat)
        async with beside(*live.works):
            await _until(lambda: live.intake.has_caught_up)
            job.write(after.full)
            chunks = await seat.client.take()
        assert chunks[0].messages == 1
        assert after.full in chunks[0].data
        assert _kept(live) == [after.decision_id, before.decision_id]

    asyncio.run(asyncio.wait_for(test(), 20))


def test_who_may_not_go_on_is_ended_while_the_service_runs(tmp_path: Path) -> None:
    async def test() -> None:
        live = _live(tmp_path)
        seat = live.feed.join(PLATFORM, Wanted(), TEXTS, lambda: False)
        assert isinstance(seat, Seat)
        async with beside(*live.works):
            (chunk,) = await seat.client.take()
        assert chunk.data == TEXTS.shut_out

    asyncio.run(asyncio.wait_for(test(), 20))


def test_a_decision_that_a_job_wrote_again_counts_once_and_a_new_run_begins_empty(
    tmp_path: Path,
) -> None:
    job = WrittenResults(tmp_path)
    job.begin()
    job.write(received_at(1).full)

    async def test() -> None:
        live = _live(tmp_path)
        async with beside(*live.works):
            await _until(lambda: live.intake.counts.decisions == 1)
            for line in job.fail():
                job.write(line)
            await _until(lambda: live.intake.counts.repeated == 1)
            job.begin()
            job.write(received_at(1).full)
            await _until(lambda: live.intake.counts.decisions == 2)
        assert live.intake.counts.runs == 2
        assert _kept(live) == [received_at(1).decision_id]

    asyncio.run(asyncio.wait_for(test(), 20))


def test_labels_join_their_decisions(tmp_path: Path) -> None:
    one = received_at(int(decision_id(LABEL), 16))
    job = WrittenResults(tmp_path)
    job.begin()
    job.write(one.full)
    (tmp_path / "labels.jsonl").write_bytes(encode(LABEL) + b"\n")

    async def test() -> None:
        live = _live(tmp_path)

        def is_known() -> bool:
            found = live.archive.by_id(one.decision_id, PLATFORM)
            return found is not None and found.outcome is not None and found.outcome.is_fraud

        async with beside(*live.works):
            await _until(is_known)

    asyncio.run(asyncio.wait_for(test(), 20))
