"""Progress where stderr is no terminal: plain lines, not many."""

import pytest

from cli.job_progress import ProgressLines
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
