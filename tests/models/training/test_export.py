"""The ONNX graph scores as scikit-learn and the calibration together do."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.artifact import load_artifact, save_artifact
from models.scorer import OnnxScorer
from models.training.calibration import Calibration
from models.training.classifiers import average_of
from models.training.export import (
    PARITY_TOLERANCE,
    Identity,
    ParityError,
    check_parity,
    to_artifact,
)
from models.training.fitted_model import FittedModel
from models.training.fitting import fitted
from models.training.learners import AVERAGE, AVERAGED, LEARNERS, Candidate
from models.training.reference import reference_values
from models.training.rows import Inputs, Rows
from tests.models.training.quick_fits import QUICK_GRIDS

IDENTITY = Identity("small", "1", "data")
WIDTH = 6


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


def model_of(model: FittedModel, kind: str) -> FittedModel:
    """`model` with a classifier of `kind` and six features."""
    members = {
        member: fitted(
            Candidate(member, QUICK_GRIDS[member][0], "root"), rows_of(), most_genuine=900, seed=1
        ).classifier
        for member in (AVERAGED if kind == AVERAGE else (kind,))
    }
    features = tuple(f"f{number}" for number in range(WIDTH))
    return replace(
        model,
        kind=kind,
        classifier=average_of(members) if kind == AVERAGE else members[kind],
        calibration=Calibration(1.3, -2.5),
        features=features,
        reference=dict.fromkeys(features, 0.0),
    )


def difference(model: FittedModel, inputs: Inputs) -> float:
    scorer = OnnxScorer(to_artifact(model, inputs[:50], IDENTITY), model.features)
    return float(np.abs(np.array(scorer.score_matrix(inputs)) - model.score_inputs(inputs)).max())


@pytest.mark.parametrize("kind", [*LEARNERS, AVERAGE])
def test_the_graph_scores_unseen_rows_as_the_model_does(model: FittedModel, kind: str) -> None:
    assert difference(model_of(model, kind), rows_of(seed=6).inputs) <= PARITY_TOLERANCE


def test_the_calibration_is_part_of_the_graph(model: FittedModel) -> None:
    plain = replace(model_of(model, "logistic"), calibration=Calibration())
    other = replace(plain, calibration=Calibration(0.5, 1.0))
    inputs = rows_of().inputs
    found = OnnxScorer(to_artifact(other, inputs, IDENTITY), other.features).score_matrix(inputs)
    assert np.abs(np.array(found) - plain.score_inputs(inputs)).max() > 0.2


def test_an_exported_artifact_loads(model: FittedModel, tmp_path: Path) -> None:
    small = model_of(model, "gradient_boosting")
    artifact = to_artifact(small, rows_of().inputs, IDENTITY)
    save_artifact(tmp_path, artifact)
    assert load_artifact(tmp_path, small.features) == artifact
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
