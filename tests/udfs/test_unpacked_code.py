"""Code that Flink unpacked stays readable to those who imported it, wherever Flink moves it."""

import importlib
import sys
from pathlib import Path

import pytest

from udfs.shared.unpacked_code import StaleCodeError, UnpackedCode


def _unpack(folder: Path, version: str | None = "v1") -> Path:
    """A copy of a bundle's code as Flink lays it out: a link, below a folder of each attempt."""
    code = folder / "cache"
    (code / "udfs" / "shared").mkdir(parents=True)
    (code / "udfs" / "shared" / "unpacked_code.py").touch()
    (code / "rules.yaml").write_text("rules")
    if version is not None:
        (code / "revstream-1.0.dist-info").mkdir()
        (code / "revstream-1.0.dist-info" / "code.sha256").write_text(f"{version}\n")
    (folder / "python-files").mkdir()
    (folder / "python-files" / "dep").symlink_to(code)
    return folder / "python-files" / "dep"


def _delete(home: Path) -> None:
    """What Flink does at the end of an attempt: the link's folders go."""
    home.unlink()
    home.parent.rmdir()
    home.parent.parent.rename(home.parent.parent.with_name(f"{home.parent.parent.name}-gone"))


def test_a_file_is_found_again_after_every_restart(tmp_path: Path) -> None:
    first = newest = _unpack(tmp_path / "0")
    code = UnpackedCode(first)
    for attempt in range(1, 4):
        _delete(newest)
        if attempt > 1 and first.is_symlink():
            assert not first.exists()
        newest = _unpack(tmp_path / str(attempt))
        code.keep_readable([str(newest)])
        assert (first / "rules.yaml").read_text() == "rules"


def test_a_module_that_nobody_had_imported_is_found_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = _unpack(tmp_path / "0"), _unpack(tmp_path / "1")
    for home in (first, second):
        (home / "moved_package").mkdir()
        for name in ("__init__", "early", "lazy"):
            (home / "moved_package" / f"{name}.py").touch()
    code = UnpackedCode(first)
    monkeypatch.syspath_prepend(str(first))
    try:
        importlib.import_module("moved_package.early")
        _delete(first)
        monkeypatch.syspath_prepend(str(second))
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("moved_package.lazy")
        code.keep_readable(sys.path)
        importlib.import_module("moved_package.lazy")
    finally:
        for name in [name for name in sys.modules if name.startswith("moved_package")]:
            del sys.modules[name]


def test_code_of_another_bundle_is_refused_instead_of_running_the_loaded_one(
    tmp_path: Path,
) -> None:
    code = UnpackedCode(_unpack(tmp_path / "0", "v1"))
    newer = _unpack(tmp_path / "1", "v2")
    with pytest.raises(StaleCodeError, match=r"code of another bundle, v1, and the job has v2"):
        code.keep_readable([str(newer)])


def test_a_copy_that_is_still_there_is_left_alone(tmp_path: Path) -> None:
    first, second = _unpack(tmp_path / "0"), _unpack(tmp_path / "1")
    before = first.readlink()
    UnpackedCode(first).keep_readable([str(second), str(first)])
    assert first.readlink() == before


def test_outside_of_a_bundle_nothing_happens(tmp_path: Path) -> None:
    home = _unpack(tmp_path / "0", version=None)
    UnpackedCode(home).keep_readable([str(tmp_path), str(home)])
    UnpackedCode(home).keep_readable([])
    assert (home / "rules.yaml").read_text() == "rules"
