"""A report of a probe comes out of a log as it went in, and nothing else does."""

from events.shared.probe_report import Finding, ProbeReport, as_line, from_text

REPORT = ProbeReport("worker", (Finding("glibc", "2.36"), Finding("s3", fault="gaierror: {x}")))


def test_a_report_is_one_line_that_is_read_back() -> None:
    line = as_line(REPORT)
    assert "\n" not in line
    assert from_text(line) == REPORT


def test_what_a_logger_writes_around_it_is_left_out() -> None:
    text = f"2026-11-26 16:18:11 INFO revstream.probe [] - {as_line(REPORT)} (thread 1)\nnext line"
    assert from_text(text) == REPORT


def test_other_text_has_no_report() -> None:
    assert from_text("Python process started") is None


def test_a_report_that_was_cut_off_is_none() -> None:
    assert from_text(as_line(REPORT)[:-20]) is None
