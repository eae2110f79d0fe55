"""An explainer file is read only if its parts fit together, and belongs to its manifest."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from models.fraud.artifact import load_fraud_model
from models.shared.artifact import ModelArtifact, ModelArtifactError, save_artifact
from models.shared.explanation.image import (
    EXPLAINER_FILE,
    ExplainerError,
    ExplainerImage,
    LeafBoxes,
    Weights,
    decode_explainer,
    encode_explainer,
    packed_counts,
    packed_floats,
)
from models.shared.explanation.link import Link
from tests.models.explanation.cases import KINDS, NAMES, artifact

INF = float("inf")
BOXES = LeafBoxes(
    values=packed_floats([0.5, -1.5]),
    sizes=packed_counts([1, 2]),
    features=packed_counts([0, 0, 1]),
    above=packed_floats([-INF, 3, 1]),
    up_to=packed_floats([3, INF, 2]),
    constant=-4.0,
)
TREES = ExplainerImage(("a", "b"), BOXES, Link("log_odds"))
LINEAR = ExplainerImage(("a", "b"), Weights((1.0, 2.0), 0.5), Link("log_odds"))


def boxes(**changes: Any) -> ExplainerImage:  # noqa: ANN401 - any field
    return msgspec.structs.replace(TREES, model=msgspec.structs.replace(BOXES, **changes))


@pytest.mark.parametrize("image", [TREES, LINEAR])
def test_an_explainer_is_read_as_it_was_written(image: ExplainerImage) -> None:
    assert decode_explainer(encode_explainer(image)) == image


@pytest.mark.parametrize(
    ("image", "fault"),
    [
        (msgspec.structs.replace(TREES, schema_version=2), "schema_version: 2, expected 1"),
        (boxes(values=packed_floats([1.0])), "values and sizes differ in number"),
        (boxes(values=b"abc"), "values: its length is no whole number of items"),
        (boxes(values=packed_floats([1.0, INF])), "values: expected finite"),
        (boxes(sizes=packed_counts([1, 1])), "the sum of sizes differ in number"),
        (boxes(sizes=packed_counts([3, 0])), "sizes: expected 1 to"),
        (boxes(features=packed_counts([0, 0, 2])), "features: a column is not below 2"),
        (boxes(constant=INF), "constant: inf, expected finite"),
        (msgspec.structs.replace(LINEAR, model=Weights((1.0,), 0.0)), "weights: 1, expected one"),
        (msgspec.structs.replace(LINEAR, model=Weights((1.0, INF), 0.0)), "weights: inf, expected"),
        (
            msgspec.structs.replace(LINEAR, link=Link("log_odds", slope=-1.0)),
            "slope: -1.0, expected above 0",
        ),
        (
            msgspec.structs.replace(LINEAR, link=Link("log_odds", intercept=INF)),
            "intercept: inf, expected finite",
        ),
        (
            msgspec.structs.replace(LINEAR, link=Link("probability", least=0.7)),
            "least: 0.7, expected between 0 and 0.5",
        ),
    ],
)
def test_parts_that_do_not_fit_are_named(image: ExplainerImage, fault: str) -> None:
    with pytest.raises(ExplainerError) as caught:
        decode_explainer(encode_explainer(image))
    assert fault in str(caught.value)


@pytest.mark.parametrize("raw", [b"", b"\xc1", b"\x80", encode_explainer(TREES)[:-3], b"{}"])
def test_bytes_that_are_no_explainer_are_refused(raw: bytes) -> None:
    with pytest.raises(ExplainerError, match="not an explainer"):
        decode_explainer(raw)


@pytest.mark.parametrize("kind", KINDS)
def test_an_artifact_with_an_explainer_loads_as_it_was_saved(kind: str, tmp_path: Path) -> None:
    save_artifact(tmp_path, artifact(kind))
    assert load_fraud_model(tmp_path, NAMES) == artifact(kind)


def faults_of(directory: Path) -> tuple[str, ...]:
    with pytest.raises(ModelArtifactError) as caught:
        load_fraud_model(directory, NAMES)
    return caught.value.faults


def test_an_explainer_with_another_hash_is_refused(tmp_path: Path) -> None:
    save_artifact(tmp_path, artifact("linear"))
    (tmp_path / EXPLAINER_FILE).write_bytes(encode_explainer(LINEAR))
    (fault,) = faults_of(tmp_path)
    assert fault.startswith("explainer.msgpack: its sha256 is ")


def test_an_explainer_that_the_manifest_promises_must_be_there(tmp_path: Path) -> None:
    save_artifact(tmp_path, artifact("linear"))
    (tmp_path / EXPLAINER_FILE).unlink()
    (fault,) = faults_of(tmp_path)
    assert fault.startswith("explainer.msgpack: cannot be read")


def test_an_explainer_that_the_manifest_does_not_know_is_refused(tmp_path: Path) -> None:
    model = artifact("linear")
    manifest = msgspec.structs.replace(model.manifest, explainer_sha256=None)
    save_artifact(tmp_path, ModelArtifact(manifest, model.onnx_bytes))
    (tmp_path / EXPLAINER_FILE).write_bytes(model.explainer_bytes or b"")
    assert faults_of(tmp_path) == (
        "explainer.msgpack: is there, but the manifest has no explainer_sha256",
    )


def test_saving_a_model_without_an_explainer_removes_that_of_its_predecessor(
    tmp_path: Path,
) -> None:
    model = artifact("linear")
    save_artifact(tmp_path, model)
    manifest = msgspec.structs.replace(model.manifest, explainer_sha256=None)
    bare = ModelArtifact(manifest, model.onnx_bytes)
    save_artifact(tmp_path, bare)
    assert load_fraud_model(tmp_path, NAMES) == bare
