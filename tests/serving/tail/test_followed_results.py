"""Following a job's results while it writes, commits, fails, finishes and begins anew."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EACCES, EIO, EMFILE
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serving.shared.tail.followed_results import FollowedResults
from serving.shared.tail.source import Polled
from tests.serving.tail.written_results import OUTPUT, WrittenResults


class Followed:
    """What came of a folder so far."""

    def __init__(self, folder: Path, newest_bytes: int | None = None) -> None:
        self.source = FollowedResults(folder, OUTPUT, newest_bytes)
        self.run = 1
        self.lines: list[bytes] = []

    def look(self) -> list[bytes]:
        """Poll until there is no more; what is new."""
        fresh: list[bytes] = []
        while True:
            polled = self.source.poll()
            if polled.run != self.run:
                self.run = polled.run
                self.lines = []
            fresh += polled.records
            self.lines += polled.records
            if not polled.has_more:
                return fresh


@pytest.fixture
def job(tmp_path: Path) -> WrittenResults:
    return WrittenResults(tmp_path / "OUT")


@pytest.fixture
def followed(tmp_path: Path) -> Followed:
    return Followed(tmp_path / "OUT")


def test_a_line_comes_before_a_checkpoint_commits_it_and_not_again(
    job: WrittenResults, followed: Followed
) -> None:
    assert followed.look() == []
    job.begin()
    job.write(b"1")
    assert followed.look() == [b"1"]
    job.checkpoint()
    assert followed.look() == []


def test_half_a_line_is_waited_for(job: WrittenResults, followed: Followed) -> None:
    job.begin()
    job.write_half(b"1234")
    assert followed.look() == []
    job.write_rest(b"1234")
    assert followed.look() == [b"1234"]


def test_a_finished_run_gives_only_what_was_not_read_of_its_parts(
    job: WrittenResults, followed: Followed
) -> None:
    job.begin()
    job.write(b"1")
    job.checkpoint()
    job.write(b"2")
    followed.look()
    job.write(b"3")
    job.checkpoint()
    job.write(b"4")
    job.finish()
    assert sorted(followed.look()) == [b"3", b"4"]
    assert followed.run == 1


def test_what_a_job_writes_again_after_a_failure_comes_again_and_nothing_else(
    job: WrittenResults, followed: Followed
) -> None:
    job.begin()
    job.write(b"1")
    job.checkpoint()
    job.write(b"2")
    followed.look()
    for line in job.fail():
        job.write(line)
    job.write(b"3")
    assert followed.look() == [b"2", b"3"]
    job.finish()
    assert followed.look() == []


def test_results_that_were_overwritten_are_another_run(
    job: WrittenResults, followed: Followed
) -> None:
    job.begin()
    job.write(b"1")
    job.finish()
    followed.look()
    job.begin()
    assert followed.look() == []
    job.write(b"1")
    assert followed.look() == [b"1"]
    assert followed.run == 2


def test_of_what_is_there_already_the_newest_is_read(job: WrittenResults, tmp_path: Path) -> None:
    job.begin()
    for number in range(6):
        job.write(b"line %d" % number)
        job.checkpoint()
    running = Followed(tmp_path / "OUT", newest_bytes=14)
    assert running.look() == [b"line 4", b"line 5"]
    job.finish()
    assert running.look() == []
    assert Followed(tmp_path / "OUT", newest_bytes=14).look() == [b"line 4", b"line 5"]
    assert Followed(tmp_path / "OUT", newest_bytes=16).look() == [b"line 4", b"line 5"]


@pytest.mark.parametrize("anew", [b"7\n", b"7\nlonger than before\n"])
def test_a_joined_file_that_is_written_anew_in_place_is_another_run(
    job: WrittenResults, followed: Followed, tmp_path: Path, anew: bytes
) -> None:
    job.begin()
    job.write(b"1")
    job.write(b"2")
    job.finish()
    followed.look()
    (tmp_path / "OUT" / "decisions.jsonl").write_bytes(anew)
    followed.look()
    assert (followed.lines, followed.run) == (anew.splitlines(), 2)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_takes_the_place_of_a_joined_file_and_is_none_leaves_what_was_read(
    job: WrittenResults, followed: Followed, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "OUT" / "decisions.jsonl"
    job.begin()
    job.write(b"1")
    job.finish()
    followed.look()
    path.rename(tmp_path / "before")
    make(path)
    for _ in range(2):
        polled = followed.source.poll()
        assert (polled.run, polled.fault) == (1, f"{path}: is no regular file")
    path.rename(tmp_path / "no file")
    path.write_bytes(b"2\n")
    assert followed.look() == [b"2"]
    assert followed.run == 2


def _loop(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("place", "make", "named", "why"),
    [
        ("OUT", os.mkfifo, "OUT/.parts/decisions", "Not a directory"),
        ("OUT", Path.touch, "OUT/.parts/decisions", "Not a directory"),
        ("OUT/.parts", Path.touch, "OUT/.parts/decisions", "Not a directory"),
        ("OUT/.parts/decisions", Path.touch, "OUT/.parts/decisions", "Not a directory"),
        (
            "OUT/decisions.jsonl",
            _loop,
            "OUT/decisions.jsonl",
            "Too many levels of symbolic links",
        ),
    ],
)
def test_what_stands_where_results_should_be_is_a_fault_until_it_is_gone(  # noqa: PLR0913
    *,
    followed: Followed,
    tmp_path: Path,
    place: str,
    make: Callable[[Path], None],
    named: str,
    why: str,
) -> None:
    wrong = tmp_path / place
    wrong.parent.mkdir(parents=True, exist_ok=True)
    assert followed.source.poll().fault is None
    make(wrong)
    assert followed.source.poll() == Polled([], fault=f"{tmp_path / named}: {why}")
    wrong.unlink()
    assert followed.source.poll().fault is None
    job = WrittenResults(tmp_path / "OUT")
    job.begin()
    job.write(b"1")
    assert followed.look() == [b"1"]


@contextmanager
def _refused(call: str, path: Path, number: int) -> Iterator[None]:
    """Within the block `os.call` of `path` or its descriptor fails, as permissions let it."""
    as_it_was = getattr(os, call)

    def refused(asked: Path | int, *rest: int) -> object:
        if isinstance(asked, int):
            is_it, named = os.path.samestat(os.fstat(asked), path.stat()), None
        else:
            is_it, named = asked == path, str(path)
        if is_it:
            raise OSError(number, os.strerror(number), named)
        return as_it_was(asked, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, call, refused)
        yield


@pytest.mark.parametrize(
    ("call", "refused", "number", "first", "rest"),
    [
        ("open", ".part-*", EACCES, [b"1"], [b"2"]),
        ("open", ".part-*", EMFILE, [b"1"], [b"2"]),
        ("open", "part-*", EACCES, [b"2"], [b"1"]),
        ("pread", "part-*", EIO, [b"2"], [b"1"]),
        ("scandir", ".", EACCES, [], [b"1", b"2"]),
        ("scandir", "..", EMFILE, [], [b"1", b"2"]),
    ],
)
def test_a_part_or_its_folder_that_cannot_be_read_is_a_fault_while_it_lasts(  # noqa: PLR0913
    *,
    job: WrittenResults,
    followed: Followed,
    tmp_path: Path,
    call: str,
    refused: str,
    number: int,
    first: list[bytes],
    rest: list[bytes],
) -> None:
    job.begin()
    job.write(b"1")
    job.checkpoint()
    job.write(b"2")
    (bucket,) = (tmp_path / "OUT/.parts/decisions").iterdir()
    # Nothing in it has changed for long: a right that is given back does not change it.
    os.utime(bucket, (1, 1))
    places = {".": bucket, "..": bucket.parent}
    path = places.get(refused) or next(bucket.glob(refused))
    with _refused(call, path, number):
        for lines in (first, []):
            polled = followed.source.poll()
            assert (polled.records, polled.fault) == (lines, f"{path}: {os.strerror(number)}")
            assert not polled.has_more
    polled = followed.source.poll()
    assert (polled.records, polled.fault) == (rest, None)


def test_a_folder_beside_one_that_cannot_be_read_goes_on(
    job: WrittenResults, followed: Followed, tmp_path: Path
) -> None:
    job.begin()
    job.write(b"1")
    other = tmp_path / "OUT/.parts/decisions/2026-01-06--01"
    other.mkdir()
    (other / "part-other-0").write_bytes(b"2\n")
    os.utime(other, (1, 1))
    with _refused("scandir", other, EACCES):
        assert followed.look() == [b"1"]
        job.write(b"3")
        assert followed.look() == [b"3"]
    assert followed.look() == [b"2"]


def test_a_folder_that_goes_while_it_is_looked_for_is_no_fault(
    job: WrittenResults, followed: Followed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_was = os.scandir
    folder = tmp_path / "OUT/.parts/decisions"

    @contextmanager
    def going(asked: Path) -> Iterator[list[os.DirEntry[str]]]:
        with as_it_was(asked) as entries:
            found = list(entries)
        if asked == folder:
            for entry in found:
                rmtree(entry.path)
        yield found

    job.begin()
    job.write(b"1")
    assert followed.look() == [b"1"]
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", going)
        for _ in range(2):
            assert followed.source.poll() == Polled([])
    job.fail()
    job.write(b"2")
    assert followed.look() == [b"2"]


def test_a_finished_run_is_gone_on_with_once_its_open_part_can_be_read(
    job: WrittenResults, followed: Followed, tmp_path: Path
) -> None:
    job.begin()
    job.write(b"1")
    followed.look()
    job.write(b"2")
    (part,) = (tmp_path / "OUT/.parts/decisions").glob("*/.part-*")
    still_there = tmp_path / "part"
    still_there.hardlink_to(part)
    job.finish()
    with _refused("pread", still_there, EIO):
        for _ in range(2):
            assert followed.source.poll() == Polled([], fault=f"{part}: Input/output error")
    assert followed.look() == [b"2"]
    assert followed.run == 1


class Told:
    """A job that does what it is told, and what it wrote in its run."""

    def __init__(self, folder: Path) -> None:
        self.job = WrittenResults(folder)
        self.job.begin()
        self.written: Counter[bytes] = Counter()
        self.is_finished = False
        self._half: bytes | None = None
        self._number = 0

    def do(self, step: str) -> None:
        """One step; half a line is gone on with first, and a finished run begun anew."""
        self.end_line()
        if self.is_finished and step != "finish":
            self.job.begin()
            self.written.clear()
            self.is_finished = False
        self._number += 1
        if step == "write":
            self._write(b"decision %d" % self._number)
        elif step == "half":
            self._half = b"decision %d" % self._number
            self.job.write_half(self._half)
        elif step == "checkpoint":
            self.job.checkpoint()
        elif step == "fail":
            for line in self.job.fail():
                self._write(line)
        elif not self.is_finished:
            self.job.finish()
            self.is_finished = True

    def end_line(self) -> None:
        """Write the rest of half a line."""
        if self._half is not None:
            self.job.write_rest(self._half)
            self.written[self._half] += 1
            self._half = None

    def _write(self, line: bytes) -> None:
        self.job.write(line)
        self.written[line] += 1


STEPS = st.sampled_from(["write", "write", "half", "checkpoint", "fail", "finish", "look", "look"])


@given(steps=st.lists(STEPS, max_size=40))
@settings(max_examples=150)
def test_every_committed_line_comes_and_each_as_often_as_it_was_written(steps: list[str]) -> None:
    with TemporaryDirectory() as folder:
        told, followed = Told(Path(folder) / "OUT"), Followed(Path(folder) / "OUT")
        for step in steps:
            if step == "look":
                followed.look()
                continue
            if told.is_finished:
                followed.look()
            told.do(step)
        told.do("finish")
        followed.look()
        followed.source.close()
    assert Counter(followed.lines) <= told.written
    assert set(told.job.committed) <= set(followed.lines)
