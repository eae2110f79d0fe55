"""What `revstream history finish` says: how the live job is started."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from cli.run import history
from jobs.shared.history.on_cluster import HistoryEnd
from jobs.shared.progress import JobProgress

NEWEST_MS = 1_767_225_600_000
COUNTERS = {"history_newest_ms": NEWEST_MS, "late": 3, "rejected": 4}
SEEN = JobProgress("RUNNING", 1_234, 1_200, COUNTERS, phase="history")
END = HistoryEnd("file:/state/savepoint-1", SEEN)


def _finish(monkeypatch: pytest.MonkeyPatch, *more: str) -> str:
    def finish(*given: Any) -> HistoryEnd:  # noqa: ANN401 - those of finish_history
        show = given[-1]
        show(SEEN)
        return END

    monkeypatch.setattr(history, "finish_history", finish)
    arguments = ["finish", "--rest-url", "http://x", "--savepoints", "file:/state", *more]
    result = CliRunner().invoke(history.command, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_it_says_how_far_it_is_and_how_the_live_job_is_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _finish(monkeypatch) == (
        "history running: 1,234 records read, up to 2026-01-01 00:00:00 UTC\n"
        "warning: 4 of 1,234 records of the history were rejected; sink.history=file:DIR keeps the"
        " dead letters, which say why\n"
        "1,234 records of history: 1,200 decided, 3 of them late, 4 rejected\n"
        "1,234 records of history read, up to 2026-01-01 00:00:00 UTC; start the live job, whose"
        " stream must still hold what arrived since then:\n"
        "  flink run -s file:/state/savepoint-1 --allowNonRestoredState -py main.py ..."
        " --set job.phase=live --set source.live_from_ms=1767222000000\n"
    )


def test_as_json_it_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _finish(monkeypatch, "--json", "--overlap-ms", "0").splitlines()[-1]
    assert json.loads(said) == {
        "savepoint": END.savepoint,
        "live_from_ms": END.newest_ms,
        "newest_ms": END.newest_ms,
        "records": END.records,
        "decided": 1_200,
        "late": 3,
        "rejected": 4,
    }
