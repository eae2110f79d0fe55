"""From a fitted model to a model artifact, checked to score as the fitted model does."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.artifact import ModelArtifact
from models.manifest import ModelManifest, Probe
from models.scorer import OnnxScorer
from models.training.fitted_model import FittedModel
from models.training.graph import calibrated_graph
from models.training.rows import Inputs

PARITY_TOLERANCE: Final = 1e-5
_PROBES: Final = 8
_SCORED_AT_ONCE: Final = 50_000
LIBRARIES: Final = ("scikit-learn", "skl2onnx", "onnx", "onnxruntime", "numpy")


class ParityError(ValueError):
    """The ONNX graph does not score as the classifier it was made from."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a manifest says that a fitted model does not know."""

    name: str
    version: str
    training_data_id: str


def library_versions() -> dict[str, str]:
    """Versions of what a model is made and scored with, by name."""
    return {name: version(name) for name in LIBRARIES}


def to_artifact(model: FittedModel, inputs: Inputs, identity: Identity) -> ModelArtifact:
    """The model as an artifact, proven on every row of `inputs`.

    Args:
        model: the fitted model.
        inputs: (rows, features) of at least one row, in the model's order, missing values filled.
        identity: of the artifact.

    Raises:
        ParityError: if any row's score differs by more than `PARITY_TOLERANCE`.
    """
    onnx_bytes = calibrated_graph(model.classifier, len(model.features), model.calibration)
    scores = _in_parts(inputs, model.score_inputs)
    manifest = ModelManifest(
        name=identity.name,
        version=identity.version,
        sha256=sha256(onnx_bytes).hexdigest(),
        features=model.features,
        missing_value=model.missing_value,
        thresholds=model.thresholds,
        training_data_id=identity.training_data_id,
        reference=model.reference,
        trained_with=library_versions(),
        metrics=model.report.measured,
        probes=_probes(inputs, scores),
    )
    artifact = ModelArtifact(manifest, onnx_bytes)
    scorer = OnnxScorer(artifact, model.features)
    found = _in_parts(inputs, lambda part: np.array(scorer.score_matrix(part)))
    check_parity(found, scores)
    return artifact


def _in_parts(
    inputs: Inputs, score: Callable[[Inputs], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """The scores of all rows, some at a time so that memory stays bounded."""
    starts = range(0, len(inputs), _SCORED_AT_ONCE)
    return np.concatenate([score(inputs[start : start + _SCORED_AT_ONCE]) for start in starts])


def _probes(inputs: Inputs, scores: NDArray[np.float64]) -> tuple[Probe, ...]:
    """Rows from the lowest to the highest score."""
    order = np.argsort(scores, kind="stable")
    chosen = order[np.linspace(0, order.size - 1, _PROBES).astype(int)]
    return tuple(Probe(tuple(inputs[row].tolist()), round(float(scores[row]), 8)) for row in chosen)


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
