"""A score has the band of its model's thresholds, and tells no more than its reader may see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from events.fraud.decision import Action, Reason
from events.shared.model_ref import ModelRef
from models.fraud.thresholds import Thresholds
from serving.fraud.answer import Answer
from serving.fraud.score_answer import ScoreAnswer, ScoreReason, Scores
from serving.fraud.score_bands import BandLimits, ModelBands, limits_of
from tests.serving.decisions import decision

THRESHOLDS = Thresholds(flag=0.04, block=0.64)
SCORES = Scores(lambda _: limits_of(THRESHOLDS), {"R02": "Unusual pace of the card's payments"})
REASONS = (
    Reason("rule", "burst", "12 payments in a minute"),
    Reason("model", "card_count_1h", "Unusual pace: card_count_1h is 14, usually 1", code="R02"),
    Reason("model", "own", "own is 3, usually 1", code="own"),
    Reason("service", "deadline", "the answer was wanted before"),
)


def _scored(score: float | None, action: Action = "flag", *, in_full: bool = False) -> ScoreAnswer:
    made = replace(decision("d-1", action=action), score=score, reasons=REASONS)
    return SCORES.of(Answer(decision=made, basis="state"), in_full=in_full)


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (0.0, "very_low"),
        (0.0099, "very_low"),
        (0.01, "low"),
        (0.0399, "low"),
        (0.04, "elevated"),
        (0.16, "high"),
        (0.6399, "high"),
        (0.64, "very_high"),
        (1.0, "very_high"),
    ],
)
def test_a_score_has_its_band(score: float, band: str) -> None:
    told = _scored(score)
    assert (told.band, told.band_from, told.score) == (band, "score", score)


@given(st.floats(1e-6, 1), st.floats(1e-6, 1), st.floats(0, 1))
def test_bands_go_with_actions_whatever_the_thresholds(
    one: float, two: float, score: float
) -> None:
    thresholds = Thresholds(flag=min(one, two), block=max(one, two))
    band = limits_of(thresholds).band(score)
    action: dict[str, Action] = {"very_low": "allow", "low": "allow", "very_high": "block"}
    assert action.get(band, "flag") == thresholds.action(score)


@pytest.mark.parametrize(
    ("action", "band"), [("allow", "low"), ("flag", "elevated"), ("block", "very_high")]
)
def test_without_a_score_the_action_gives_the_band(action: Action, band: str) -> None:
    told = _scored(None, action)
    assert (told.score, told.band, told.band_from) == (None, band, "action")


@pytest.mark.parametrize(
    "limits",
    [(0, 0.1, 0.2, 0.3), (0.1, 0.2, 0.3, 1.1), (0.2, 0.1, 0.3, 0.4), (0.1, 0.2, 0.3, float("nan"))],
)
def test_limits_that_do_not_grow_are_refused(limits: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="four scores that grow"):
        BandLimits(*limits)


def test_a_merchant_is_told_codes_and_no_value_of_a_card() -> None:
    assert _scored(0.5).reasons == (
        ScoreReason("rule", "a rule of the platform asks for it"),
        ScoreReason("R02", "Unusual pace of the card's payments"),
        ScoreReason("own", "Unusual for this payment"),
        ScoreReason("deadline", "the answer was wanted before"),
    )


def test_who_may_see_why_is_told_in_full() -> None:
    rule, model, _, _ = _scored(0.5, in_full=True).reasons
    assert rule == ScoreReason("rule", "burst: 12 payments in a minute")
    assert model == ScoreReason("R02", "Unusual pace: card_count_1h is 14, usually 1")


def test_an_answer_has_the_bands_of_the_model_that_made_it() -> None:
    bands = ModelBands()
    bands.note(_model(1), THRESHOLDS)
    bands.note(_model(2), Thresholds(flag=0.4, block=0.8))
    told = [
        Scores(bands.of, {}).of(
            Answer(decision=replace(decision(), model=_model(number), score=0.7), basis="state"),
            in_full=False,
        )
        for number in (1, 2, 99)
    ]
    # Of a model that only another process had, the bands are those of the one in force.
    assert [(one.band, one.band_limits.very_high) for one in told] == [
        ("very_high", 0.64),
        ("high", 0.8),
        ("high", 0.8),
    ]


def test_a_model_that_comes_back_has_its_thresholds_of_now() -> None:
    bands = ModelBands()
    for number in (*range(100), 0):
        bands.note(_model(number), Thresholds(flag=0.1, block=(number + 200) / 1_000))
    bands.note(_model(0), THRESHOLDS)
    assert bands.of(_model(0)) == bands.of(_model(50)) == limits_of(THRESHOLDS)
    assert bands.of(_model(99)).very_high == 0.299


def _model(number: int) -> ModelRef:
    return ModelRef("fraud", str(number), "0" * 64)
