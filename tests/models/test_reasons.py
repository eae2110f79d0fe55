"""Reasons name the features that raise the score, with their value and the usual one."""

import msgspec
import pytest

from events.decision import FeatureValue
from models.artifact import ModelArtifact
from models.reasons import sentence, top_reasons
from models.scorer import OnnxScorer
from tests.models.tiny_model import FEATURES, tiny_artifact

SCORER = OnnxScorer(tiny_artifact(), FEATURES)


def test_the_largest_contribution_comes_first() -> None:
    reasons = top_reasons(SCORER, (0.5, 2, False, 1.0))
    assert [reason.name for reason in reasons] == [
        "card_count_1h",
        "card_speed_kmh",
        "amount_minor",
    ]


def test_a_contribution_is_how_far_the_score_falls_without_the_feature() -> None:
    (reason,) = top_reasons(SCORER, (0, 1, False, 0.0))
    fall = SCORER.score((0, 1, False, 0.0)) - SCORER.score((0, 0, False, 0.0))
    assert reason.contribution == pytest.approx(fall, abs=1e-6)


def test_what_lowers_the_score_is_no_reason() -> None:
    assert [reason.name for reason in top_reasons(SCORER, (-3, 1, False, 0.0))] == ["card_count_1h"]


def test_a_payment_like_all_others_has_no_reasons() -> None:
    assert top_reasons(SCORER, (0, 0, False, 0.0)) == ()


def test_at_most_k_reasons_are_given() -> None:
    assert len(top_reasons(SCORER, (1, 1, True, 1.0), k=2)) == 2


def test_the_reasons_of_a_payment_are_always_the_same() -> None:
    values = (1, 1, True, 1.0)
    assert top_reasons(SCORER, values, k=4) == top_reasons(SCORER, values, k=4)


def test_a_usually_missing_feature_is_compared_with_the_fill() -> None:
    artifact = tiny_artifact()
    manifest = msgspec.structs.replace(
        artifact.manifest, reference={**artifact.manifest.reference, "card_speed_kmh": None}
    )
    scorer = OnnxScorer(ModelArtifact(manifest, artifact.onnx_bytes), FEATURES)
    assert top_reasons(scorer, (0, 0, False, None)) == ()
    (reason,) = top_reasons(scorer, (0, 0, False, 3.0))
    assert reason.text == "card_speed_kmh: 3, usually unknown"


@pytest.mark.parametrize(
    ("value", "usual", "text"),
    [
        (14, 1.0, "f: 14, usually 1"),
        (4210.7, 0.25, "f: 4211, usually 0.25"),
        (3.14159, 2.5, "f: 3.14, usually 2.5"),
        (True, 0.0, "f: yes, usually no"),
        (None, 12.0, "f: unknown, usually 12"),
        (123456789, 1e12, "f: 123456789, usually 1000000000000"),
    ],
)
def test_values_are_shown_for_people(value: FeatureValue, usual: float, text: str) -> None:
    assert sentence("f", value, usual) == text
