"""What a definition file comes to: types, limits, scopes, windows, its fingerprint."""

from math import inf

import pytest

from features.fraud.payment_fields import payment_schema
from features.shared.definitions.event_schema import condition_schema
from features.shared.definitions.model import Aggregate, Derived, Money
from features.shared.language.possible_values import Range
from features.shared.language.value_types import ValueType
from tests.features.definitions.files import SOUND, added, parsed, with_feature

RESULTS = {
    "of: card\ncount:\nover: 1h": ("int", False, 1, None),
    "of: card\ncount:\nover: 1h\nwithout_this: true": ("int", False, 0, None),
    "of: card\ncount:\nover: 1h\ndelay: 1h": ("int", False, 0, None),
    "of: card\ncount:\nover: 1h\nwhere: fee > 1": ("int", False, 0, None),
    "of: device\ncount:\nover: 1h": ("int", True, 1, None),
    "of: card\nsum: fee\nover: 1h": ("float", False, 0, None),
    "of: card\nmean: fee\nover: 1h": ("float", False, 0, None),
    "of: card\nmean: fee\nover: 1h\nwithout_this: true": ("float", True, 0, None),
    "of: card\nmax: event_time_ms\nover: 1h": ("int", False, 946_684_800_000, None),
    "of: card\nstandard_deviation: fee\nover: 1h": ("float", False, 0, None),
    "of: card\nz_score: fee\nover: 1h": ("float", False, None, None),
    "of: card\ndistinct: email\nover: 1h": ("int", False, 0, None),
    "of: card\ndistinct: country\nover: 1h": ("int", False, 1, None),
    "of: card\nseconds_since_first:\nover: 1h": ("float", True, 0, 3600),
    "of: card\nseconds_since_last:\nover: 1h\ndelay: feedback": ("float", True, 0, None),
    "of: card\nseen_before: merchant_id\nover: 1h": ("bool", False, None, None),
    "of: card\nfirst_time: mcc\nover: 1h": ("bool", True, None, None),
    "of: card\nlast_value: country\nover: 1h": ("text", True, None, None),
    "of: card\nlast_value: fee\nover: 1h": ("float", True, 0, None),
    "of: card\nchanged: email\nover: 1h": ("bool", True, None, None),
    "of: card\nshare: mcc == '5411'\nover: 1h": ("float", False, 0, 1),
    "of: card\nmost_frequent_share: mcc\nover: 1h": ("float", True, 0, 1),
    "of: card\nspeed_kmh:\nover: 1h": ("float", True, 0, None),
    "of: pair\nconfirmed_frauds:\nover: 1h": ("int", False, 0, None),
    "of: card\nconfirmed_share:\nover: 1h": ("float", True, 0, 1),
    "of: card\nconfirmed_share: {prior: 0.5, weight: 2}\nover: 1h": ("float", False, 0, 1),
    "of: merchant\nseconds_since_confirmed:\nover: 1h": ("float", True, 0, 3600),
    "of: merchant\nseconds_since_first_confirmed:\nover: 1h": ("float", True, 0, 3600),
    "of: card\ncount_since_confirmed:\nover: 1h": ("int", True, 0, None),
    "of: pair\nconfirmed_share_since_first:\nover: 1h": ("float", True, 0, 1),
    "of: card\ndecayed_count:\nhalf_life: 1h": ("float", False, 0, None),
    "of: card\ndecayed_sum: amount_base_minor\nhalf_life: 1h": ("float", False, 0, None),
    "of: card\nlast_values: country\nn: 3\nover: 1h": ("list", False, None, None),
    "of: card\nown: streak\nkind: int\nleast: 0\nover: 1h": ("int", True, 0, None),
    "value: fee * 2": ("float", True, 0, None),
    "value: amount_minor // 100 % 7": ("int", False, 0, 6),
    "value: hour_of_day + 1": ("int", False, 1, 24),
    "value: amount_minor / card_count_1h": ("float", True, 0, 10**12),
    "value: amount_minor / (card_count_1h - 1)\nmissing: 1": ("float", False, None, None),
    "value: amount_minor * amount_minor": ("int", True, 0, 2**63 - 1),
    "value: amount_minor * amount_minor\nmissing: -1": ("int", False, -1, 2**63 - 1),
    "value: card_count_1h * 2": ("int", True, 2, None),
    "value: card_count_1h - card_count_24h": ("int", False, None, None),
    "value: age > 18": ("bool", False, None, None),
    "value: mcc": ("text", True, None, None),
}
"""Kind, whether it can be missing, least, most."""


@pytest.mark.parametrize("text", RESULTS, ids=lambda text: text[:60])
def test_type_and_limits_follow_from_what_is_computed(text: str) -> None:
    feature = added(text)
    assert (feature.kind, feature.nullable, feature.least, feature.most) == RESULTS[text]


def test_each_window_of_a_list_is_a_feature_of_its_own() -> None:
    found = parsed(SOUND).features[1:]
    assert [(one.name, one.window_ms, one.description) for one in found] == [
        ("card_count_1h", 3_600_000, "Payments in the last 1h."),
        ("card_count_24h", 86_400_000, "Payments in the last 24h."),
    ]


def test_a_single_window_leaves_the_name_as_it_is() -> None:
    assert added("of: card\ncount:\nover: 1h").window_ms == 3_600_000


def test_a_half_life_reaches_back_32_times_its_length() -> None:
    feature = added("of: card\ndecayed_count:\nhalf_life: 1h")
    assert isinstance(feature.source, Aggregate)
    assert feature.source.half_life_ms == 3_600_000
    assert feature.source.window_ms == feature.window_ms == 32 * 3_600_000


def test_a_derived_feature_belongs_to_the_last_entity_that_it_reads() -> None:
    lines = "\n".join(
        f"  - {{name: {entity}_n, of: {entity}, count: , over: 7d, description: N.}}"
        for entity in ("merchant", "device")
    )
    text = f"{SOUND}{lines}\n  - {{name: both, value: device_n + merchant_n, description: B.}}\n"
    found = {feature.name: feature for feature in parsed(text).features}
    assert found["both"].scope == "device"
    assert found["both"].fields == ("device_id", "merchant_id")
    assert found["both"].window_ms == 7 * 86_400_000
    assert found["hour_of_day"].scope == "payment"


def test_features_are_ordered_by_payment_then_entity() -> None:
    text = SOUND + "  - {name: m, of: merchant, count: , over: 1h, description: M.}\n"
    text += "  - {name: late_night, value: hour_of_day < 3, description: N.}\n"
    text += "  - {name: busy, value: card_count_1h > 3, description: B.}\n"
    assert [feature.name for feature in parsed(text).features] == [
        "hour_of_day",
        "late_night",
        "card_count_1h",
        "card_count_24h",
        "busy",
        "m",
    ]


def test_fields_are_those_of_the_record() -> None:
    feature = added("of: card\nmean: amount_base_minor\nwhere: fee > 1 and mcc == '1'\nover: 1h")
    assert feature.fields == ("card_id", "amount_minor", "fee", "mcc")
    assert added("value: hour_of_day < 3").fields == ("event_time_ms",)


def test_a_feature_may_be_the_field_of_its_name() -> None:
    text = with_feature("name: country\nvalue: country\ndescription: Country.")
    assert parsed(text).features[1].name == "country"


def test_a_missing_value_stands_where_the_expression_has_none() -> None:
    source = added("value: amount_minor / (card_count_1h - 1)\nmissing: 1").source
    assert isinstance(source, Derived)
    assert (source.if_missing, type(source.if_missing)) == (1.0, float)


def test_without_rates_an_amount_can_be_missing() -> None:
    text = SOUND.replace("version: 1\n", "version: 1\nmoney: {missing_rate: missing}\n")
    text += "  - {name: a, of: card, mean: amount_base_minor, over: 1h, description: A.}\n"
    assert parsed(text).features[-1].nullable
    assert not parsed(text.replace("{missing", "{rates: none, missing")).features[-1].nullable


def test_conditions_read_fields_with_their_types() -> None:
    schema = condition_schema(payment_schema(Money()), parsed(SOUND))
    assert (schema["fee"].kind, schema["fee"].possible) == (ValueType.FLOAT, Range(0, inf))
    assert (schema["mcc"].kind, schema["mcc"].nullable) == (ValueType.TEXT, True)
    assert "card_count_1h" not in schema


def test_the_fingerprint_is_of_what_the_file_means() -> None:
    sha256 = parsed(SOUND).sha256
    same = SOUND.replace("Hour.", "The hour.").replace("  - name", "\n  # Why.\n  - name")
    assert parsed(same).sha256 == sha256
    changes = [("24h", "25h"), ("% 24", "% 12"), ("longest: 4", "longest: 5"), ("R01", "R02")]
    changed = {parsed(SOUND.replace(*change)).sha256 for change in changes}
    assert len(changed | {sha256}) == 5


def test_the_fingerprint_of_a_file_is_the_same_in_every_release() -> None:
    """Else models and snapshots of a release would seem to be of another file in the next."""
    known = "402df9a35014f007979daf0ae737509d5beb9b81ff112b53269b5570c09d0d89"
    assert parsed(SOUND).sha256 == known


def test_what_is_said_as_it_is_by_default_is_as_if_it_were_not_said() -> None:
    said = SOUND.replace("longest: 4", "longest: 4, required: false, carried: false")
    said = said.replace("    count:", "    written: true\n    without_this: false\n    count:")
    assert parsed(said).sha256 == parsed(SOUND).sha256
