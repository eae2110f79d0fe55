"""An option that a demo would ignore is refused before anything runs."""

import pytest
from click.testing import CliRunner

from cli.demo import command

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
