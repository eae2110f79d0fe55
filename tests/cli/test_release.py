"""`revstream release` where Flink is installed, and so Pulumi is not."""

import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import revstream
from cli.options import infra_environment


def test_the_command_is_explained_without_pulumi() -> None:
    result = CliRunner().invoke(revstream, ["release", "deploy", "--help"])
    assert result.exit_code == 0
    assert "--without-fresh-snapshot" in result.output
    assert "pulumi" not in sys.modules


def test_the_command_goes_on_in_the_environment_with_pulumi(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = tmp_path / ".venv-infra" / "bin" / "revstream"
    command.parent.mkdir(parents=True)
    command.touch()
    started: list[list[str]] = []
    monkeypatch.setattr(infra_environment, "PROJECT", tmp_path)
    monkeypatch.setattr(os, "execv", lambda _, line: started.append(line))
    monkeypatch.setattr(sys, "argv", ["revstream", "release", "status", "--stack", "dev"])
    infra_environment.ensure_infra_environment()
    assert started == [[str(command), "release", "status", "--stack", "dev"]]


def test_without_that_environment_one_line_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(infra_environment, "PROJECT", tmp_path)
    with pytest.raises(RuntimeError, match="run `make setup-infra`"):
        infra_environment.ensure_infra_environment()
