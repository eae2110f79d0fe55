"""Reading a source in its thread, beside the event loop."""

import asyncio
import logging

import pytest

from events.fraud.label import Label
from events.shared.json_records import RecordDecoder, encode
from serving.shared.background import beside
from serving.shared.tail.following import Following, Looked
from serving.shared.tail.source import Polled

LABEL = Label("l-1", "t-1", "c-1", "m-1", "chargeback", 1_736_121_600_000, 1_736_121_700_000)
SECRET = b'{"card_id": 4111111111111111}'


class Listed:
    """A source of what is listed, one look each."""

    def __init__(self, *looks: Polled) -> None:
        self._looks = list(looks)
        self.is_closed = False

    def poll(self) -> Polled:
        return self._looks.pop(0) if self._looks else Polled([])

    def close(self) -> None:
        self.is_closed = True


def _followed(source: Listed, looks: int) -> tuple[list[Looked[Label]], Following[Label]]:
    """What came in so many looks."""
    taken: list[Looked[Label]] = []

    async def follow() -> Following[Label]:
        enough = asyncio.Event()

        def take(looked: Looked[Label]) -> None:
            taken.append(looked)
            if len(taken) == looks:
                enough.set()

        read = RecordDecoder(Label).decode
        following = Following("labels", source, read, take, pause_s=0)
        async with beside(following.run):
            await asyncio.wait_for(enough.wait(), 20)
        return following

    return taken, asyncio.run(follow())


def test_records_are_read_and_the_source_let_go_at_the_end() -> None:
    source = Listed(Polled([encode(LABEL)], has_more=True), Polled([encode(LABEL)], run=2))
    taken, _ = _followed(source, 2)
    assert taken[:2] == [
        Looked([LABEL], has_more=True, run=1),
        Looked([LABEL], has_more=False, run=2),
    ]
    assert source.is_closed


def test_a_damaged_record_is_counted_and_its_content_is_in_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        taken, following = _followed(Listed(Polled([SECRET, b"{", encode(LABEL)])), 1)
    assert (taken[0].read, following.damaged) == ([LABEL], 2)
    assert "labels: damaged records skipped" in caplog.text
    assert "4111" not in caplog.text


def test_what_cannot_be_read_is_told_once_and_once_that_it_is_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    faulty = Polled([], fault="labels.jsonl: is no regular file")
    with caplog.at_level(logging.INFO):
        _, following = _followed(Listed(Polled([]), faulty, faulty, Polled([]), Polled([])), 5)
    assert following.fault is None
    assert [one.getMessage() for one in caplog.records if "fault" in one.getMessage()] == [
        "labels: the fault is gone: labels.jsonl: is no regular file"
    ]
    assert caplog.text.count("labels: not read, what was read before stays: labels.jsonl") == 1


def test_work_that_fails_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.shared.background._AGAIN_AFTER_S", 0)
    begun: list[int] = []

    async def follow() -> None:
        enough = asyncio.Event()

        async def work() -> None:
            begun.append(1)
            if len(begun) == 3:
                enough.set()
            raise OSError("4111111111111111")

        async with beside(work):
            await asyncio.wait_for(enough.wait(), 20)

    asyncio.run(follow())
    assert len(begun) >= 3
