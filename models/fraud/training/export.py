"""From a fitted classifier to a model artifact, checked to score as the classifier does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from typing import Final

import numpy as np
from numpy.typing import NDArray

from features.fraud.definitions import feature_meanings
from features.shared.definitions.model import Definitions
from models.fraud.thresholds import Thresholds
from models.fraud.training.fitted_model import FittedModel
from models.fraud.training.rows import Inputs
from models.shared.artifact import ModelArtifact
from models.shared.explanation.image import encode_explainer
from models.shared.manifest import ModelManifest, Probe
from models.shared.scorer import OnnxScorer
from models.shared.training.calibration import LEAST, Calibration
from models.shared.training.classifiers import Classifier, log_odds_of
from models.shared.training.explainer_export import explainer_of
from models.shared.training.graph import calibrated_graph

PARITY_TOLERANCE: Final = 1e-5
_PROBES: Final = 8
_SCORED_AT_ONCE: Final = 50_000
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
    metrics: Mapping[str, float] = field(default_factory=dict)
    definitions: Definitions | None = None


def library_versions() -> dict[str, str]:
    """Versions of what a model is made and scored with, by name."""
    return {name: version(name) for name in _LIBRARIES}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a manifest says that a fitted model does not know.

    Attributes:
        name: of the model.
        version: of the model.
        training_data_id: identifies the events it was trained on.
        definitions: of its features; None where that is not known.
    """

    name: str
    version: str
    training_data_id: str
    definitions: Definitions | None = None


def to_artifact(model: FittedModel, inputs: Inputs, identity: Identity) -> ModelArtifact:
    """A fitted model as an artifact with its metrics, proven on every row of `inputs`.

    Args:
        model: the fitted model.
        inputs: (rows, features) of at least one row, in the model's order, missing values filled.
        identity: of the artifact.

    Raises:
        ParityError: if any row's score differs by more than `PARITY_TOLERANCE`.
    """
    card = Card(
        name=identity.name,
        version=identity.version,
        features=model.features,
        missing_value=model.missing_value,
        thresholds=model.thresholds,
        training_data_id=identity.training_data_id,
        reference=model.reference,
        metrics=model.report.measured,
        definitions=identity.definitions,
    )
    return classifier_artifact(model.classifier, model.calibration, inputs, card)


def classifier_artifact(
    classifier: Classifier, calibration: Calibration, inputs: Inputs, card: Card
) -> ModelArtifact:
    """A calibrated classifier as an artifact, proven on every row of `inputs`.

    Args:
        classifier: fitted, of a kind that `explainer_of` knows.
        calibration: of its log-odds.
        inputs: (rows, features) of at least one row, missing values filled.
        card: what the manifest says beside.

    Raises:
        ParityError: if any row's score differs by more than `PARITY_TOLERANCE`.
    """
    onnx_bytes = calibrated_graph(classifier, len(card.features), calibration)
    explainer = explainer_of(
        classifier,
        card.features,
        slope=calibration.slope,
        intercept=calibration.intercept,
        least=LEAST,
    )
    explainer_bytes = encode_explainer(explainer)
    scores = _in_parts(inputs, lambda part: calibration.apply(log_odds_of(classifier, part)))
    manifest = ModelManifest(
        name=card.name,
        version=card.version,
        sha256=sha256(onnx_bytes).hexdigest(),
        features=tuple(card.features),
        missing_value=card.missing_value,
        thresholds=card.thresholds.by_name(),
        training_data_id=card.training_data_id,
        reference=card.reference,
        trained_with=library_versions(),
        metrics=dict(card.metrics),
        probes=_probes(inputs, scores),
        explainer_sha256=sha256(explainer_bytes).hexdigest(),
        definitions_sha256=None if card.definitions is None else card.definitions.sha256,
        feature_meanings=_meanings(card),
    )
    artifact = ModelArtifact(manifest, onnx_bytes, explainer_bytes)
    scorer = OnnxScorer(artifact, card.features)
    check_parity(_in_parts(inputs, lambda part: np.array(scorer.score_matrix(part))), scores)
    return artifact


def _meanings(card: Card) -> dict[str, str]:
    if card.definitions is None:
        return {}
    known = feature_meanings(card.definitions)
    return {name: known[name] for name in card.features if name in known}


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
