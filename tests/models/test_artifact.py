"""An artifact is taken only if nothing is wrong with it, and all that is wrong is said."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from features.fraud.catalogue import FEATURE_NAMES, SHIPPED
from features.fraud.definitions import feature_meanings, parse_definitions
from models.fraud.artifact import load_fraud_model, load_model_for
from models.shared.artifact import (
    MANIFEST_FILE,
    MODEL_FILE,
    ModelArtifact,
    ModelArtifactError,
    save_artifact,
)
from models.shared.manifest import ModelManifest, Probe
from tests.models.tiny_model import FEATURES, tiny_artifact, tiny_manifest

GRAPH = b"any bytes"


def faults_of(directory: Path, manifest: ModelManifest) -> tuple[str, ...]:
    save_artifact(directory, ModelArtifact(manifest, GRAPH))
    with pytest.raises(ModelArtifactError) as caught:
        load_fraud_model(directory, FEATURE_NAMES)
    return caught.value.faults


def test_a_saved_artifact_loads_as_it_was(tmp_path: Path) -> None:
    save_artifact(tmp_path / "model", tiny_artifact())
    assert load_fraud_model(tmp_path / "model", FEATURE_NAMES) == tiny_artifact()


def test_a_decision_refers_to_name_version_and_hash() -> None:
    artifact = tiny_artifact()
    assert artifact.ref.name == "tiny"
    assert artifact.ref.version == "1"
    assert artifact.ref.sha256 == artifact.manifest.sha256


def test_an_absent_directory_is_reported_file_by_file(tmp_path: Path) -> None:
    with pytest.raises(ModelArtifactError) as caught:
        load_fraud_model(tmp_path / "absent", FEATURE_NAMES)
    assert [fault.split(":")[0] for fault in caught.value.faults] == [MODEL_FILE, MANIFEST_FILE]


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"name": 3}', b"\xff"])
def test_a_file_that_is_no_manifest_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / MODEL_FILE).write_bytes(GRAPH)
    (tmp_path / MANIFEST_FILE).write_bytes(raw)
    with pytest.raises(ModelArtifactError, match="not a model manifest"):
        load_fraud_model(tmp_path, FEATURE_NAMES)


def test_a_misspelt_key_is_refused(tmp_path: Path) -> None:
    fields = msgspec.to_builtins(tiny_manifest(GRAPH))
    (tmp_path / MODEL_FILE).write_bytes(GRAPH)
    (tmp_path / MANIFEST_FILE).write_bytes(msgspec.json.encode({**fields, "treshold": 1}))
    with pytest.raises(ModelArtifactError, match="treshold"):
        load_fraud_model(tmp_path, FEATURE_NAMES)


def test_a_model_with_another_hash_is_refused(tmp_path: Path) -> None:
    manifest = msgspec.structs.replace(tiny_manifest(GRAPH), sha256="0" * 64)
    (fault,) = faults_of(tmp_path, manifest)
    assert fault.startswith("model.onnx: its sha256 is ")


def test_unknown_and_repeated_features_are_named(tmp_path: Path) -> None:
    names = (*FEATURES, "card_mood", "amount_minor")
    manifest = msgspec.structs.replace(
        tiny_manifest(GRAPH), features=names, reference=dict.fromkeys(names, 0.0)
    )
    assert faults_of(tmp_path, manifest) == (
        "manifest.json: features: 'amount_minor' is listed 2 times",
        "manifest.json: features: unknown 'card_mood'",
    )


@pytest.mark.parametrize(
    ("flag", "block"), [(0.0, 0.5), (0.6, 0.5), (0.5, 1.1), (-0.1, 0.5), (1.2, 1.3)]
)
def test_impossible_thresholds_are_refused(tmp_path: Path, flag: float, block: float) -> None:
    manifest = msgspec.structs.replace(
        tiny_manifest(GRAPH), thresholds={"flag": flag, "block": block}
    )
    assert faults_of(tmp_path, manifest) == (
        f"manifest.json: thresholds: flag {flag}, block {block}, expected 0 < flag <= block <= 1",
    )


def test_thresholds_of_other_names_are_refused(tmp_path: Path) -> None:
    manifest = msgspec.structs.replace(tiny_manifest(GRAPH), thresholds={"flag": 0.5, "stop": 0.9})
    assert faults_of(tmp_path, manifest) == (
        "manifest.json: thresholds: flag, stop, expected flag and block",
    )


def test_a_feature_without_reference_is_named(tmp_path: Path) -> None:
    manifest = msgspec.structs.replace(
        tiny_manifest(GRAPH), reference=dict.fromkeys((*FEATURES[:-1], "card_mood"), 0.0)
    )
    assert faults_of(tmp_path, manifest) == (
        "manifest.json: reference: no value for 'card_speed_kmh'",
        "manifest.json: reference: 'card_mood' is not a feature",
    )


def test_a_probe_of_another_width_is_refused(tmp_path: Path) -> None:
    manifest = msgspec.structs.replace(tiny_manifest(GRAPH), probes=(Probe((0.0,), 0.5),))
    assert faults_of(tmp_path, manifest) == (
        "manifest.json: probes: number 1 has 1 values, expected 4",
    )


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    manifest = msgspec.structs.replace(
        tiny_manifest(GRAPH),
        schema_version=2,
        name="",
        sha256="",
        thresholds={"flag": 0.9, "block": 0.1},
        training_data_id="",
    )
    subjects = [fault.split(": ")[1].split(" ")[0] for fault in faults_of(tmp_path, manifest)]
    assert subjects == ["schema_version", "name", "training_data_id", "thresholds", "its"]


def test_an_artifact_cannot_be_changed() -> None:
    artifact = tiny_artifact()
    assert replace(artifact, onnx_bytes=b"") != artifact


def test_a_feature_with_another_meaning_than_it_learned_is_refused(tmp_path: Path) -> None:
    meanings = feature_meanings(SHIPPED)
    manifest = msgspec.structs.replace(
        tiny_manifest(tiny_artifact().onnx_bytes),
        feature_meanings={name: meanings[name] for name in FEATURES},
    )
    save_artifact(tmp_path, ModelArtifact(manifest, tiny_artifact().onnx_bytes))
    assert load_model_for(tmp_path, SHIPPED).manifest == manifest
    longer = SHIPPED.text.replace(
        "first_time: merchant_id\n    over: 30d", "first_time: ip\n    over: 30d"
    )
    with pytest.raises(ModelArtifactError) as caught:
        load_model_for(tmp_path, parse_definitions(longer, "own.yaml"))
    assert caught.value.faults == (
        (
            "manifest.json: features: 'card_new_merchant': means something else in own.yaml than"
            " where the model was trained: train it on these definitions, or name the feature"
            " otherwise"
        ),
    )


def test_a_feature_that_the_definitions_lack_is_named_with_their_file(tmp_path: Path) -> None:
    save_artifact(tmp_path, tiny_artifact())
    own = """
version: 1
entities: {card: card_id}
features:
  - {name: amount_minor, value: amount_minor, description: Amount.}
  - {name: card_count, of: card, count: , over: [1h], description: Payments.}
  - {name: card_new_merchant, of: card, last_value: country, over: 1h, description: Country.}
"""
    with pytest.raises(ModelArtifactError) as caught:
        load_model_for(tmp_path, parse_definitions(own, "own.yaml"))
    assert caught.value.faults == (
        (
            "manifest.json: features: 'card_new_merchant': is a text in own.yaml, a model reads"
            " numbers"
        ),
        (
            "manifest.json: features: 'card_speed_kmh': the model reads it, own.yaml has no such"
            " feature"
        ),
    )
