"""Reasons name what raises the score, by reason code, with the values and the usual ones."""

import msgspec
import pytest

from events.shared.feature_value import FeatureValue
from models.fraud.reasons import ModelReasons, sentence
from models.shared.artifact import ModelArtifact
from models.shared.scorer import OnnxScorer
from tests.models.tiny_model import FEATURES, tiny_artifact

SCORER = OnnxScorer(tiny_artifact(), FEATURES)
REASONS = ModelReasons(SCORER)


def wide_reasons() -> ModelReasons:
    """The sum of four features, three of which speak for one code."""
    names = ("amount_minor", "card_max_minor_1h", "card_amount_z_30d", "is_night")
    artifact = tiny_artifact()
    manifest = msgspec.structs.replace(
        artifact.manifest, features=names, reference=dict.fromkeys(names, 0.0)
    )
    return ModelReasons(OnnxScorer(ModelArtifact(manifest, artifact.onnx_bytes), names))


def test_the_largest_contribution_comes_first() -> None:
    reasons = REASONS.top((0.5, 2, False, 1.0))
    assert [(reason.code, reason.name) for reason in reasons] == [
        ("R02", "card_count_1h"),
        ("R04", "card_speed_kmh"),
        ("R01", "amount_minor"),
    ]


def test_without_an_explainer_a_contribution_is_how_far_the_score_falls() -> None:
    (reason,) = REASONS.top((0, 1, False, 0.0))
    fall = SCORER.score((0, 1, False, 0.0)) - SCORER.score((0, 0, False, 0.0))
    assert reason.contribution == pytest.approx(fall, abs=1e-6)
    assert reason.log_odds is None


def test_what_lowers_the_score_is_no_reason() -> None:
    assert [reason.name for reason in REASONS.top((-3, 1, False, 0.0))] == ["card_count_1h"]


def test_a_payment_like_all_others_has_no_reasons() -> None:
    assert REASONS.top((0, 0, False, 0.0)) == ()


def test_at_most_k_reasons_are_given() -> None:
    assert len(REASONS.top((1, 1, True, 1.0), k=2)) == 2


def test_the_reasons_of_a_payment_are_always_the_same() -> None:
    values = (1, 1, True, 1.0)
    assert REASONS.top(values, k=4) == REASONS.top(values, k=4)


def test_features_of_one_code_are_one_reason_with_the_strongest_first() -> None:
    (reason,) = wide_reasons().top((0.1, 0.3, 0.2, False))
    assert reason.code == "R01"
    assert reason.name == "card_max_minor_1h"
    assert reason.features == ("card_max_minor_1h", "card_amount_z_30d", "amount_minor")
    assert reason.text == "Unusual amount: card_max_minor_1h is 0.3, usually 0"


def test_a_feature_that_lowers_the_score_takes_from_its_code_and_is_not_named() -> None:
    alone = wide_reasons().top((0.5, 0, 0, False))[0]
    (reason,) = wide_reasons().top((0.5, -0.2, 0, False))
    assert reason.features == ("amount_minor",)
    assert reason.contribution is not None
    assert alone.contribution is not None
    assert reason.contribution < alone.contribution


def test_a_code_whose_features_lower_the_score_together_is_no_reason() -> None:
    assert wide_reasons().top((0.5, -2, 0, False)) == ()


def test_a_usually_missing_feature_is_compared_with_the_fill() -> None:
    artifact = tiny_artifact()
    manifest = msgspec.structs.replace(
        artifact.manifest, reference={**artifact.manifest.reference, "card_speed_kmh": None}
    )
    reasons = ModelReasons(OnnxScorer(ModelArtifact(manifest, artifact.onnx_bytes), FEATURES))
    assert reasons.top((0, 0, False, None)) == ()
    (reason,) = reasons.top((0, 0, False, 3.0))
    assert reason.text.endswith("card_speed_kmh is 3, usually unknown")


@pytest.mark.parametrize(
    ("value", "usual", "text"),
    [
        (14, 1.0, "f is 14, usually 1"),
        (4210.7, 0.25, "f is 4211, usually 0.25"),
        (3.14159, 2.5, "f is 3.14, usually 2.5"),
        (True, 0.0, "f is yes, usually no"),
        (None, 12.0, "f is unknown, usually 12"),
        (123456789, 1e12, "f is 123456789, usually 1000000000000"),
    ],
)
def test_values_are_shown_for_people(value: FeatureValue, usual: float, text: str) -> None:
    assert sentence("f", value, usual) == text
