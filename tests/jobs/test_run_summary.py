"""The counts of a run are read from what it wrote, and from the input it read."""

import json
from pathlib import Path
from typing import Any

import pytest

from jobs.fraud.outputs import OUTPUTS
from jobs.fraud.run_summary import LateBehind, summary_of_counters, summary_of_files
from jobs.fraud.settings import load_settings
from jobs.shared.input_lines import InputLines, input_lines
from jobs.shared.progress import JobProgress


def _wrote(folder: Path, **outputs: list[dict[str, Any]]) -> Path:
    for output in OUTPUTS:
        lines = (json.dumps(record) + "\n" for record in outputs.get(output, []))
        (folder / f"{output}.jsonl").write_text("".join(lines))
    return folder


def _decision(name: str, action: str, time_ms: int, *, late: bool = False) -> dict[str, Any]:
    return {"transaction_id": name, "action": action, "event_time_ms": time_ms, "late": late}


def test_decisions_count_by_action_and_dead_letters_by_cause_and_kind_one_for_all_parts(
    tmp_path: Path,
) -> None:
    letters = [("wrong_type", 1, "payment"), ("wrong_type", 2, "payment"), ("empty", 1, "label")]
    folder = _wrote(
        tmp_path,
        decisions=[_decision("a", "allow", 1), _decision("b", "block", 2)],
        rejected=[{"cause": c, "part": part, "record": kind} for c, part, kind in letters],
        duplicates=[{}, {}],
    )
    summary = summary_of_files(folder, InputLines(5, 3), 5_000)
    assert summary.decided == {"allow": 1, "flag": 0, "block": 1}
    assert (summary.rejected, summary.labels_rejected) == ({"wrong_type": 1}, {"empty": 1})
    assert (summary.accounted, summary.payments_in, summary.labels_in) == (5, 5, 3)


def test_late_payments_lead_to_the_payment_that_moved_the_watermark_past_them(
    tmp_path: Path,
) -> None:
    decisions = [_decision("outlier", "allow", 100_000)]
    decisions += [_decision(f"t-{n}", "allow", n, late=True) for n in range(3)]
    late = [{"watermark_ms": 94_999}, {"watermark_ms": 94_999}, {"watermark_ms": 7}]
    summary = summary_of_files(_wrote(tmp_path, decisions=decisions, late=late), None, 5_000)
    assert summary.late == 3
    assert summary.late_behind == LateBehind(2, 100_000, "outlier")


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", (0, 0)),
        (b"Pa\nLb\nPc", (2, 1)),
        (b"Pa\r\nLb\r\n", (1, 1)),
        (b"Pa\rL\rPc\n\n", (3, 1)),
        (b"P\xff\x85\nL\xe2\x80\xa8x\n", (1, 1)),
    ],
)
def test_lines_are_counted_by_the_rule_of_flinks_own_reader(
    tmp_path: Path, content: bytes, lines: tuple[int, int]
) -> None:
    path = tmp_path / "payments.jsonl"
    path.write_bytes(content)
    settings = load_settings({}, {"source.uri": f"file:{path}", "labels.uri": "inline"})
    assert input_lines(settings) == InputLines(*lines)


def test_without_result_files_the_counts_are_those_of_the_last_look_at_the_job() -> None:
    counters = {"payments_in": 9, "decided_allow": 6, "decided_block": 1, "rejected": 2}
    summary = summary_of_counters(JobProgress("RUNNING", 9, 7, counters), None)
    assert (summary.payments_in, summary.accounted) == (9, 9)
    assert summary.counted_from == "job counters"
