"""Where no output can go is refused as the command begins, not after its work."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli.options.path_types import OUTPUT_FILE, OUTPUT_FOLDER


@click.command()
@click.option("--file", type=OUTPUT_FILE)
@click.option("--folder", type=OUTPUT_FOLDER)
def command(file: Path | None, folder: Path | None) -> None:
    """Prints what it was given."""
    click.echo(f"{file or folder!r}")


@pytest.mark.parametrize("option", ["--file", "--folder"])
@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("text.txt/report.html", "text.txt/report.html: Not a directory"),
        ("loop/report.html", "loop/report.html: Too many levels of symbolic links"),
        ("n" * 300, "File name too long"),
    ],
)
def test_a_place_that_cannot_be_made_is_refused_with_its_fault(
    tmp_path: Path, option: str, place: str, said: str
) -> None:
    (tmp_path / "text.txt").touch()
    (tmp_path / "loop").symlink_to("loop")
    result = CliRunner().invoke(command, [option, str(tmp_path / place)])
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_folder_that_may_not_be_written_to_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, _: path != tmp_path)
    result = CliRunner().invoke(command, ["--file", str(tmp_path / "new" / "report.html")])
    assert result.exit_code == 2
    assert f"report.html: {tmp_path} cannot be written to" in result.stderr


@pytest.mark.parametrize("given", ["", "."])
def test_no_name_is_no_file(given: str) -> None:
    assert CliRunner().invoke(command, ["--file", given]).exit_code == 2


def test_folders_that_are_still_to_be_made_are_a_place(tmp_path: Path) -> None:
    place = tmp_path / "new" / "newer" / "report.html"
    result = CliRunner().invoke(command, ["--file", str(place)])
    assert (result.exit_code, result.stdout) == (0, f"{place!r}\n")
