"""A job is given a file with columns as its definitions have it: own fields, and every payment."""

import json
from pathlib import Path

import pytest

from cli.inputs.own_source import with_wire_files, with_wire_history
from cli.options.input_options import InputOptions
from datasets.own.description import Description
from jobs.fraud.settings import FraudSettings, load_settings
from jobs.shared.locations import LocalPath

OWN = """\
version: 1
extends: shipped
money: {rates: none}
fields: {mcc: {type: text}, tip: {type: decimal, digits: 2}}
"""
ROWS = """\
transaction_id,card_id,merchant_id,amount_minor,currency,country,channel,event_time_ms,mcc,tip
t1,c1,m1,1000,EUR,DE,pos,1740000000000,5411,1.5
t2,c1,m1,1000,JPY,JP,pos,1740000001000,,
"""
OPTIONS = InputOptions(Description(()))


@pytest.fixture
def settings(tmp_path: Path) -> FraudSettings:
    (tmp_path / "own.yaml").write_text(OWN)
    (tmp_path / "payments.csv").write_text(ROWS)
    source = f"file:{tmp_path / 'payments.csv'}"
    named = {"features.definitions": str(tmp_path / "own.yaml")}
    return load_settings({}, {"source.uri": source, "source.history": source} | named)


def records(location: object) -> list[dict[str, object]]:
    assert isinstance(location, LocalPath)
    return [json.loads(line) for line in location.path.read_bytes().splitlines()]


def test_columns_of_own_fields_reach_the_job(settings: FraudSettings, tmp_path: Path) -> None:
    given = with_wire_files(settings, OPTIONS, tmp_path)
    history = with_wire_history(settings, OPTIONS, tmp_path / "history")
    for location in (given.source_uri, history.source_history):
        own = [(one["transaction_id"], one.get("mcc"), one.get("tip")) for one in records(location)]
        assert own == [("t1", "5411", "1.50"), ("t2", None, None)]


def test_a_payment_without_a_rate_is_left_to_the_job(
    settings: FraudSettings, tmp_path: Path
) -> None:
    given = records(with_wire_files(settings, OPTIONS, tmp_path).source_uri)
    assert [one["currency"] for one in given] == ["EUR", "JPY"]
    assert [one for one in given if "amount_base_minor" in one] == []
