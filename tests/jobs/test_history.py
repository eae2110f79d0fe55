"""A history first, then the live source, in one MiniCluster after the other."""

from pathlib import Path

import pytest

from events.fraud.label import Label
from events.shared.json_records import encode
from events.shared.time_units import DAY_MS, MINUTE_MS
from features.fraud.replay_file import FeatureRow, ReplayCounts, replay_lines
from jobs.fraud.job import FRAUD
from jobs.fraud.settings import load_settings
from jobs.shared.execution import run_local
from jobs.shared.history.summary import HistoryCounts
from jobs.shared.progress import JobProgress  # noqa: TC001
from tests.cluster.payments import payments, write
from tests.jobs.outputs import differing_rows, read_outputs
from tests.trainset.histories import fraud

pytestmark = pytest.mark.timeout(400)

MADE = payments(1_500)
FIRST_LIVE, OVERLAP = 1_000, 60


def test_the_live_source_goes_on_as_if_the_job_had_never_stopped(tmp_path: Path) -> None:
    frauds = [fraud(payment, MINUTE_MS) for payment in MADE[100:900:8]]
    known = sorted(frauds, key=lambda label: label.reported_time_ms)
    expected = _expected(known)
    days = tmp_path / "history"
    days.mkdir()
    # Neither the files nor their lines are in the order of time.
    write(MADE[500:FIRST_LIVE], days / "a.jsonl")
    write(MADE[:500][::-1], days / "b.jsonl")
    (tmp_path / "labels.jsonl").write_bytes(b"\n".join(encode(label) for label in known))
    write(MADE[FIRST_LIVE - OVERLAP :], tmp_path / "live.jsonl")
    seen: list[JobProgress] = []
    properties = {
        "source.uri": f"file:{tmp_path}/live.jsonl",
        "source.history": f"file:{days}",
        "labels.history": f"file:{tmp_path}/labels.jsonl",
        "sink.uri": f"file:{tmp_path}/out",
        "sink.history": f"file:{tmp_path}/history-out",
    }
    summary = run_local(FRAUD, load_settings({}, properties), seen.append)
    live, history = read_outputs(tmp_path / "out"), read_outputs(tmp_path / "history-out")
    assert len(history.decisions) == FIRST_LIVE
    assert [one["transaction_id"] for one in live.decisions] == [
        row.transaction_id for row in expected
    ]
    assert differing_rows(expected, live.by_transaction) == []
    assert (summary.duplicates, summary.late) == (OVERLAP, 0)
    assert summary.history == HistoryCounts(
        records=FIRST_LIVE + len(known), decided=FIRST_LIVE, late=0, rejected=0
    )
    assert max(one.records_read for one in seen if one.phase == "history") == FIRST_LIVE + len(
        known
    )


def _expected(labels: list[Label]) -> list[FeatureRow]:
    """The features of the live payments in a job that never stopped, in their order."""
    now_ms = MADE[-1].event_time_ms + DAY_MS
    rows = list(replay_lines(map(encode, MADE), now_ms, ReplayCounts(), None, labels))
    return rows[FIRST_LIVE:]
