"""An option that a demo would ignore is refused before anything runs."""

from typing import NoReturn

import pytest
from click.testing import CliRunner

from cli.demo import command
from jobs.shared.job_watch import JobFailedError

WRONG = 2


@pytest.mark.parametrize(
    ("system", "option"),
    [
        ("fraud", ("--ranker", "none")),
        ("recommendations", ("--kinesis",)),
        ("recommendations", ("--model", "own")),
        ("both", ("--ranker", "none")),
        ("both", ("--definitions", "own.yaml")),
        ("both", ("--rules", "own.yaml")),
        ("both", ("--kinesis",)),
        ("live", ("--kinesis",)),
        ("live", ("--json",)),
    ],
)
def test_an_option_of_another_system_is_refused(system: str, option: tuple[str, ...]) -> None:
    result = CliRunner().invoke(command, [system, *option])
    assert result.exit_code == WRONG
    assert f"{option[0]}: no option of the demo of {system}" in result.output


def test_an_unknown_system_is_refused() -> None:
    result = CliRunner().invoke(command, ["payments"])
    assert result.exit_code == WRONG
    assert "'fraud', 'recommendations', 'both'" in result.output


def test_a_job_that_fails_in_the_live_demo_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> NoReturn:
        raise JobFailedError("the job failed: its JVM has gone")

    monkeypatch.setattr("demo.live.run_live", fail)
    result = CliRunner().invoke(command, ["live"])
    assert result.exit_code == 1
    assert result.output == "Error: the job failed: its JVM has gone\n"
