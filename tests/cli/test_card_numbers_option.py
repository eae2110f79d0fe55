"""A card number in own data is refused by every command that reads it, or taken as a token."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.inspect.command import command as inspect
from cli.replay.fraud import command as replay
from events.shared.json_records import encode
from tests.features.payments import START_MS, a_payment

NUMBER = "4111111111111111"
CSV = (
    "transaction_id,card_id,merchant_id,amount_minor,currency,country,channel,event_time_ms\n"
    f"t1,{NUMBER},m1,100,EUR,DE,pos,{START_MS}\nt2,card-2,m1,100,EUR,DE,pos,{START_MS}\n"
)


@pytest.fixture(params=["payments.jsonl", "payments.csv"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / str(request.param)
    lines = [encode(a_payment(START_MS, card_id=card)) for card in (NUMBER, "card-2")]
    path.write_bytes(CSV.encode() if path.suffix == ".csv" else b"\n".join(lines))
    return path


def run_inspect(source: Path, *more: str) -> Result:
    return CliRunner().invoke(inspect, ["--input", str(source), *more])


def test_it_is_refused_without_being_shown(source: Path) -> None:
    skipping = run_inspect(source, "--skip-faulty", "--json")
    assert json.loads(skipping.stdout)["payments"] == 1
    assert NUMBER not in skipping.output


def test_it_is_a_token_where_that_is_said(source: Path) -> None:
    accepting = run_inspect(source, "--card-numbers", "accept", "--json")
    assert json.loads(accepting.stdout)["payments"] == 2


def test_a_replay_refuses_and_takes_it_like_the_job(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "features.jsonl"
    options = ["--input", str(source), "--output", str(output), "--skip-faulty"]
    CliRunner().invoke(replay, options, catch_exceptions=False)
    assert len(output.read_bytes().splitlines()) == 1
    CliRunner().invoke(replay, [*options, "--card-numbers", "accept"], catch_exceptions=False)
    assert len(output.read_bytes().splitlines()) == 2
