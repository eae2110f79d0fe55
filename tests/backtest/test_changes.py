"""Changed decisions: what counts as better, and the files that list them."""

import csv
import json
from pathlib import Path

import numpy as np
from hypothesis import given

from backtest.changes import Comparison
from backtest.changes_file import write_changes
from backtest.decide import Decisions
from tests.backtest.histories import CASES, Case, decided


def deciding(actions: list[int], scores: list[float] | None = None) -> Decisions:
    n = len(actions)
    score = np.array(scores) if scores else np.full(n, np.nan)
    return Decisions(
        np.array(actions, dtype=np.int8), score, score, np.zeros(n, dtype=np.int32), ((),)
    )


def case(*, fraud: bool, counted: bool = True, amount_minor: int = 100) -> Case:
    return Case(amount_minor, "EUR", 0, fraud, counted, 0)


def compared(cases: list[Case], before: list[int], after: list[int]) -> Comparison:
    history, _ = decided(cases)
    return Comparison(history, deciding(before), deciding(after))


def test_a_fraud_treated_more_strictly_is_better_and_a_genuine_payment_worse() -> None:
    found = compared([case(fraud=True), case(fraud=False)], [0, 1], [1, 2])
    assert [change.verdict for change in found.all()] == ["better", "worse"]


def test_of_a_young_payment_nobody_knows_whether_the_change_is_better() -> None:
    found = compared([case(fraud=True, counted=False)], [0], [2])
    assert [(change.verdict, change.truth) for change in found.all()] == [("unknown", "young")]


def test_the_largest_amounts_come_first() -> None:
    cases = [case(fraud=False, amount_minor=amount) for amount in (5, 50, 20)]
    found = compared(cases, [0, 0, 0], [1, 1, 1])
    assert [change.amount_minor for change in found.largest("worse", 2)] == [50, 20]


@given(CASES)
def test_moves_and_verdicts_count_every_change_once(cases: list[Case]) -> None:
    history, before = decided(cases)
    found = Comparison(history, deciding(before.tolist()), deciding([0] * len(cases)))
    changed = int((before != 0).sum())
    assert found.count() == changed == len(list(found.all()))
    assert found.count("better") + found.count("worse") + found.count("unknown") == changed
    tallies = [one for move in found.moves() for one in (move.fraud, move.genuine, move.young)]
    assert sum(one.payments for one in tallies) == changed
    worth = sum(c.amount_minor for c in cases if c.action)
    assert sum(one.amount_minor for one in tallies) == worth


def test_the_list_is_json_lines_or_csv_by_its_name(tmp_path: Path) -> None:
    history, _ = decided([case(fraud=True)])
    found = Comparison(history, deciding([0], [0.25]), deciding([2]))
    write_changes(found.all(), tmp_path / "changes.jsonl")
    write_changes(found.all(), tmp_path / "changes.csv")
    (line,) = (tmp_path / "changes.jsonl").read_text().splitlines()
    with (tmp_path / "changes.csv").open() as lines:
        (row,) = csv.DictReader(lines)
    written = json.loads(line)
    assert (written["before"], written["after"], written["score_before"]) == (
        "allow",
        "block",
        0.25,
    )
    assert written["score_after"] is None
    assert row["transaction_id"] == written["transaction_id"] == "t0"
    assert (row["score_before"], row["score_after"], row["time"]) == ("0.25", "", written["time"])


def test_an_id_that_a_spreadsheet_would_run_is_written_as_text(tmp_path: Path) -> None:
    history, _ = decided([case(fraud=True)])
    history.table.transaction_id[0] = "=1+1"
    found = Comparison(history, deciding([0]), deciding([2]))
    write_changes(found.all(), tmp_path / "changes.csv")
    assert "\n'=1+1," in (tmp_path / "changes.csv").read_text()
