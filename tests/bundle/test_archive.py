"""An archive's bytes depend on nothing but the paths and contents of its files."""

import os
import random
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.bundle.archive import write_archive
from infra.bundle.manifest import BundleError

_NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=8)
_PATHS = (
    st.lists(_NAMES.filter(lambda name: not set(name) & set("/\\")), min_size=1, max_size=4)
    .filter(lambda parts: not {".", ".."} & set(parts))
    .map("/".join)
)
_FILES = st.dictionaries(_PATHS, st.binary(max_size=64), max_size=12).filter(
    lambda files: not any(other.startswith(f"{one}/") for one in files for other in files)
)


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def _written(files: dict[str, bytes], mask: int) -> bytes:
    os.umask(mask)
    with TemporaryDirectory() as folder:
        path = Path(folder, "archive.zip")
        write_archive(path, files)
        return path.read_bytes()


@given(files=_FILES, seed=st.integers(0, 2**32), mask=st.sampled_from([0o000, 0o022, 0o077]))
def test_neither_the_order_of_the_files_nor_the_umask_changes_a_byte(
    files: dict[str, bytes], seed: int, mask: int
) -> None:
    shuffled = list(files.items())
    random.Random(seed).shuffle(shuffled)
    assert _written(dict(shuffled), mask) == _written(files, 0o022)


@given(files=_FILES)
def test_what_is_unpacked_is_what_was_written(files: dict[str, bytes]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "archive.zip")
        write_archive(path, files)
        with ZipFile(path) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == files
            assert archive.namelist() == sorted(files)


@given(files=_FILES.filter(bool), at=st.integers(0, 11))
def test_one_more_byte_in_one_file_gives_other_bytes(files: dict[str, bytes], at: int) -> None:
    changed = sorted(files)[at % len(files)]
    assert _written({**files, changed: files[changed] + b"\0"}, 0o022) != _written(files, 0o022)


def test_the_clock_does_not_change_a_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    def at(year: int) -> Callable[..., object]:
        return lambda *_: (year, 5, 4, 3, 2, 1, 0, 0, 0)

    written = set()
    for year in (2024, 2031):
        monkeypatch.setattr("time.localtime", at(year))
        written.add(_written({"main.py": b"pass\n"}, 0o022))
    assert len(written) == 1


def test_every_file_is_a_plain_one_that_all_may_read(tmp_path: Path) -> None:
    write_archive(tmp_path / "archive.zip", {"dep/x.so": b"", "main.py": b""})
    with ZipFile(tmp_path / "archive.zip") as archive:
        kinds = {(entry.create_system, entry.external_attr >> 16) for entry in archive.infolist()}
    unix = 3
    assert kinds == {(unix, 0o100644)}


def test_the_format_itself_has_not_changed() -> None:
    written = sha256(_written({"main.py": b"pass\n", "dep/a.py": b""}, 0o022)).hexdigest()
    assert written == "29a84c8d6684695aab83ed0e02905214307ae99bb4bcedbc1dc9e02745d8e09c"


@pytest.mark.parametrize(
    "path",
    ["", "/etc/passwd", "../main.py", "dep/../../x", "dep//x", "./x", "dep\\x", "dep/", "a\n"],
)
def test_a_path_that_leads_elsewhere_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(BundleError, match="not a plain path"):
        write_archive(tmp_path / "archive.zip", {path: b""})
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_also_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"'dep': a file, and the folder of 'dep/x'"):
        write_archive(tmp_path / "archive.zip", {"dep": b"", "dep/x": b""})
