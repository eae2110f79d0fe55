"""`revstream schema` prints the contracts, with the own fields of a definition file."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.schema import command
from events.fraud import schema as fraud
from events.recommendations import schema as recommendations
from features.shared.definitions.faults import DefinitionsError


def schema(*arguments: str) -> Any:  # noqa: ANN401 - JSON
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return json.loads(result.output)


@pytest.mark.parametrize(
    ("contract", "kind"),
    [
        (("payment",), "Payment"),
        (("event", "--system", "recommendations"), "ShoppingEvent"),
    ],
)
def test_the_schema_of_an_event_has_the_own_fields_of_the_file(
    tmp_path: Path, contract: tuple[str, ...], kind: str
) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("extends: shipped\nversion: 1\nfields: {mcc: {type: text, longest: 4}}\n")
    plain, own = (
        schema(*contract, *arguments)["$defs"][kind]["properties"]
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


def test_a_contract_of_the_second_system_is_printed_where_that_is_said() -> None:
    properties = schema("event", "--system", "recommendations")["$defs"]["ShoppingEvent"][
        "properties"
    ]
    assert {"event_id", "item_id", "user_id", "session_id", "price_minor"} <= {*properties}


def test_a_name_that_both_systems_have_is_the_fraud_systems_unless_another_is_named() -> None:
    assert "decision_id" in schema("duplicate")["$defs"]["Duplicate"]["properties"]
    other = schema("duplicate", "--system", "recommendations")
    assert "shopper_id" in other["$defs"]["DuplicateEvent"]["properties"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("event",), "'event' is no contract of fraud, payment, label, "),
        (("payment", "--system", "recommendations"), "event, link, item, list, "),
    ],
)
def test_what_the_system_does_not_have_is_refused_with_what_it_has(
    arguments: tuple[str, ...], said: str
) -> None:
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.parametrize("system", ["fraud", "recommendations"])
def test_the_help_names_every_contract(system: str) -> None:
    result = CliRunner().invoke(command, ["--help"])
    line = " ".join(result.output.split())
    names = {"fraud": fraud.CONTRACTS, "recommendations": recommendations.CONTRACTS}[system]
    assert f"{system} {', '.join(names)} " in line
