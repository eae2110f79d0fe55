"""Every feature speaks for exactly one reason code."""

import pytest

from features.fraud.catalogue import FEATURE_NAMES
from models.fraud.explanation.reason_codes import REASON_CODES, reason_code

FROM_LABELS = (
    *(f"merchant_fraud_count_{window}" for window in ("1d", "7d", "30d")),
    *(f"merchant_fraud_share_{window}" for window in ("1d", "7d", "30d")),
    "card_confirmed_fraud_30d",
)


@pytest.mark.parametrize("name", [*FEATURE_NAMES, *FROM_LABELS])
def test_a_feature_has_a_reason_code(name: str) -> None:
    assert reason_code(name) in REASON_CODES


def test_no_two_codes_share_a_feature() -> None:
    stems = [stem for reason in REASON_CODES for stem in reason.stems]
    assert len(stems) == len(set(stems))


def test_codes_are_numbered_and_named_once() -> None:
    assert [reason.code for reason in REASON_CODES] == [
        f"R{number:02}" for number in range(1, len(REASON_CODES) + 1)
    ]
    assert len({reason.name for reason in REASON_CODES}) == len(REASON_CODES)


@pytest.mark.parametrize(
    ("feature", "name"),
    [
        ("amount_minor", "unusual_amount"),
        ("card_max_minor_5m", "unusual_amount"),
        ("card_sum_minor_5m", "unusual_spending"),
        ("card_count_24h", "unusual_velocity"),
        ("card_distinct_merchants_7d", "unusual_merchant_count"),
        ("merchant_fraud_share_30d", "merchant_risk"),
        ("card_confirmed_fraud_30d", "card_risk"),
        ("hour_of_day", "unusual_time"),
    ],
)
def test_a_code_means_what_its_features_say(feature: str, name: str) -> None:
    assert reason_code(feature).name == name


def test_a_feature_that_no_code_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        reason_code("card_mood_7d")
