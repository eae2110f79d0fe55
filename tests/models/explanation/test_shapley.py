"""Contributions are the Shapley values, exactly, of the model that scores."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.shared.explanation.choice import explainer_for
from models.shared.explanation.image import ExplainerError, LeafBoxes, decode_explainer
from models.shared.explanation.link import Link
from models.shared.explanation.shapley import ShapleyExplainer
from models.shared.scorer import OnnxScorer
from models.shared.training.explainer_export import explainer_of
from tests.models.explanation.cases import (
    KINDS,
    NAMES,
    artifact,
    fitted,
    margins,
    rows,
    without_probes,
)
from tests.models.explanation.oracle import shapley

SCORERS = {kind: OnnxScorer(artifact(kind), NAMES) for kind in KINDS}
EXPLAINERS = {kind: explainer_for(SCORERS[kind]) for kind in KINDS}
USUAL = artifact("linear").manifest.reference_row()
SEEN = rows().inputs


def thresholds(column: int) -> list[float]:
    """Where the trees split a feature, and the next float32 on both sides of it."""
    splits: set[float] = set()
    for kind in ("boosting", "forest"):
        model = decode_explainer(artifact(kind).explainer_bytes or b"").model
        assert isinstance(model, LeafBoxes)
        features = np.frombuffer(model.features, dtype="<u2") == column
        bounds = np.frombuffer(model.up_to, dtype="<f4")[features]
        for bound in bounds[np.isfinite(bounds)]:
            splits |= {float(np.nextafter(bound, np.float32(side))) for side in (-np.inf, np.inf)}
            splits.add(float(bound))
    return sorted(splits)


AT_SPLITS = [
    st.one_of(st.sampled_from([*thresholds(column), -1.0]), st.floats(-10, 1e9, width=32))
    for column in range(len(NAMES))
]
ROWS = st.one_of(
    st.sampled_from(list(SEEN)),
    st.tuples(*AT_SPLITS).map(lambda values: np.array(values, dtype=np.float32)),
)


def log_odds(scores: list[float]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.array(scores, dtype=np.float64)
    odds: NDArray[np.float64] = np.log(found) - np.log1p(-found)
    return odds


@pytest.mark.parametrize("kind", ["boosting", "linear"])
@given(row=st.sampled_from(list(SEEN)))
def test_contributions_are_those_of_all_coalitions_scored_by_scikit_learn(
    kind: str, row: NDArray[np.float32]
) -> None:
    expected = shapley(lambda inputs: margins(kind, inputs), row, USUAL)
    found = EXPLAINERS[kind].explain(row).log_odds
    assert found == pytest.approx(expected, rel=1e-5, abs=1e-6)


@given(row=ROWS)
def test_a_boosted_model_is_explained_as_its_onnx_graph_scores_it_at_every_split(
    row: NDArray[np.float32],
) -> None:
    scorer = SCORERS["boosting"]
    expected = shapley(lambda inputs: log_odds(scorer.score_matrix(inputs)), row, USUAL)
    assert EXPLAINERS["boosting"].explain(row).log_odds == pytest.approx(expected, abs=2e-5)


@given(row=ROWS)
def test_a_forest_is_explained_in_probability_as_its_onnx_graph_scores_it(
    row: NDArray[np.float32],
) -> None:
    scorer = SCORERS["forest"]
    expected = shapley(lambda inputs: np.array(scorer.score_matrix(inputs)), row, USUAL)
    found = EXPLAINERS["forest"].explain(row)
    assert found.contributions == pytest.approx(expected, abs=1e-6)
    assert found.log_odds is None


@pytest.mark.parametrize("kind", KINDS)
@given(row=ROWS)
def test_contributions_add_up_to_the_score_above_the_usual_one(
    kind: str, row: NDArray[np.float32]
) -> None:
    found = EXPLAINERS[kind].explain(row)
    (score, usual) = SCORERS[kind].score_matrix(np.array([row, USUAL]))
    assert found.method == "shapley"
    assert found.usual_score == pytest.approx(usual, abs=1e-5)
    assert found.contributions.sum() == pytest.approx(score - usual, abs=1e-5)


@pytest.mark.parametrize("kind", KINDS)
@given(row=ROWS, columns=st.sets(st.integers(0, len(NAMES) - 1)))
def test_a_feature_with_its_usual_value_contributes_nothing(
    kind: str, row: NDArray[np.float32], columns: set[int]
) -> None:
    usual = np.isin(np.arange(row.size), list(columns))
    found = EXPLAINERS[kind].explain(np.where(usual, USUAL, row).astype(np.float32))
    assert not found.contributions[usual].any()


@pytest.mark.parametrize("kind", KINDS)
@given(row=st.sampled_from(list(SEEN)), slope=st.floats(0.2, 3), intercept=st.floats(-3, 3))
def test_a_calibrated_model_is_explained_on_its_own_scale(
    kind: str, row: NDArray[np.float32], slope: float, intercept: float
) -> None:
    # Nearer to 0 and 1 a score in float32 no longer tells the log-odds.
    least = 1e-4
    image = explainer_of(fitted(kind), NAMES, slope=slope, intercept=intercept, least=least)
    calibrated = ShapleyExplainer(image, without_probes(artifact(kind)).manifest).explain(row)
    plain = EXPLAINERS[kind].explain(row)
    scores = np.clip(SCORERS[kind].score_matrix(np.array([row, USUAL])), least, 1 - least)
    score, usual = 1 / (1 + np.exp(-(slope * log_odds(scores.tolist()) + intercept)))
    assert calibrated.contributions.sum() == pytest.approx(score - usual, abs=1e-4)
    if plain.log_odds is not None:
        assert calibrated.log_odds == pytest.approx(slope * plain.log_odds)


@given(
    link=st.builds(
        Link, st.sampled_from(["log_odds", "probability"]), st.floats(0.1, 5), st.floats(-3, 3)
    ),
    usual=st.floats(0.01, 0.99),
    step=st.floats(-1e-8, 1e-8),
)
def test_the_steepness_is_that_of_the_curve_where_both_margins_are_the_same(
    link: Link, usual: float, step: float
) -> None:
    derivative = (link.score(usual + 1e-4) - link.score(usual - 1e-4)) / 2e-4
    assert link.steepness(usual, usual + step / 100) == pytest.approx(derivative, rel=1e-2)


@pytest.mark.parametrize("kind", KINDS)
def test_an_explainer_that_does_not_add_up_to_a_probe_is_refused(kind: str) -> None:
    manifest = artifact(kind).manifest
    probe = msgspec.structs.replace(manifest.probes[3], score=manifest.probes[3].score + 2e-5)
    probes = (*manifest.probes[:3], probe)
    image = decode_explainer(artifact(kind).explainer_bytes or b"")
    with pytest.raises(ExplainerError, match=r"^probe 4: the contributions add up to the score"):
        ShapleyExplainer(image, msgspec.structs.replace(manifest, probes=probes))


def test_an_explainer_of_other_features_is_refused() -> None:
    image = explainer_of(fitted("linear"), NAMES[::-1])
    with pytest.raises(ExplainerError, match=r"^features: merchant_mean_minor_7d, "):
        ShapleyExplainer(image, artifact("linear").manifest)


def test_a_model_without_an_explainer_is_explained_by_occlusion() -> None:
    model = artifact("linear")
    manifest = msgspec.structs.replace(model.manifest, explainer_sha256=None)
    bare = OnnxScorer(type(model)(manifest, model.onnx_bytes), NAMES)
    assert explainer_for(bare).method == "occlusion"
