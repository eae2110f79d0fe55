"""Following one file of lines by its name."""

import os
from collections.abc import Callable
from errno import EIO
from pathlib import Path

import pytest

from serving.shared.tail.followed_file import FollowedFile
from serving.shared.tail.growing_file import MOST_LINE_BYTES, GrowingFile
from serving.shared.tail.source import Polled


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "labels.jsonl"


def _append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)


def test_lines_come_as_they_are_written_to_a_file_that_was_not_there(path: Path) -> None:
    followed = FollowedFile(path)
    assert followed.poll().records == []
    _append(path, b"a\nb")
    assert followed.poll().records == [b"a"]
    _append(path, b"b\n")
    assert followed.poll().records == [b"bb"]
    assert followed.poll().run == 1


def test_a_file_that_fails_when_it_is_read_is_a_fault_until_it_can_be(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: int) -> bytes:
        raise OSError(EIO, "Input/output error")

    _append(path, b"a\n")
    followed = FollowedFile(path)
    followed.poll()
    _append(path, b"b\n")
    with monkeypatch.context() as patch:
        patch.setattr(os, "pread", failing)
        assert followed.poll() == Polled([], fault=f"{path}: Input/output error")
    assert followed.poll() == Polled([b"b"])


def test_a_file_in_the_place_of_another_is_another_run_after_the_rest_of_the_first(
    path: Path, tmp_path: Path
) -> None:
    _append(path, b"a\n")
    followed = FollowedFile(path)
    followed.poll()
    _append(path, b"b\n")
    path.rename(tmp_path / "moved")
    _append(path, b"c\n")
    assert followed.poll().records == [b"b"]
    assert followed.poll().has_more
    last = followed.poll()
    assert (last.records, last.run) == ([b"c"], 2)


def test_a_file_that_became_shorter_is_read_from_its_beginning(path: Path) -> None:
    _append(path, b"long line\n")
    followed = FollowedFile(path)
    followed.poll()
    path.write_bytes(b"new\n")
    followed.poll()
    assert followed.poll().records == [b"new"]


def test_a_line_without_an_end_is_cut_and_its_rest_skipped(path: Path) -> None:
    _append(path, b"x" * (MOST_LINE_BYTES + 1))
    file = GrowingFile(path)
    assert [len(line) for line in file.lines(MOST_LINE_BYTES * 2)] == [MOST_LINE_BYTES + 1]
    _append(path, b"yyy\nnext\n")
    assert file.lines(100) == [b"next"]
    file.close()


@pytest.mark.parametrize(
    ("newest_bytes", "lines"), [(5, [b"two"]), (4, [b"two"]), (9, [b"1", b"two"])]
)
def test_the_end_of_a_file_begins_with_a_whole_line(
    path: Path, newest_bytes: int, lines: list[bytes]
) -> None:
    _append(path, b"zero\n1\ntwo\n")
    file = GrowingFile(path, newest_bytes)
    assert file.lines(100) == lines
    file.close()


def test_a_file_with_another_beginning_is_another_run_though_it_is_longer(path: Path) -> None:
    _append(path, b"first\n")
    followed = FollowedFile(path)
    followed.poll()
    _append(path, b"second\n")
    assert followed.poll().records == [b"second"]
    path.write_bytes(b"other\nlines than there were before\n")
    followed.poll()
    last = followed.poll()
    assert (last.records, last.run) == ([b"other", b"lines than there were before"], 2)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_a_fault_until_there_is_one(
    path: Path, make: Callable[[Path], None]
) -> None:
    make(path)
    followed = FollowedFile(path)
    assert followed.poll() == Polled([], fault=f"{path}: is no regular file")
    path.rename(path.with_name("moved"))
    assert followed.poll() == Polled([])
    _append(path, b"a\n")
    assert followed.poll() == Polled([b"a"])
    path.unlink()
    make(path)
    assert followed.poll() == Polled([], fault=f"{path}: is no regular file")


def test_the_end_of_a_large_file_is_known_by_its_beginning_too(path: Path) -> None:
    path.write_bytes(b"zero\n1\ntwo\n")
    file = GrowingFile(path, 4)
    file.lines(100)
    assert not file.is_rewritten
    path.write_bytes(b"null\n1\ntwo\n")
    assert file.is_rewritten
    file.close()
