"""Progress where stderr is no terminal: plain lines, not many."""

import pytest

from cli.run.job_progress import ProgressLines
from jobs.shared.progress import JobProgress


def test_off_a_terminal_there_is_a_line_every_ten_seconds_without_control_characters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    times_s = iter([100.0, 100.3, 109.9, 110.1, 125.0])
    lines = ProgressLines(clock=lambda: next(times_s))
    for decided in (0, 10, 20_000, 20_001, 20_001):
        lines.show(JobProgress("RUNNING", 20_500, decided, {}))
    lines.end()
    assert capsys.readouterr().err == (
        "running: 20,500 records read, 0 payments decided\n"
        "running: 20,500 records read, 20,001 payments decided\n"
        "running: 20,500 records read, 20,001 payments decided\n"
    )


def test_how_far_the_history_was_at_its_end_is_said_before_the_live_source_begins(
    capsys: pytest.CaptureFixture[str],
) -> None:
    times_s = iter([100.0, 100.3, 100.6])
    lines = ProgressLines(clock=lambda: next(times_s))
    gauges = {"history_newest_ms": 1_767_225_600_000}
    lines.show(JobProgress("RUNNING", 0, 0, {}, phase="history"))
    lines.show(JobProgress("RUNNING", 7, 0, gauges, phase="history"))
    lines.show(JobProgress("RUNNING", 2, 1, {}))
    lines.end()
    assert capsys.readouterr().err == (
        "history running: 0 records read\n"
        "history running: 7 records read, up to 2026-01-01 00:00:00 UTC\n"
        "running: 2 records read, 1 payments decided\n"
    )
