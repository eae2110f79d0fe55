"""Queries are read with their answers, and refused with line, field and value."""

from pathlib import Path

import pytest

from datasets.sessions.csv_lines import FaultyLinesError
from datasets.sessions.next_item_queries import Query, read_queries


def _written(folder: Path, lines: str) -> Path:
    path = folder / "queries.csv"
    path.write_text(f"query_id,position,item_id,target_item_id\n{lines}", encoding="utf-8")
    return path


def test_a_query_is_a_prefix_by_position_and_what_came_next(tmp_path: Path) -> None:
    path = _written(tmp_path, "q2,1,B,C\nq2,0,A,C\nq1,0,A,A\n")
    assert read_queries(path) == (Query("q2", ("A", "B"), "C"), Query("q1", ("A",), "A"))


def test_an_item_may_repeat_in_the_prefix_and_as_the_target(tmp_path: Path) -> None:
    path = _written(tmp_path, "q1,0,A,A\nq1,1,A,A\n")
    assert read_queries(path) == (Query("q1", ("A", "A"), "A"),)


def test_lines_of_a_query_need_not_stand_together(tmp_path: Path) -> None:
    path = _written(tmp_path, "q1,1,C,B\nq2,0,A,B\nq1,0,A,B\n")
    assert read_queries(path) == (Query("q1", ("A", "C"), "B"), Query("q2", ("A",), "B"))


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (
            "q1,0,A,B\nq1,1,A,C",
            "line 3: target_item_id: 'B' as in the first line of 'q1' expected, got 'C'",
        ),
        ("q1,0,A,", "line 2: target_item_id: an id expected, this is blank, got ''"),
        ("q1,0,A,B\nq1,0,C,B", "line 3: position: each position once in 'q1' expected, got 0"),
        ("", "line 2: line: at least one query expected, got none"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named(tmp_path: Path, lines: str, fault: str) -> None:
    path = _written(tmp_path, lines)
    with pytest.raises(FaultyLinesError) as refused:
        read_queries(path)
    assert str(refused.value) == f"{path} {fault}"
