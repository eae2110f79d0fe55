"""The feature catalogue: name, scope, type and definition of every feature, in their one order.

Everything that lists features (the job, rules, models, docs, the store) reads this order.
"""

from dataclasses import dataclass
from typing import Final, Literal

from events.fraud.payment import MAX_AMOUNT_MINOR
from events.shared.time_units import DAY_MS
from features.shared.windows import WINDOW_MS

Scope = Literal["payment", "card", "merchant"]
Kind = Literal["int", "float", "bool"]

FEEDBACK_WINDOW_MS: Final[dict[str, int]] = {
    "1d": DAY_MS,
    "7d": 7 * DAY_MS,
    "30d": 30 * DAY_MS,
}
"""Length of the windows of confirmed frauds at a merchant, which end a feedback delay earlier."""

CARD_WINDOWS: Final = ("1m", "5m", "1h", "24h", "7d", "30d")
CARD_MEAN_WINDOWS: Final = ("24h", "7d", "30d")
MERCHANT_WINDOWS: Final = ("1h", "24h", "7d", "30d")


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature.

    Attributes:
        name: its name everywhere.
        scope: whose history it is computed from.
        kind: type of its value.
        nullable: whether the value can be missing (None).
        window_ms: length of its window, None where it has none.
        fields: fields of the input without which, or with one and the same value in which, it
            says nothing.
        description: its definition, one sentence, with the unit.
        least: the smallest value that it can have, None where that is not known.
        most: the largest, likewise.
    """

    name: str
    scope: Scope
    kind: Kind
    nullable: bool
    window_ms: int | None
    fields: tuple[str, ...]
    description: str
    least: float | None = None
    most: float | None = None


def _payment_features() -> list[Feature]:
    def feature(
        name: str, kind: Kind, field: str, description: str, most: float | None = None
    ) -> Feature:
        return Feature(
            name,
            "payment",
            kind,
            nullable=False,
            window_ms=None,
            fields=(field,),
            description=description,
            least=None if kind == "bool" else 0,
            most=most,
        )

    return [
        feature(
            "amount_minor",
            "int",
            "amount_minor",
            "Amount of the payment, in minor units.",
            most=MAX_AMOUNT_MINOR,
        ),
        feature(
            "hour_of_day",
            "int",
            "event_time_ms",
            "Hour of the event time, 0 to 23, UTC.",
            most=23,
        ),
        feature(
            "is_weekend",
            "bool",
            "event_time_ms",
            "Whether the event time is on a Saturday or Sunday, UTC.",
        ),
        feature(
            "is_night",
            "bool",
            "event_time_ms",
            "Whether the event time is from 00:00 to 05:59, UTC.",
        ),
    ]


_STATISTIC_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "count": (),
    "sum_minor": ("amount_minor",),
    "max_minor": ("amount_minor",),
    "mean_minor": ("amount_minor",),
    "distinct_merchants": ("merchant_id",),
    "distinct_countries": ("country",),
    "distinct_cards": ("card_id",),
}


def _windowed(scope: Scope, names: tuple[str, ...], statistic: str, what: str) -> list[Feature]:
    kind: Kind = "float" if statistic == "mean_minor" else "int"
    return [
        Feature(
            f"{scope}_{statistic}_{name}",
            scope,
            kind,
            nullable=False,
            window_ms=WINDOW_MS[name],
            fields=(f"{scope}_id", *_STATISTIC_FIELDS[statistic]),
            description=what.format(window=name, of=f"the {scope}'s payments"),
            least=0 if statistic.endswith("minor") else 1,
        )
        for name in names
    ]


_COUNT = "Number of {of} in the last {window}, this one included."
_SUM = "Sum of the amounts of {of} in the last {window}, this one included, in minor units."
_MAX = "Largest amount of {of} in the last {window}, this one included, in minor units."
_MEAN = "Mean amount of {of} in the last {window}, this one included, in minor units."


def _card_features() -> list[Feature]:
    month = WINDOW_MS["30d"]
    return [
        *_windowed("card", CARD_WINDOWS, "count", _COUNT),
        *_windowed("card", CARD_WINDOWS, "sum_minor", _SUM),
        *_windowed("card", CARD_WINDOWS, "max_minor", _MAX),
        *_windowed("card", CARD_MEAN_WINDOWS, "mean_minor", _MEAN),
        *_windowed(
            "card",
            ("24h", "7d"),
            "distinct_merchants",
            "Number of different merchants of {of} in the last {window}, this one included.",
        ),
        *_windowed(
            "card",
            ("24h",),
            "distinct_countries",
            "Number of different countries of {of} in the last {window}, this one included.",
        ),
        Feature(
            "card_seconds_since_last",
            "card",
            "float",
            nullable=True,
            window_ms=month,
            fields=("card_id",),
            description="Seconds since the card's latest payment at or before this one in event"
            " time, of those that arrived earlier, in the last 30d; missing for the first.",
            least=0,
            most=month / 1000,
        ),
        Feature(
            "card_new_merchant",
            "card",
            "bool",
            nullable=False,
            window_ms=month,
            fields=("card_id", "merchant_id"),
            description="Whether the card has no earlier payment at this merchant in the last 30d.",
        ),
        Feature(
            "card_amount_z_30d",
            "card",
            "float",
            nullable=False,
            window_ms=month,
            fields=("card_id", "amount_minor"),
            description="Amount minus the card's mean over the last 30d, in (population) standard"
            " deviations of the same payments, this one included; 0 where they are all equal.",
        ),
        Feature(
            "card_speed_kmh",
            "card",
            "float",
            nullable=True,
            window_ms=month,
            fields=("card_id", "latitude", "longitude"),
            description="Great-circle distance from the card's latest payment with a position, as"
            " for `card_seconds_since_last`, over the time between them (at least 1 s), in km/h;"
            " missing without both positions.",
            least=0,
        ),
        Feature(
            "card_confirmed_fraud_30d",
            "card",
            "int",
            nullable=False,
            window_ms=month,
            fields=("card_id", "label"),
            description="Number of the card's payments in the last 30d of which the newest label"
            " reported by the time of this one says fraud.",
            least=0,
        ),
    ]


def _merchant_features() -> list[Feature]:
    return [
        *_windowed("merchant", MERCHANT_WINDOWS, "count", _COUNT),
        *_windowed("merchant", MERCHANT_WINDOWS, "sum_minor", _SUM),
        *_windowed("merchant", MERCHANT_WINDOWS, "mean_minor", _MEAN),
        *_windowed(
            "merchant",
            ("24h",),
            "distinct_cards",
            "Number of different cards of {of} in the last {window}, this one included.",
        ),
        *_feedback(
            "fraud_count",
            "int",
            "Number of the merchant's payments in the {window} before the feedback delay of which"
            " the newest label reported by the time of this one says fraud.",
        ),
        *_feedback(
            "fraud_share",
            "float",
            "`merchant_fraud_count_{window}` over the number of the merchant's payments in the same"
            " window, at most 1; missing without any.",
        ),
    ]


def _feedback(statistic: str, kind: Kind, what: str) -> list[Feature]:
    return [
        Feature(
            f"merchant_{statistic}_{name}",
            "merchant",
            kind,
            nullable=kind == "float",
            window_ms=window_ms,
            fields=("merchant_id", "label"),
            description=what.format(window=name),
            least=0,
            most=1 if kind == "float" else None,
        )
        for name, window_ms in FEEDBACK_WINDOW_MS.items()
    ]


PAYMENT_FEATURES: Final[tuple[Feature, ...]] = tuple(_payment_features())
CARD_FEATURES: Final[tuple[Feature, ...]] = tuple(_card_features())
MERCHANT_FEATURES: Final[tuple[Feature, ...]] = tuple(_merchant_features())
FEATURES: Final[tuple[Feature, ...]] = PAYMENT_FEATURES + CARD_FEATURES + MERCHANT_FEATURES
"""All features, in the order of every values sequence: payment, card, merchant."""

FEATURE_NAMES: Final[tuple[str, ...]] = tuple(feature.name for feature in FEATURES)
