"""What `revstream run recommendations` refuses, and what it says of a run."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from cli.collect import command as collect
from cli.run import command as run
from cli.run.recommendations_report import counts, faults, warnings
from jobs.recommendations.run_summary import RunSummary
from jobs.shared.history.summary import HistoryCounts
from jobs.shared.result_records import WatermarkMover

PLAIN = RunSummary(
    events_in=1_000,
    accepted=970,
    links=12,
    late=3,
    duplicates=19,
    rejected={"malformed_json": 6, "missing_field": 2},
    items_in=20,
    lists=400,
    users_listed=50,
    sessions_listed=30,
)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--items", "none", "--sink", "kinesis:lists"), "sink.uri: 'kinesis:lists': kinesis"),
        (("--items", "catalogue.jsonl"), "items.uri: 'catalogue.jsonl': kinesis:STREAM, file:PATH"),
        (("--source", "file:events.csv"), "source.uri: no such file: events.csv"),
        (("--set", "lists.ranked=none"), "did you mean 'lists.ranker'?"),
        (("--source", "file:none.jsonl"), "source.uri: no such file: none.jsonl"),
    ],
)
def test_what_cannot_run_is_refused_in_words_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    given = ["recommendations", "--source", "file:p.jsonl", *arguments]
    result = CliRunner().invoke(run.command, given)
    assert result.exit_code != 0
    assert said in result.output + str(result.exception)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("system", "own", "others"),
    [("recommendations", "items.uri", "labels.uri"), ("fraud", "labels.uri", "items.uri")],
)
def test_the_settings_that_are_listed_are_those_of_the_system(
    system: str, own: str, others: str
) -> None:
    printed = CliRunner().invoke(run.command, [system, "--list-settings"]).output
    assert f"{own}  (default none)" in printed
    assert "source.uri  (required)" in printed
    assert others not in printed


def test_the_counts_are_said_in_lines_that_add_up() -> None:
    assert counts(PLAIN) == [
        "1,000 events in: 970 accepted, 3 late, 19 duplicates, 8 rejected",
        "  rejected: malformed_json 6, missing_field 2",
        "  identity links: 12 of the accepted",
        "20 items in: 0 rejected",
        "400 lists for 50 users and 30 sessions without one",
    ]


def test_a_run_without_result_files_says_that_the_job_has_counted() -> None:
    said = counts(replace(PLAIN, users_listed=None, counted_from="job counters"))
    assert said[-2] == "400 lists"
    assert "by the job's counters" in said[-1]


def test_a_plain_run_has_no_faults_and_no_warnings() -> None:
    assert (faults(PLAIN), warnings(PLAIN)) == ([], [])


def test_a_run_that_rejected_every_event_is_no_success() -> None:
    summary = replace(
        PLAIN, accepted=0, links=0, late=0, duplicates=0, rejected={"wrong_type": 1_000}, lists=0
    )
    assert faults(summary) == ["every one of 1,000 events was rejected: no list was made"]


def test_an_event_without_any_result_is_a_fault_unless_the_job_has_counted() -> None:
    summary = replace(PLAIN, events_in=1_012)
    assert faults(summary) == ["1,012 events in, but results of 1,000: -12"]
    assert faults(replace(summary, counted_from="job counters")) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"events_in": 0, "accepted": 0, "late": 0, "duplicates": 0, "rejected": {}},
            "the source has no events",
        ),
        ({"rejected": {"wrong_type": 60}}, "60 of 1,000 events (6.0%) were rejected"),
        ({"duplicates": 990}, "990 of 1,000 events (99.0%) are duplicates"),
        ({"late": 60}, "60 of 1,000 events (6.0%) came too late to count"),
        ({"lists": 0}, "no list was made"),
        ({"items_rejected": {"empty": 2}}, "2 of 20 items were rejected"),
    ],
)
def test_an_implausible_share_is_warned_of(change: dict[str, object], said: str) -> None:
    [line] = warnings(replace(PLAIN, **change))
    assert said in line


def test_the_time_that_made_others_late_is_named() -> None:
    behind = WatermarkMover(late=55, event_time_ms=1_764_151_200_000)
    [line] = warnings(replace(PLAIN, late=60, late_behind=behind))
    assert line.endswith(
        "55 of them behind an event of 2025-11-26 10:00:00 UTC: is that time right?"
    )


@pytest.mark.parametrize(
    ("history", "said"),
    [
        (HistoryCounts(records=9, decided=8, late=0, rejected=1), "1 of 9 records of the history"),
        (
            HistoryCounts(records=3, decided=0, late=0, rejected=3),
            "none of the 3 records of the history is an event that was accepted",
        ),
    ],
)
def test_a_history_is_counted_first_and_its_faults_are_warned_of(
    history: HistoryCounts, said: str
) -> None:
    summary = replace(PLAIN, history=history)
    assert counts(summary)[0].startswith(f"{history.records} records of history: ")
    assert said in warnings(summary)[-1]


def test_what_an_unfinished_run_has_committed_is_collected_by_its_own_outputs(
    tmp_path: Path,
) -> None:
    bucket = tmp_path / ".parts" / "lists" / "2026-01-01--10"
    bucket.mkdir(parents=True)
    (bucket / "part-a-1").write_text("{}\n")
    result = CliRunner().invoke(collect, [str(tmp_path)])
    assert f"{tmp_path}/lists.jsonl: 1 lines" in result.output
    assert not (tmp_path / "decisions.jsonl").exists()
