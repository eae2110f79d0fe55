"""Every feature speaks for exactly one reason: that of the file, or one of its own."""

import pytest

from features.fraud.catalogue import SHIPPED
from models.fraud.explanation.reason_codes import ReasonCode, ReasonCodes
from tests.features.definitions.files import SOUND, parsed

CODES = ReasonCodes(SHIPPED)


def test_every_shipped_feature_has_a_code_that_the_file_has_in_words() -> None:
    found = {CODES.of(feature.name) for feature in SHIPPED.features}
    assert found <= set(CODES.codes)
    assert all(one.text for one in CODES.codes)


def test_codes_are_numbered_and_named_once() -> None:
    assert [reason.code for reason in CODES.codes] == [
        f"R{number:02}" for number in range(1, len(CODES.codes) + 1)
    ]
    assert len({reason.name for reason in CODES.codes}) == len(CODES.codes)


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
    assert CODES.of(feature).name == name


def test_a_code_of_ones_own_has_the_words_of_the_file() -> None:
    text = SOUND.replace("  R01: Unusual amount\n", "  R20: Unusual fee, of card\n")
    text += "  - {name: fees, of: card, sum: fee, over: 1h, description: F., reason: R20}\n"
    codes = ReasonCodes(parsed(text))
    expected = ReasonCode("R20", "unusual_fee_of_card", "Unusual fee, of card")
    assert codes.of("fees") == expected
    assert codes.codes == (expected,)


def test_a_feature_without_a_code_is_a_reason_of_its_own() -> None:
    assert ReasonCodes(parsed(SOUND)).of("card_count_1h") == ReasonCode(
        "card_count_1h", "card_count_1h", None
    )
