"""Result files are made of committed parts, in the order they were written."""

import os
from pathlib import Path

import pytest

from jobs.fraud.outputs import OUTPUTS
from jobs.shared.results import collect, join, parts_in


def _part(folder: Path, name: str, content: str) -> None:
    path = folder / ".parts" / "decisions" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def test_parts_are_joined_by_hour_then_writer_then_number(tmp_path: Path) -> None:
    _part(tmp_path, "2026-01-01--10/part-a-10", "3\n")
    _part(tmp_path, "2026-01-01--10/part-a-9", "2\n")
    _part(tmp_path, "2026-01-01--11/part-a-11", "4\n")
    _part(tmp_path, "2026-01-01--09/part-a-8", "1\n")
    join(tmp_path, OUTPUTS)
    assert (tmp_path / "decisions.jsonl").read_text() == "1\n2\n3\n4\n"


def test_writers_come_in_the_order_in_which_they_began(tmp_path: Path) -> None:
    """Of a job that failed and went on: the new writer's name may come before the old one's."""
    names = ["part-z-0", "part-z-1", "part-b-0"]
    for number, name in enumerate(names):
        _part(tmp_path, f"2026-01-01--10/{name}", f"{number}\n")
        os.utime(tmp_path / ".parts/decisions/2026-01-01--10" / name, (number, number))
    join(tmp_path, OUTPUTS)
    assert (tmp_path / "decisions.jsonl").read_text() == "0\n1\n2\n"


def test_every_output_of_a_finished_run_has_a_file_even_an_empty_one(tmp_path: Path) -> None:
    join(tmp_path, OUTPUTS)
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(OUTPUTS)


def test_what_is_collected_of_an_unfinished_run_stays_in_parts_for_it_to_go_on(
    tmp_path: Path,
) -> None:
    _part(tmp_path, "2026-01-01--10/part-a-1", "yes\n")
    _part(tmp_path, "2026-01-01--10/.part-a-2.inprogress.x", "no\n")
    assert collect(tmp_path, OUTPUTS).lines["decisions"] == 1
    assert (tmp_path / "decisions.jsonl").read_text() == "yes\n"
    assert parts_in(tmp_path, OUTPUTS).lines["decisions"] == 1


def test_an_output_of_which_nothing_is_committed_yet_gets_no_empty_file(tmp_path: Path) -> None:
    _part(tmp_path, "2026-01-01--10/.part-a-1.inprogress.x", "not yet\n")
    assert collect(tmp_path, OUTPUTS).open_bytes["decisions"] == 8
    assert not (tmp_path / "decisions.jsonl").exists()


def test_a_result_file_is_whole_or_as_it_was_when_joining_breaks_off(tmp_path: Path) -> None:
    _part(tmp_path, "2026-01-01--10/part-a-1", "new\n")
    (tmp_path / "decisions.jsonl").write_text("old\n")
    (tmp_path / ".parts/decisions/2026-01-01--10/part-a-2").symlink_to("/proc/self/mem")
    with pytest.raises(OSError, match="Input/output error"):
        join(tmp_path, OUTPUTS)
    assert (tmp_path / "decisions.jsonl").read_text() == "old\n"
