"""`revstream schema` prints the contracts, with the own fields of a definition file."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.schema import command
from features.shared.definitions.faults import DefinitionsError


def schema(*arguments: str) -> Any:  # noqa: ANN401 - JSON
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return json.loads(result.output)


def test_the_schema_of_a_payment_has_the_own_fields_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("extends: shipped\nversion: 1\nfields: {mcc: {type: text, longest: 4}}\n")
    plain, own = (
        schema("payment", *arguments)["$defs"]["Payment"]["properties"]
        for arguments in ((), ("--definitions", str(file)))
    )
    assert {*own} - {*plain} == {"mcc"}


def test_a_decision_has_what_its_payment_was_compared_as() -> None:
    properties = schema("decision")["$defs"]["Decision"]["properties"]
    assert {"base_currency", "amount_base_minor", "fields", "incomplete"} <= {*properties}


def test_a_file_with_faults_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("version: 1\n")
    with pytest.raises(DefinitionsError, match=r"own\.yaml:1: "):
        CliRunner().invoke(
            command,
            ["payment", "--definitions", str(tmp_path / "own.yaml")],
            catch_exceptions=False,
        )
