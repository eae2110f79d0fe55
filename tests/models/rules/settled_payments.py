"""An ordinary payment, and for each default rule what makes it match that rule alone."""

from collections.abc import Mapping

from features.fraud.catalogue import FEATURES
from features.shared.language.value_types import ValueType
from models.fraud.rules import catalogue_schema

ORDINARY: Mapping[str, object] = {
    **{
        name: 0.0 if kind.kind is ValueType.FLOAT else 0
        for name, kind in catalogue_schema().items()
    },
    **{feature.name: False for feature in FEATURES if feature.kind == "bool"},
    "card_count_1m": 1,
    "card_count_5m": 1,
    "card_count_1h": 1,
    "card_count_24h": 9,
    "card_count_30d": 25,
    "card_distinct_countries_24h": 1,
    "card_seconds_since_last": 40_000.0,
    "card_mean_minor_30d": 4_000.0,
    "card_sum_minor_30d": 100_000,
    "card_sum_minor_1h": 4_500,
    "card_max_minor_1m": 4_500,
    "card_max_minor_30d": 9_000,
    "merchant_count_1h": 12,
    "merchant_count_7d": 1_000,
    "merchant_mean_minor_1h": 3_000.0,
    "merchant_distinct_cards_24h": 90,
    "amount_minor": 4_500,
    "currency": "EUR",
    "country": "FR",
    "channel": "pos",
}

SETTLED: dict[str, dict[str, object]] = {
    "card_testing_burst": {"card_count_1m": 5, "card_max_minor_1m": 1_000},
    "card_velocity": {"card_count_5m": 10},
    "impossible_travel": {"card_speed_kmh": 2_000.0, "card_new_merchant": True},
    "country_hopping": {
        "card_distinct_countries_24h": 5,
        "card_new_merchant": True,
        "card_amount_z_30d": 1.6,
    },
    "large_at_new_merchant_at_night": {
        "is_night": True,
        "card_new_merchant": True,
        "card_amount_z_30d": 4.5,
        "amount_minor": 50_000,
    },
    "large_after_burst": {
        "card_count_5m": 4,
        "card_new_merchant": True,
        "amount_minor": 32_001,
    },
    "card_drained": {
        "card_count_1h": 6,
        "card_distinct_merchants_24h": 5,
        "card_sum_minor_1h": 60_001,
    },
    "merchant_card_testing": {
        "amount_minor": 200,
        "merchant_mean_minor_1h": 250.0,
        "merchant_count_1h": 60,
    },
    "very_large_at_new_merchant": {
        "amount_minor": 1_000_000,
        "card_max_minor_30d": 1_000_000,
        "card_new_merchant": True,
    },
    "routine_small_payment": {"amount_minor": 2_000, "card_count_24h": 8},
}
