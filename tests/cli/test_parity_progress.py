"""Where there is no terminal, a line tells every ten seconds how far the comparison is."""

import pytest

from cli.parity.progress import told_now_and_then


def test_a_line_is_told_every_ten_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    clock_s = iter([0.0, 4.0, 10.0, 10.0, 15.0, 21.0, 21.0])
    records = [b"1", b"2", b"3", b"4"]
    assert list(told_now_and_then(records, lambda: next(clock_s))) == records
    assert capsys.readouterr().err.splitlines() == [
        "parity: 1 of 4 records",
        "parity: 3 of 4 records",
    ]
