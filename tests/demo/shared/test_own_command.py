"""What a demo prints can be pasted."""

import shlex
import subprocess
from pathlib import Path

import pytest

from demo.shared.own_command import own_command, own_command_as_pasted


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an installation in it, which is not on PATH."""
    programs = tmp_path / "a project" / ".venv" / "bin"
    programs.mkdir(parents=True)
    program = programs / "revstream"
    program.write_text("#!/bin/sh\necho pasted\n")
    program.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(programs / "python"))
    monkeypatch.setenv("PATH", "/nowhere")
    return tmp_path / "a project"


def pasted(folder: Path) -> str:
    command = shlex.split(own_command_as_pasted())
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_in_the_folder_of_the_project_it_is_its_way_there(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    assert own_command_as_pasted() == ".venv/bin/revstream"
    assert pasted(project) == "pasted\n"


def test_elsewhere_it_is_the_whole_way_even_with_a_blank_in_it(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.chdir(other)
    assert own_command_as_pasted() == f"'{project}/.venv/bin/revstream'"
    assert pasted(other) == "pasted\n"


def test_on_the_path_it_is_the_name_but_only_if_that_is_this_one(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setenv("PATH", str(own_command().parent))
    assert own_command_as_pasted() == "revstream"
    another = tmp_path / "revstream"
    another.write_text("#!/bin/sh\n")
    another.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert own_command_as_pasted() == ".venv/bin/revstream"
