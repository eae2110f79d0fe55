"""A model that gives no probability never lets a payment through."""

from math import isnan

import msgspec
import numpy as np
import pytest

from events.fraud.decision import Decision
from events.fraud.payment import Payment
from events.shared.json_records import encode
from features.fraud.catalogue import FEATURE_NAMES
from models.fraud.decider import Decider
from models.fraud.explanation.account import account_of
from models.fraud.rules import catalogue_schema, parse_fraud_rules
from models.shared.onnx_graph import ModelMismatchError
from models.shared.probability import probabilities, probability
from models.shared.scorer import OnnxScorer
from tests.models.peculiar_models import (
    FATAL_AMOUNT,
    Failing,
    failing_for_one_payment,
    giving_margins,
    giving_twice_the_fraud,
)
from tests.models.tiny_model import FEATURES

NO_RULES = parse_fraud_rules("version: 1\nrules: []\n", "none.yaml", catalogue_schema())
PAYMENT = Payment("t", "c", "m", 1, "EUR", "DE", "pos", 1_700_000_000_000)
FATAL = tuple(FATAL_AMOUNT if name == "amount_minor" else -1.0 for name in FEATURE_NAMES)
USUAL = tuple(-1.0 for _ in FEATURE_NAMES)

failures = pytest.mark.parametrize("failing", ["nan", "above_1", "run_error"])


def a_scorer(failing: Failing) -> OnnxScorer:
    return OnnxScorer(failing_for_one_payment(failing), FEATURE_NAMES)


def decided(scorer: OnnxScorer, values: tuple[float, ...]) -> Decision:
    """What the job would write, read back."""
    decider = Decider(NO_RULES, scorer, "1", lambda: 0)
    verdict = decider.judge(PAYMENT, values, late=False)
    written = encode(decider.decision(PAYMENT, values, verdict, {}, late=False))
    return msgspec.json.decode(written, type=Decision)


@failures
def test_a_payment_without_a_probability_is_flagged_with_the_reason(failing: Failing) -> None:
    decision = decided(a_scorer(failing), FATAL)
    assert (decision.action, decision.score, decision.tier) == ("flag", None, "model")
    assert [(reason.source, reason.name) for reason in decision.reasons] == [("job", "no_score")]


@failures
def test_the_payments_beside_it_are_scored_as_ever(failing: Failing) -> None:
    decision = decided(a_scorer(failing), USUAL)
    assert decision.action == "allow"
    assert decision.score == pytest.approx(0.018, abs=1e-3)


@failures
def test_in_a_batch_only_its_own_row_has_no_score(failing: Failing) -> None:
    scorer = a_scorer(failing)
    scores = scorer.score_batch([USUAL, FATAL, USUAL])
    assert [isnan(score) for score in scores] == [False, True, False]


@failures
def test_such_a_decision_is_reproduced_by_asking_the_model_again(failing: Failing) -> None:
    scorer = a_scorer(failing)
    account = account_of(decided(scorer, FATAL), scorer, NO_RULES)
    assert account.reproduced
    details = {check.name: check.detail for check in account.checks}
    assert details["score"] == "scored no probability again, recorded no probability"


@pytest.mark.parametrize("change", [{"action": "allow"}, {"features": {"amount_minor": 0}}])
def test_a_null_score_beside_a_null_score_is_no_reproduction(change: dict[str, object]) -> None:
    scorer = a_scorer("nan")
    record = decided(scorer, FATAL)
    features = {**record.features, **change.pop("features", {})}  # type: ignore[dict-item]
    tampered = msgspec.structs.replace(record, features=features, **change)
    assert not account_of(tampered, scorer, NO_RULES).reproduced


@pytest.mark.parametrize(
    ("artifact", "message"),
    [
        (giving_margins(), r"^all features missing: the graph gives 4 and -4, expected the prob"),
        (giving_twice_the_fraud(), r"^all features missing: the graph gives 0\.0179862 and 0\.01"),
    ],
)
def test_a_graph_that_gives_no_probabilities_is_refused_at_load(
    artifact: object, message: str
) -> None:
    with pytest.raises(ModelMismatchError, match=message):
        OnnxScorer(artifact, FEATURES)  # type: ignore[arg-type]


def test_float32_rounding_beyond_1_is_still_1() -> None:
    above = float(np.float32(1.0000001))
    assert probability(above) == 1.0
    assert probabilities(np.array([[0, above]], dtype=np.float32)).tolist() == [1.0]
