"""A run says what became of every record, and where a share of them is hard to believe."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from cli.run.left_behind import left_behind
from cli.run.report import counts, faults, warnings
from jobs.fraud.outputs import OUTPUTS
from jobs.fraud.run_summary import LateBehind, RunSummary
from jobs.shared.history.summary import HistoryCounts

PLAIN = RunSummary(
    payments_in=1_000,
    decided={"allow": 970, "flag": 10, "block": 5},
    late=3,
    duplicates=7,
    rejected={"malformed_json": 6, "missing_field": 2},
    labels_in=20,
)


def test_the_counts_are_said_in_one_line_that_adds_up_and_the_causes_below_it() -> None:
    assert counts(PLAIN) == [
        "1,000 payments in: 970 allowed, 10 flagged, 5 blocked, 8 rejected, 7 duplicates",
        "  rejected: malformed_json 6, missing_field 2",
        "  late, decided by the rules alone: 3 of the decided",
        "20 labels in: 0 rejected",
    ]


def test_a_history_is_counted_before_the_payments() -> None:
    history = HistoryCounts(records=900, decided=880, late=2, rejected=0)
    summary = replace(PLAIN, history=history)
    assert counts(summary)[0] == "900 records of history: 880 decided, 2 of them late, 0 rejected"
    assert warnings(summary) == []


def test_records_of_a_history_that_were_rejected_are_warned_of() -> None:
    history = HistoryCounts(records=900, decided=880, late=0, rejected=1)
    [line] = warnings(replace(PLAIN, history=history))
    assert "1 of 900 records of the history were rejected; sink.history=file:DIR keeps" in line


def test_a_history_without_a_payment_leaves_the_job_without_memory() -> None:
    history = HistoryCounts(records=3, decided=0, late=0, rejected=3)
    lines = warnings(replace(PLAIN, history=history))
    assert lines[-1] == (
        "none of the 3 records of the history is a payment that was decided: the job starts"
        " without memory"
    )
    assert len(lines) == 2


def test_a_plain_run_has_no_faults_and_no_warnings() -> None:
    assert (faults(PLAIN), warnings(PLAIN)) == ([], [])


def test_a_run_that_rejected_every_payment_is_no_success() -> None:
    nothing: dict[str, int] = {"allow": 0, "flag": 0, "block": 0}
    summary = replace(PLAIN, decided=nothing, duplicates=0, rejected={"wrong_type": 1_000}, late=0)
    assert faults(summary) == ["every one of 1,000 payments was rejected: no payment was decided"]


def test_a_payment_without_any_result_is_a_fault() -> None:
    assert faults(replace(PLAIN, payments_in=1_012)) == [
        "1,012 payments in, but results of 1,000: -12"
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"payments_in": 0, "decided": {"allow": 0}, "duplicates": 0, "rejected": {}},
            "no payments",
        ),
        ({"rejected": {"wrong_type": 60}}, "60 of 1,000 payments (6.0%) were rejected"),
        ({"duplicates": 990}, "990 of 1,000 payments (99.0%) are duplicates"),
        ({"late": 60}, "60 of 985 payments (6.1%) came late"),
        ({"decided": {"allow": 1, "flag": 9, "block": 975}}, "were flagged or blocked"),
        ({"labels_rejected": {"label_too_old": 2}}, "2 of 20 labels were rejected"),
    ],
)
def test_an_implausible_share_is_warned_of(change: dict[str, object], said: str) -> None:
    [line] = warnings(replace(PLAIN, **change))
    assert said in line


def test_the_payment_that_made_others_late_is_named_and_its_id_cannot_speak_to_the_terminal() -> (
    None
):
    behind = LateBehind(payments=55, event_time_ms=1_764_151_200_000, transaction_id="t-\x1b[2J")
    [line] = warnings(replace(PLAIN, late=60, late_behind=behind))
    assert line.endswith(
        r"55 of them behind 't-\x1b[2J' of 2025-11-26 10:00:00 UTC: is that time right?"
    )


def test_an_unfinished_run_says_what_is_committed_and_how_to_join_it(tmp_path: Path) -> None:
    folder = tmp_path / "my results"
    bucket = folder / ".parts/decisions/2026-01-01--10"
    bucket.mkdir(parents=True)
    (bucket / "part-a-1").write_text("{}\n{}\n")
    (bucket / ".part-a-2.inprogress.x").write_bytes(bytes(1 << 20))
    assert left_behind(folder, OUTPUTS) == [
        f"{folder}/.parts: committed lines: decisions 2",
        f"join them to files: revstream collect '{folder}'",
        "not committed, so not among them: 1.0 MiB",
    ]


def test_a_run_that_ended_before_it_wrote_says_so(tmp_path: Path) -> None:
    assert left_behind(tmp_path / "OUT", OUTPUTS) == [f"nothing was written to {tmp_path / 'OUT'}"]
