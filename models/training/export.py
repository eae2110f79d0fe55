"""From a fitted classifier to a model artifact, checked to score as the classifier does."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import Final

import numpy as np
from numpy.typing import NDArray
from skl2onnx import to_onnx

from models.artifact import ModelArtifact
from models.explanation.image import encode_explainer
from models.manifest import ModelManifest, Probe, Thresholds
from models.scorer import OnnxScorer
from models.training.classifiers import Classifier
from models.training.explainer_export import explainer_of
from models.training.rows import Rows

TARGET_OPSET: Final = {"": 17, "ai.onnx.ml": 3}
PARITY_TOLERANCE: Final = 1e-5
_PROBES: Final = 8
_LIBRARIES: Final = ("scikit-learn", "skl2onnx", "onnx", "onnxruntime", "numpy")


class ParityError(ValueError):
    """The ONNX graph does not score as the classifier it was made from."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the manifest says beyond what the export finds out by itself."""

    name: str
    version: str
    features: Sequence[str]
    missing_value: float
    thresholds: Thresholds
    training_data_id: str
    reference: dict[str, float | None]


def to_artifact(classifier: Classifier, rows: Rows, card: Card) -> ModelArtifact:
    """The classifier as an artifact without metrics, proven on all of `rows`.

    Raises:
        ParityError: if any row's score differs by more than `PARITY_TOLERANCE`.
    """
    graph = to_onnx(
        classifier, rows.inputs[:1], options={"zipmap": False}, target_opset=TARGET_OPSET
    )
    onnx_bytes = bytes(graph.SerializeToString(deterministic=True))
    explainer_bytes = encode_explainer(explainer_of(classifier, card.features))
    scores = classifier.predict_proba(rows.inputs)[:, 1]
    manifest = ModelManifest(
        name=card.name,
        version=card.version,
        sha256=sha256(onnx_bytes).hexdigest(),
        features=tuple(card.features),
        missing_value=card.missing_value,
        thresholds=card.thresholds,
        training_data_id=card.training_data_id,
        reference=card.reference,
        trained_with={name: version(name) for name in _LIBRARIES},
        probes=_probes(rows, scores),
        explainer_sha256=sha256(explainer_bytes).hexdigest(),
    )
    artifact = ModelArtifact(manifest, onnx_bytes, explainer_bytes)
    scorer = OnnxScorer(artifact, card.features)
    check_parity(np.array(scorer.score_matrix(rows.inputs)), scores)
    return artifact


def reference_values(
    genuine: Rows, features: Sequence[str], missing_value: float
) -> dict[str, float | None]:
    """The median of each feature over genuine payments, None where most have no value."""
    reference: dict[str, float | None] = {}
    for column, name in enumerate(features):
        values = genuine.inputs[:, column]
        present = values[values != np.float32(missing_value)]
        usual = present.size * 2 >= values.size
        # The lower of the two middle values, so that whole numbers and flags stay such.
        reference[name] = float(np.sort(present)[(present.size - 1) // 2]) if usual else None
    return reference


def _probes(rows: Rows, scores: NDArray[np.float64]) -> tuple[Probe, ...]:
    """Rows from the lowest to the highest score."""
    order = np.argsort(scores, kind="stable")
    chosen = order[np.linspace(0, order.size - 1, _PROBES).astype(int)]
    return tuple(
        Probe(tuple(rows.inputs[row].tolist()), round(float(scores[row]), 8)) for row in chosen
    )


def check_parity(found: NDArray[np.float64], expected: NDArray[np.float64]) -> None:
    """Compares scores row by row.

    Raises:
        ParityError: if any differ by more than `PARITY_TOLERANCE`, or are not a number.
    """
    differing = np.flatnonzero(~(np.abs(found - expected) <= PARITY_TOLERANCE))
    if differing.size:
        row = int(differing[0])
        raise ParityError(
            f"{differing.size} of {found.size} rows differ by more than {PARITY_TOLERANCE}, the"
            f" first is row {row}: {found[row]:.6f}, expected {expected[row]:.6f}"
        )
