"""The guide to own data shows what the command really prints."""

import re
import shlex
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from cli.main import main
from datasets.own.payment_suggestion import suggestion_for
from datasets.own.sample import sample_of
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "your-data.md").read_text()
MAPPINGS = re.findall(r"```yaml\n(# (\S+)\n.*?)```", GUIDE, re.DOTALL)
SHOWN = re.findall(r"```csv\n(.*?)```.*?```sh\n(.*?)```\n\n```text\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize("example", SHOWN)
def test_a_command_of_the_guide_prints_what_is_shown_below_it(
    example: tuple[str, str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows, command_line, shown = example
    arguments = shlex.split(command_line.replace("\\\n", ""))
    (tmp_path / arguments[arguments.index("--input") + 1]).write_text(rows)
    for text, name in MAPPINGS:
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", arguments)
    with suppress(SystemExit):
        main()
    printed = capsys.readouterr()
    assert printed.out + printed.err == shown


def test_the_mapping_file_of_the_guide_is_what_its_export_suggests(tmp_path: Path) -> None:
    export, mapping = re.findall(
        r"```(?:text|yaml)\n((?:Merchant|version).*?)```", GUIDE, re.DOTALL
    )
    (tmp_path / "export.csv").write_text(export)
    made = suggestion_for(sample_of(tmp_path / "export.csv", "csv"), {}, {}, 2**41)
    assert made.undecided == []
    assert made.text().partition("\n")[2] == mapping


def test_the_guide_shows_sound_and_faulty_rows_and_a_shop() -> None:
    assert len(SHOWN) == 3
    assert [name for _, name in MAPPINGS] == ["shop.yaml"]
