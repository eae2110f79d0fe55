"""`revstream features cost` measures every definition of a file alone and all of them together."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from cli.features.cost import command
from cli.features.definition_stream import definition_stream
from events.fraud.label import Label
from events.fraud.payment import Payment
from features.fraud.catalogue import SHIPPED
from features.fraud.definitions import parse_definitions

OWN = """\
version: 1
fields:
  mcc: {type: text, longest: 4}
  fee: {type: decimal, digits: 2, least: 0, most: 5, required: true}
  age: {type: integer}
  wallet: {type: boolean}
  home: {type: country}
  opened: {type: time}
entities: {card: card_id, shop_kind: mcc}
features:
  - {name: is_dear, value: fee > 2, description: Whether the fee is high.}
  - {name: card_fee, of: card, mean: fee, over: [1h, 7d], description: Mean fee.}
  - {name: kind_cards, of: shop_kind, distinct: card_id, over: 7d, description: Cards.}
  - {name: fee_over_usual, value: fee / card_fee_7d, description: Fee over the mean.}
"""


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    own = tmp_path_factory.mktemp("cost") / "own.yaml"
    own.write_text(OWN)
    options = ("--definitions", str(own), "--payments", "3000", "--rounds", "2", "--json")
    found: dict[str, Any] = json.loads(
        CliRunner().invoke(command, options, catch_exceptions=False).stdout
    )
    return found


def test_every_definition_is_measured_in_the_order_of_the_file(costs: dict[str, Any]) -> None:
    assert [(one["name"], one["key"], len(one["features"])) for one in costs["definitions"]] == [
        ("is_dear", None, 1),
        ("card_fee", "card", 2),
        ("fee_over_usual", "card", 1),
        ("kind_cards", "mcc", 1),
    ]


def test_what_needs_a_history_takes_bytes_and_what_is_derived_takes_none(
    costs: dict[str, Any],
) -> None:
    sizes = {one["name"]: one["bytes_a_key"] for one in costs["definitions"]}
    assert sizes["card_fee"] > 100
    assert sizes["kind_cards"] > 100
    assert (sizes["fee_over_usual"], sizes["is_dear"]) == (0, None)


def test_all_together_take_more_than_nothing(costs: dict[str, Any]) -> None:
    assert costs["everything"]["us_a_payment"] > costs["nothing"]["us_a_payment"] > 0
    assert costs["everything"]["bytes_by_key"]["mcc"] > 0
    assert set(costs["nothing"]["bytes_by_key"]) == {"card", "merchant"}
    assert costs["keys"]["card"] == 50


def test_the_stream_is_in_the_order_in_which_things_become_known() -> None:
    fields = parse_definitions(OWN, "own.yaml").fields
    stream = definition_stream(fields, 2_000, seed=1)
    known = [
        event.reported_time_ms if isinstance(event, Label) else event.event_time_ms
        for event in stream.events
    ]
    assert known == sorted(known)
    assert len(known) > stream.payments == 2_000


def test_own_fields_have_values_in_their_limits_and_some_lack_them() -> None:
    fields = parse_definitions(OWN, "own.yaml").fields
    events = definition_stream(fields, 1_000, seed=1).events
    payments: list[Any] = [event for event in events if isinstance(event, Payment)]
    assert {payment.fee for payment in payments} <= set(range(501))
    assert len({payment.mcc for payment in payments}) == 51
    assert 100 < sum(payment.age is None for payment in payments) < 300
    assert {payment.wallet for payment in payments} == {None, True, False}


def test_the_table_names_every_shipped_definition() -> None:
    options = ("--payments", "1000", "--rounds", "1")
    lines = CliRunner().invoke(command, options).stdout.splitlines()
    names = {line.split()[0] for line in lines[2:-3]}
    assert {"card_count", "merchant_risk", "device_count", "hour_of_day"} <= names
    assert len(names) == len({(one.path, one.line) for one in SHIPPED.features})
