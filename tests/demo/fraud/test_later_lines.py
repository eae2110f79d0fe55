"""What the live demo says is for later."""

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import revstream
from demo.fraud.live_demo import later_lines
from demo.shared.own_command import own_command_as_pasted


def test_its_lines_are_commands_that_can_be_pasted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    keys = tmp_path / "my keys.json"
    create, read = (
        shlex.split(line.partition(": ")[2]) for line in later_lines(keys, "redis://localhost:1")
    )
    assert create[0] == read[0] == shlex.split(own_command_as_pasted())[0] != "revstream"
    made = CliRunner().invoke(revstream, create[1:])
    assert (made.exit_code, keys.exists()) == (0, True), made.output
    assert read[1:] == ["features", "read", "card", "CARD", "--store", "redis://localhost:1"]
