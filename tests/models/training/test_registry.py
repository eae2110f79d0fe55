"""The registry keeps every version whole and unchanged."""

import json
from pathlib import Path

import pytest

from models.fraud.artifact import load_fraud_model
from models.fraud.thresholds import thresholds_of
from models.fraud.training import registry as registry_module
from models.fraud.training.publication import Order, Published, publish
from models.fraud.training.registry import Registry
from models.fraud.training.settings import TrainSettings
from models.shared.scorer import OnnxScorer
from tests.models.training.quick_fits import KNOWN_AT_MS, PERIOD
from tests.models.training.small_tables import names_of
from trainset.table import TrainingTable

SETTINGS = TrainSettings(learners=("logistic",))
FILES = {
    "model.onnx",
    "manifest.json",
    "explainer.msgpack",
    "metrics.json",
    "profile.json",
    "lineage.json",
    "MODEL_CARD.md",
}


def published(table: TrainingTable, folder: Path, name: str = "fraud") -> Published:
    order = Order(name, PERIOD, KNOWN_AT_MS, SETTINGS)
    return publish(table, order, Registry(folder), lambda _: None)


def test_a_version_is_an_artifact_with_its_story(table: TrainingTable, tmp_path: Path) -> None:
    one = published(table, tmp_path)
    assert one.directory == tmp_path / "fraud" / "1"
    assert {path.name for path in one.directory.iterdir()} == FILES
    artifact = load_fraud_model(one.directory, names_of(24))
    scorer = OnnxScorer(artifact, artifact.manifest.features)
    assert thresholds_of(scorer.manifest) == one.model.thresholds
    lineage = json.loads((one.directory / "lineage.json").read_bytes())
    assert lineage["data_id"] == artifact.manifest.training_data_id == "small"
    assert lineage["period"] == {"from_ms": PERIOD.from_ms, "to_ms": PERIOD.to_ms}
    assert lineage["settings"]["learners"] == ["logistic"]
    assert lineage["parent"] is None
    metrics = json.loads((one.directory / "metrics.json").read_bytes())
    assert metrics["rows"] == one.model.report.rows
    assert len(metrics["trials"]) == 3


def test_the_next_version_follows_and_the_first_stays_as_it_was(
    table: TrainingTable, tmp_path: Path
) -> None:
    first = published(table, tmp_path).directory
    before = {path.name: path.read_bytes() for path in first.iterdir()}
    second = published(table, tmp_path).directory
    assert second.name == "2"
    assert json.loads((second / "lineage.json").read_bytes())["parent"] == "1"
    assert {path.name: path.read_bytes() for path in first.iterdir()} == before
    assert Registry(tmp_path).versions("fraud") == (1, 2)


def test_a_version_that_exists_is_never_overwritten(
    table: TrainingTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = published(table, tmp_path).directory
    before = (directory / "manifest.json").read_bytes()
    monkeypatch.setattr(Registry, "next_version", lambda *_: 1)
    with pytest.raises(FileExistsError, match="never overwritten"):
        published(table, tmp_path)
    assert (directory / "manifest.json").read_bytes() == before
    assert [path.name for path in directory.parent.iterdir()] == ["1"]


def test_a_version_made_by_somebody_else_meanwhile_stays(tmp_path: Path) -> None:
    aside, target = tmp_path / "aside", tmp_path / "1"
    for folder in (aside, target):
        folder.mkdir()
        (folder / "of").write_text(folder.name)
    with pytest.raises(FileExistsError, match="meanwhile"):
        registry_module._rename_to_new(aside, target)  # noqa: SLF001 - a race cannot be staged
    assert (target / "of").read_text() == "1"


def test_a_version_that_cannot_be_written_whole_is_not_there(
    table: TrainingTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> dict[str, bytes]:
        raise OSError("disk full")

    monkeypatch.setattr(registry_module, "_texts", fail)
    with pytest.raises(OSError, match="disk full"):
        published(table, tmp_path)
    assert list((tmp_path / "fraud").iterdir()) == []


@pytest.mark.parametrize("name", ["", "../x", "A", "a/b", "-a", "a" * 65])
def test_a_name_that_is_no_folder_name_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="name"):
        Registry(tmp_path).next_version(name)


def test_the_model_card_says_what_the_model_was_made_from(
    table: TrainingTable, tmp_path: Path
) -> None:
    one = published(table, tmp_path)
    card = (one.directory / "MODEL_CARD.md").read_text()
    report, thresholds = one.model.report, one.model.thresholds
    assert "# Model card: fraud 1" in card
    assert f"| payments | {report.rows:,} |" in card
    assert f"Flag from {thresholds.flag}, block from {thresholds.block}" in card
    assert all(f"| {name} | " in card for name in one.model.features)
    assert card.count("| logistic |") + card.count("| **logistic** |") == len(report.trials)
    assert "2025-01-06 00:00 UTC" in card
