"""A line in the log says how the job agrees and how much has drifted, and nothing else."""

import asyncio
import json
import logging

import msgspec
import pytest

from serving.api.json_log import JsonLines
from serving.api.standing import LOGGER, Standing
from serving.fraud.agreement import Agreement
from serving.fraud.answer import Answer
from tests.serving.decisions import decision
from tests.serving.drifting import come, compared, small_watch


@pytest.fixture(autouse=True)
def heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, LOGGER)


def _lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    """What is logged, without the time and what every line has."""
    every = {"time_ms", "level", "logger", "message"}
    records = [one for one in caplog.records if one.name == LOGGER]
    lines = [json.loads(JsonLines().format(one)) for one in records]
    return [{name: one[name] for name in one.keys() - every} for one in lines]


def _decided(agreement: Agreement, decision_id: str, *, otherwise: bool) -> None:
    said = decision(decision_id)
    agreement.answered(Answer(decision=said, basis="state"))
    agreement.decided(msgspec.structs.replace(said, action="allow") if otherwise else said)


def test_a_line_counts_what_was_compared_since_the_last(caplog: pytest.LogCaptureFixture) -> None:
    agreement = Agreement()
    standing = Standing(agreement, None)
    _decided(agreement, "d-1", otherwise=False)
    _decided(agreement, "d-2", otherwise=True)
    standing.tell()
    _decided(agreement, "d-3", otherwise=False)
    standing.tell()
    assert _lines(caplog) == [{"compared": 2, "differ": 1}, {"compared": 1, "differ": 0}]


def test_where_nothing_happened_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    watch = small_watch()
    standing = Standing(Agreement(), watch)
    standing.tell()
    watch.heard(come(3, 500.0), is_live=False)
    assert compared(watch).of("alarm") == ()
    standing.tell()
    assert _lines(caplog) == []


def test_measures_at_their_alarm_are_told_as_long_as_they_are(
    caplog: pytest.LogCaptureFixture,
) -> None:
    watch = small_watch()
    watch.heard(come(3_000, 500.0), is_live=False)
    alarms = len(compared(watch).of("alarm"))
    standing = Standing(Agreement(), watch)
    standing.tell()
    standing.tell()
    assert alarms > 0
    assert _lines(caplog) == [{"compared": 0, "differ": 0, "drift_alarms": alarms}] * 2


def test_at_the_end_is_told_what_was_not_told_yet(caplog: pytest.LogCaptureFixture) -> None:
    agreement = Agreement()

    async def served() -> None:
        async with Standing(agreement, None).telling():
            _decided(agreement, "d-1", otherwise=True)

    asyncio.run(served())
    assert _lines(caplog) == [{"compared": 1, "differ": 1}]
