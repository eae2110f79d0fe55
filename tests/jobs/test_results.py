"""Result files are made of committed parts, in the order they were written."""

from pathlib import Path

from jobs.results import collect, prepare
from jobs.sinks import FILE_OUTPUTS


def _part(folder: Path, name: str, content: str) -> None:
    path = folder / ".parts" / "decisions" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def test_parts_are_joined_by_hour_then_writer_then_number(tmp_path: Path) -> None:
    _part(tmp_path, "2026-01-01--10/part-a-10", "3\n")
    _part(tmp_path, "2026-01-01--10/part-a-9", "2\n")
    _part(tmp_path, "2026-01-01--11/part-a-11", "4\n")
    _part(tmp_path, "2026-01-01--09/part-a-8", "1\n")
    collect(tmp_path, keep_parts=False)
    assert (tmp_path / "decisions.jsonl").read_text() == "1\n2\n3\n4\n"


def test_a_part_that_is_not_committed_is_left_out(tmp_path: Path) -> None:
    _part(tmp_path, "2026-01-01--10/.part-a-1.inprogress.x", "no\n")
    collect(tmp_path, keep_parts=True)
    assert (tmp_path / "decisions.jsonl").read_text() == ""
    assert (tmp_path / ".parts").is_dir()


def test_every_output_has_a_file_even_an_empty_one(tmp_path: Path) -> None:
    collect(tmp_path, keep_parts=False)
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(FILE_OUTPUTS)


def test_a_new_run_starts_without_the_results_of_the_last(tmp_path: Path) -> None:
    _part(tmp_path, "2026-01-01--10/part-a-1", "old\n")
    collect(tmp_path, keep_parts=True)
    prepare(tmp_path)
    assert list(tmp_path.iterdir()) == []
