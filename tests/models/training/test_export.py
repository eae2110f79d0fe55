"""The ONNX graph scores as scikit-learn and the calibration together do."""

from pathlib import Path

import numpy as np
import pytest

from models.fraud.artifact import load_fraud_model
from models.fraud.thresholds import Thresholds
from models.fraud.training.export import (
    PARITY_TOLERANCE,
    Card,
    ParityError,
    check_parity,
    classifier_artifact,
)
from models.fraud.training.fitting import fit_candidate
from models.fraud.training.reference import reference_values
from models.fraud.training.rows import Rows
from models.shared.artifact import save_artifact
from models.shared.explanation.choice import explainer_for
from models.shared.scorer import OnnxScorer
from models.shared.training.calibration import LEAST, Calibration, sigmoid
from models.shared.training.classifiers import Classifier
from models.shared.training.learners import LEARNERS, Candidate
from tests.models.training.quick_fits import QUICK_GRIDS

WIDTH = 6
NAMES = tuple(f"f{number}" for number in range(WIDTH))
CARD = Card("small", "1", NAMES, -1.0, Thresholds(0.3, 0.6), "data", dict.fromkeys(NAMES, 0.0))


def rows_of(count: int = 2_000, seed: int = 5) -> Rows:
    """A tenth fraud, with whole, large and missing values."""
    rng = np.random.default_rng(seed)
    inputs = rng.lognormal(1.0, 1.5, size=(count, WIDTH)).astype(np.float32)
    inputs[:, 1] = np.floor(inputs[:, 1])
    inputs[:, 2] = np.floor(inputs[:, 2] * 1e7)
    inputs[rng.random(count) < 0.3, 3] = -1.0
    risk = inputs[:, 0] + inputs[:, 1] + 3 * (inputs[:, 3] < 0) + rng.normal(size=count)
    zeros = np.zeros(count, dtype=np.int64)
    return Rows(inputs, risk > np.quantile(risk, 0.9), zeros, zeros, zeros)


def classifier_of(kind: str) -> Classifier:
    candidate = Candidate(kind, QUICK_GRIDS[kind][0], "root")
    return fit_candidate(candidate, rows_of(), most_genuine=900, seed=1).classifier


@pytest.mark.parametrize("kind", LEARNERS)
@pytest.mark.parametrize(
    "calibration", [Calibration(), Calibration(1.3, -2.5), Calibration(0.4, 3)]
)
def test_the_graph_scores_unseen_rows_as_scikit_learn_and_the_calibration_do(
    kind: str, calibration: Calibration
) -> None:
    classifier, unseen = classifier_of(kind), rows_of(seed=6).inputs
    artifact = classifier_artifact(classifier, calibration, rows_of().inputs, CARD)
    found = np.array(OnnxScorer(artifact, CARD.features).score_matrix(unseen))
    # In float64, for in float32 the probabilities near 1 are not exact enough to compare by.
    least = LEAST if kind == "random_forest" else 1e-300
    raw = np.clip(classifier.predict_proba(unseen.astype(np.float64)), least, 1)
    expected = sigmoid(calibration.slope * np.log(raw[:, 1] / raw[:, 0]) + calibration.intercept)
    assert np.abs(found - expected).max() <= PARITY_TOLERANCE


@pytest.mark.parametrize("kind", LEARNERS)
def test_the_explainer_in_the_artifact_knows_the_calibration(kind: str) -> None:
    inputs = rows_of().inputs
    artifact = classifier_artifact(classifier_of(kind), Calibration(0.4, 1.0), inputs, CARD)
    scorer = OnnxScorer(artifact, CARD.features)
    explainer = explainer_for(scorer)
    assert explainer.method == "shapley"
    for row in inputs[:20]:
        found = explainer.explain(row)
        (score,) = scorer.score_matrix(row[None, :])
        assert found.usual_score + found.contributions.sum() == pytest.approx(score, abs=1e-5)


def test_an_exported_artifact_loads(tmp_path: Path) -> None:
    artifact = classifier_artifact(
        classifier_of("gradient_boosting"), Calibration(1.1, 0.2), rows_of().inputs, CARD
    )
    save_artifact(tmp_path, artifact)
    assert load_fraud_model(tmp_path, CARD.features) == artifact
    assert len(artifact.manifest.probes) == 8


def test_a_graph_that_scores_otherwise_is_not_exported() -> None:
    with pytest.raises(ParityError, match=r"^1 of 2 rows differ .* row 1: 0\.500000, expected"):
        check_parity(np.array([0.1, 0.5]), np.array([0.1, 0.6]))


def test_a_score_that_is_no_number_is_not_exported() -> None:
    with pytest.raises(ParityError):
        check_parity(np.array([float("nan")]), np.array([0.1]))


def test_a_reference_is_the_median_of_what_is_there() -> None:
    inputs = np.array([[0, 7.5], [1, -1], [2, -1], [3, -1]], dtype=np.float32)
    assert reference_values(inputs, ("a", "b"), -1.0) == {"a": 1.0, "b": None}
