"""Training: what it splits, chooses, measures and exports, and the model that is shipped."""

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from features.catalogue import FEATURE_NAMES
from features.replayer import Replayer
from models.artifact import SHIPPED_MODEL, load_artifact, save_artifact
from models.manifest import Thresholds
from models.scorer import OnnxScorer
from models.training.classifiers import CLASSIFIERS, fitted
from models.training.export import (
    PARITY_TOLERANCE,
    Card,
    ParityError,
    check_parity,
    reference_values,
    to_artifact,
)
from models.training.measures import measure
from models.training.rows import LabelledPayment, Rows, joined, rows_of
from models.training.split import split_by_time
from models.training.thresholds import choose_thresholds
from simulator.scenario import Scenario, simulate

NAMES = tuple(f"f{number}" for number in range(6))


def simulated_rows(count: int = 3_000, seed: int = 5) -> Rows:
    """Rows in time order, a tenth of them fraud, with whole, large and missing values."""
    rng = np.random.default_rng(seed)
    inputs = rng.lognormal(1.0, 1.5, size=(count, len(NAMES))).astype(np.float32)
    inputs[:, 1] = np.floor(inputs[:, 1])
    inputs[:, 2] *= 1e7
    inputs[rng.random(count) < 0.3, 3] = -1.0
    risk = inputs[:, 0] + inputs[:, 1] + 3 * (inputs[:, 3] < 0) + rng.normal(size=count)
    fraud = risk > np.quantile(risk, 0.9)
    return Rows(inputs, np.where(fraud, "theft", ""), np.arange(count, dtype=np.int64))


ROWS = simulated_rows()


def card(thresholds: Thresholds | None = None) -> Card:
    return Card(
        name="small",
        version="1",
        features=NAMES,
        missing_value=-1.0,
        thresholds=thresholds or Thresholds(0.3, 0.6),
        training_data_id="small",
        reference=dict.fromkeys(NAMES, 0.0),
    )


@pytest.mark.parametrize("kind", CLASSIFIERS)
def test_the_onnx_graph_scores_as_scikit_learn_does(kind: str) -> None:
    classifier = fitted(kind, 1, ROWS)
    unseen = simulated_rows(seed=6)
    scorer = OnnxScorer(to_artifact(classifier, ROWS, card()), NAMES)
    expected = classifier.predict_proba(unseen.inputs)[:, 1]
    assert np.abs(np.array(scorer.score_matrix(unseen.inputs)) - expected).max() < PARITY_TOLERANCE


def test_training_twice_gives_the_same_bytes() -> None:
    first, second = (
        to_artifact(fitted("gradient_boosting", 1, ROWS), ROWS, card()) for _ in range(2)
    )
    assert first == second


def test_an_exported_artifact_loads(tmp_path: Path) -> None:
    artifact = to_artifact(fitted("logistic", 1, ROWS), ROWS, card())
    save_artifact(tmp_path, artifact)
    assert load_artifact(tmp_path, NAMES) == artifact


def test_a_graph_that_scores_otherwise_is_not_exported() -> None:
    with pytest.raises(ParityError, match=r"^1 of 2 rows differ .* row 1: 0\.500000, expected"):
        check_parity(np.array([0.1, 0.5]), np.array([0.1, 0.6]))


def test_a_score_that_is_no_number_is_not_exported() -> None:
    with pytest.raises(ParityError):
        check_parity(np.array([float("nan")]), np.array([0.1]))


def test_later_days_never_train() -> None:
    split = split_by_time(ROWS, 0.6, 0.2)
    assert split.train.time_ms.max() < split.validate.time_ms.min()
    assert split.validate.time_ms.max() < split.test.time_ms.min()
    assert joined([split.train, split.validate, split.test]).time_ms.tolist() == list(range(3_000))


@pytest.mark.parametrize("shares", [(0.0, 0.5), (0.5, 0.5), (0.6, 0.0)])
def test_a_split_without_one_of_its_parts_is_refused(shares: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="train_share"):
        split_by_time(ROWS, *shares)


def test_thresholds_keep_to_the_shares_of_genuine_payments() -> None:
    scores = np.linspace(0, 1, 1_001)
    fraud = np.zeros(1_001, dtype=bool)
    chosen = choose_thresholds(scores, fraud, flagged_genuine=0.05, blocked_genuine=0.01)
    assert (scores >= chosen.flag).mean() <= 0.05
    assert (scores >= chosen.block).mean() <= 0.01
    assert (scores >= chosen.flag).sum() == 50
    assert (scores >= chosen.block).sum() == 10


def test_thresholds_do_not_depend_on_the_scores_of_frauds() -> None:
    scores = np.linspace(0, 1, 1_001)
    fraud = np.arange(1_001) % 2 == 0
    chosen = choose_thresholds(scores, fraud, flagged_genuine=0.1, blocked_genuine=0.1)
    assert (scores[~fraud] >= chosen.flag).sum() == 50


def test_shares_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValueError, match=r"blocked_genuine: 0\.2"):
        choose_thresholds(
            np.zeros(3), np.zeros(3, dtype=bool), flagged_genuine=0.1, blocked_genuine=0.2
        )


def test_every_measure_has_its_denominator() -> None:
    rows = Rows(
        np.zeros((5, 1), dtype=np.float32),
        np.array(["theft", "theft", "", "", ""]),
        np.arange(5, dtype=np.int64),
    )
    scores = np.array([0.9, 0.4, 0.7, 0.1, 0.2])
    assert measure(rows, scores, Thresholds(0.5, 0.8), "t.") == {
        "t.payments": 5,
        "t.frauds": 2,
        "t.average_precision": pytest.approx(5 / 6, abs=1e-6),
        "t.detection_flag": 0.5,
        "t.false_positives_flag": pytest.approx(1 / 3, abs=1e-6),
        "t.false_alarms_flag": 0.5,
        "t.detection_block": 0.5,
        "t.false_positives_block": 0,
        "t.false_alarms_block": 0,
        "t.detection_flag_theft": 0.5,
    }


def test_a_reference_is_the_median_of_what_is_there() -> None:
    payments = [
        LabelledPayment((number, None if number else 7.5), number, None) for number in range(4)
    ]
    rows = rows_of(payments, -1.0)
    assert reference_values(rows, ("a", "b"), -1.0) == {"a": 1.0, "b": None}


def test_rows_hold_what_the_scorer_would_hand_over() -> None:
    values = [(1, True, None, 2.5, 10**9, 0), (2, False, 3.0, 0.1, 1, 4)]
    rows = rows_of([LabelledPayment(row, 0, None) for row in values], -1.0)
    scorer = OnnxScorer(to_artifact(fitted("logistic", 1, ROWS), ROWS, card()), NAMES)
    assert rows.inputs.tolist() == scorer.matrix(values).tolist()


def test_the_shipped_model_loads_and_passes_its_probes() -> None:
    artifact = load_artifact(SHIPPED_MODEL, FEATURE_NAMES)
    OnnxScorer(artifact, FEATURE_NAMES)
    assert len(artifact.manifest.probes) == 8
    assert set(artifact.manifest.features) <= set(FEATURE_NAMES)


def test_the_shipped_model_is_small_and_the_one_of_its_manifest() -> None:
    graph = (SHIPPED_MODEL / "model.onnx").read_bytes()
    assert len(graph) < 500_000
    manifest = load_artifact(SHIPPED_MODEL, FEATURE_NAMES).manifest
    assert sha256(graph).hexdigest() == manifest.sha256


def test_the_shipped_model_finds_card_testing_in_payments_it_has_never_seen() -> None:
    scenario = Scenario(99, 40, 40, 20, 2_000, 0.03, patterns=("card_testing",))
    scorer = OnnxScorer(load_artifact(SHIPPED_MODEL, FEATURE_NAMES), FEATURE_NAMES)
    replayer = Replayer()
    found: dict[bool, list[bool]] = {True: [], False: []}
    for item in simulate(scenario):
        score = scorer.score(replayer.feed(item.payment).values)
        found[item.is_fraud].append(scorer.action(score) != "allow")
    assert sum(found[True]) > 0.9 * len(found[True])
    assert sum(found[False]) < 0.1 * len(found[False])


def test_the_shipped_model_allows_a_usual_payment() -> None:
    artifact = load_artifact(SHIPPED_MODEL, FEATURE_NAMES)
    scorer = OnnxScorer(artifact, FEATURE_NAMES)
    assert scorer.action(scorer.score(list(artifact.manifest.reference.values()))) == "allow"
