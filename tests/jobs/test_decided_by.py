"""What a job decides by is checked as a whole where it is submitted."""

from pathlib import Path

import pytest

from features.fraud.catalogue import FEATURE_NAMES, SHIPPED
from features.shared.definitions.faults import DefinitionsError
from features.shared.language.faults import RuleSetError
from jobs.fraud.decided_by import decided_by
from jobs.fraud.settings import FraudSettings, load_settings
from jobs.shared.properties import SettingsError
from models.fraud.artifact import load_fraud_model
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.artifact import ModelArtifactError
from tests.jobs.own_team import NEEDED, Team, own_team


def settings(**properties: Path) -> FraudSettings:
    overrides = {name.replace("__", "."): str(value) for name, value in properties.items()}
    return load_settings({}, {"source.uri": "file:p.jsonl"} | overrides)


def of_team(team: Team) -> FraudSettings:
    return settings(
        features__definitions=team.definitions,
        decision__rules=team.rules,
        decision__model=team.model,
    )


def test_unless_set_the_shipped_ones_decide() -> None:
    by = decided_by(settings())
    assert by.definitions == SHIPPED
    read = load_fraud_model(SHIPPED_MODEL, [feature.name for feature in SHIPPED.features])
    assert set(by.load_plan().names) == {*FEATURE_NAMES, *read.manifest.features}


def test_what_is_computed_is_written_or_read(tmp_path: Path) -> None:
    by = decided_by(of_team(own_team(tmp_path)))
    assert set(by.load_plan().names) == set(NEEDED)
    assert [hop.name for hop in by.load_plan().hops] == ["card", "device", "merchant"]


def test_a_feature_that_nothing_reads_makes_no_hop(tmp_path: Path) -> None:
    team = own_team(tmp_path)
    text = team.definitions.read_text().replace(
        "distinct: card_id, over: 24h, description: Cards.",
        "distinct: card_id, over: 24h, description: Cards., written: false",
    )
    team.definitions.write_text(text)
    team.rules.write_text("version: 1\nrules: []\n")
    names = decided_by(of_team(team)).load_plan().names
    assert "device_last" not in names
    assert "device_cards" in names  # the model reads it


def test_every_fault_of_the_file_is_said(tmp_path: Path) -> None:
    team = own_team(tmp_path)
    text = team.definitions.read_text()
    team.definitions.write_text(text.replace("of: device", "of: devise").replace("T1\n", "T9\n"))
    with pytest.raises(DefinitionsError) as caught:
        decided_by(of_team(team))
    assert len(caught.value.faults) >= 3


def test_an_own_aggregate_that_is_not_installed_is_refused(tmp_path: Path) -> None:
    team = own_team(tmp_path)
    with team.definitions.open("a") as file:
        file.write("  - {name: x, of: card, own: absent, kind: int, over: 1h, description: X.}\n")
    with pytest.raises(SettingsError, match=r"features\.definitions: .*feature 'x'.*absent"):
        decided_by(of_team(team))


def test_rules_and_model_go_with_the_file(tmp_path: Path) -> None:
    team = own_team(tmp_path)
    with pytest.raises(
        ModelArtifactError, match=r"'card_count_1h': the model reads it, .*own\.yaml"
    ):
        decided_by(settings(features__definitions=team.definitions, decision__rules=team.rules))
    with pytest.raises(RuleSetError, match="card_count_1m"):
        decided_by(settings(features__definitions=team.definitions, decision__model=team.model))
