"""The whole job by a team's own definitions, against the replayer and the record itself."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from cli.main import revstream
from features.fraud.definitions import load_definitions
from tests.jobs.outputs import Outputs, run_on_file
from tests.jobs.own_team import NEEDED, Team, own_records, own_team, replayed


@dataclass(frozen=True)
class Run:
    """One run of the job."""

    team: Team
    records: list[bytes]
    folder: Path
    outputs: Outputs


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("own")
    team, records = own_team(folder), own_records(400)
    source = folder / "payments.jsonl"
    source.write_bytes(b"".join(record + b"\n" for record in records))
    outputs = run_on_file(
        source,
        folder / "out",
        features__definitions=str(team.definitions),
        decision__rules=str(team.rules),
        decision__model=str(team.model),
    )
    return Run(team, records, folder / "out", outputs)


def test_every_feature_of_every_key_equals_the_replayer(run: Run) -> None:
    expected, decided = replayed(run.team, run.records), run.outputs.by_transaction
    assert len(expected) == len(decided) == len(run.records)
    mismatches = Counter(
        name
        for transaction, features in expected.items()
        for name in NEEDED
        if decided[transaction]["features"][name] != features[name]
    )
    assert mismatches == Counter()
    assert all(set(one["features"]) == set(NEEDED) for one in decided.values())


def test_the_payments_are_such_that_every_feature_says_something(run: Run) -> None:
    decided = run.outputs.decisions
    for name in NEEDED:
        assert len({one["features"][name] for one in decided}) > 1, name
    assert {one["tier"] for one in decided} == {"rules", "model"}
    assert sum(one["features"]["device_cards"] is None for one in decided) > 50
    assert sum("amount_base_minor" in one for one in decided) > 50


def test_a_decision_names_its_definitions_and_carries_nothing_personal(run: Run) -> None:
    sha256 = load_definitions(str(run.team.definitions)).sha256
    assert {one["definitions"] for one in run.outputs.decisions} == {sha256}
    carried = {name for one in run.outputs.decisions for name in one.get("fields", {})}
    assert carried == {"mcc", "tip"}
    written = [path for path in run.folder.glob("*.jsonl") if b"secret" in path.read_bytes()]
    assert written == []


def test_reasons_are_those_of_the_file_or_the_features_own(run: Run) -> None:
    reasons = [
        one
        for decision in run.outputs.decisions
        for one in decision["reasons"]
        if one["source"] == "model"
    ]
    codes = {one["code"] for one in reasons}
    assert "T1" in codes
    assert codes <= {"T1", "device_cards", "pair_count", "card_over_usual"}
    assert all("Unusual transfers: " in one["text"] for one in reasons if one["code"] == "T1")


def test_every_entity_has_its_updates_and_a_payment_without_one_has_none(run: Run) -> None:
    kinds = Counter(one["entity"] for one in run.outputs.features)
    payments = [msgspec.json.decode(record) for record in run.records]
    assert kinds == {
        "card": len(payments),
        "merchant": len(payments),
        "device": sum("device_id" in one for one in payments),
        "card_merchant": len(payments),
    }
    pairs = {one["entity_id"] for one in run.outputs.features if one["entity"] == "card_merchant"}
    assert pairs == {f"{one['card_id']}:{one['merchant_id']}" for one in payments}
    of_device = [one for one in run.outputs.features if one["entity"] == "device"]
    assert all(set(one["values"]) == {"device_cards"} for one in of_device)


@pytest.mark.parametrize("tier", ["rules", "model"])
def test_why_decides_the_record_again(run: Run, tier: str) -> None:
    decision = next(
        one
        for one in run.outputs.decisions
        if one["tier"] == tier and one["action"] != "allow" and one["currency"] == "JPY"
    )
    given = [decision["transaction_id"], "--decisions", str(run.folder)]
    own = ["--rules", str(run.team.rules), "--model", str(run.team.model)]
    own += ["--definitions", str(run.team.definitions)]
    result = CliRunner().invoke(revstream, ["why", *given, *own])
    assert result.exit_code == 0, result.output
    assert "reproduced: yes" in result.output
    if tier == "model":
        lines = [line.split() for line in result.output.splitlines()]
        assert ["pair_count"] in [line[:1] for line in lines]
        assert not [line for line in lines if line[1:] and line[0] == line[1]]
