"""The interpreter itself, kind by kind, against values worked out by hand."""

from typing import Any, Final

import pytest

from events.fraud.label import Label
from events.shared.time_units import DAY_MS
from features.shared.definitions.model import (
    Aggregate,
    Definitions,
    Entity,
    Feature,
    Money,
    OwnField,
)
from features.shared.language.expression import parse_expression
from features.shared.language.value_types import NameType, ValueType
from features.shared.limits import HistoryLimits
from tests.oracles.definitions.interpreter import Interpreter
from tests.oracles.definitions.money import Rates

START_MS: Final = 1_700_000_000_000
SCHEMA: Final = {"channel": NameType(ValueType.TEXT, nullable=False)}
POS: Final = parse_expression("channel == 'pos'", SCHEMA)

# Second, amount, country, channel, degrees north.
PAYMENTS: Final = [
    (0, 100, "DE", "pos", 0.0),
    (10, 300, "FR", "atm", None),
    (10, 200, "DE", "pos", 1.0),
    (5, 400, "DE", "pos", 2.0),
    (12, 200, "FR", "pos", 1.0),
]
"""The third comes at the time of the second, the fourth out of order; the fifth is asked about."""

ONE_DEGREE_KM: Final = 111.19508

EXPECTED: Final[list[tuple[dict[str, Any], object]]] = [
    ({"kind": "count"}, 5),
    ({"kind": "count", "window_ms": 12_000}, 4),
    ({"kind": "count", "with_this": False}, 4),
    ({"kind": "count", "where": POS}, 4),
    ({"kind": "count", "delay_ms": 2_000}, 4),
    ({"kind": "count", "delay_ms": 2_001}, 2),
    ({"kind": "count", "delay_ms": "feedback"}, 1),
    ({"kind": "sum", "field": "amount_minor"}, 1200),
    ({"kind": "sum", "field": "weight"}, 12.0),
    ({"kind": "mean", "field": "amount_minor"}, 240.0),
    ({"kind": "mean", "field": "weight"}, 2.4),
    ({"kind": "mean", "field": "amount_minor", "delay_ms": 13_000}, None),
    ({"kind": "min", "field": "amount_minor"}, 100),
    ({"kind": "max", "field": "weight"}, 4.0),
    ({"kind": "max", "field": "amount_minor", "delay_ms": 13_000}, None),
    ({"kind": "standard_deviation", "field": "amount_minor", "where": POS}, 190_000**0.5 / 4),
    ({"kind": "z_score", "field": "amount_minor", "window_ms": 5_000}, -(2**-0.5)),
    ({"kind": "z_score", "field": "german_amount"}, None),
    ({"kind": "distinct", "field": "country"}, 2),
    ({"kind": "distinct", "field": "country_or_none"}, 1),
    ({"kind": "seconds_since_last"}, 2.0),
    ({"kind": "seconds_since_first"}, 12.0),
    ({"kind": "seconds_since_first", "window_ms": 12_000}, 7.0),
    ({"kind": "seconds_since_last", "window_ms": 2_000}, None),
    ({"kind": "seen_before", "field": "country"}, True),
    ({"kind": "first_time", "field": "country", "where": POS}, True),
    ({"kind": "seen_before", "field": "country_or_none"}, None),
    ({"kind": "last_value", "field": "amount_minor"}, 200),
    ({"kind": "last_value", "field": "country_or_none"}, "DE"),
    ({"kind": "changed", "field": "country"}, True),
    ({"kind": "changed", "field": "amount_minor"}, False),
    ({"kind": "changed", "field": "country_or_none"}, None),
    ({"kind": "share", "share_of": POS}, 0.8),
    ({"kind": "share", "share_of": POS, "delay_ms": 13_000}, None),
    ({"kind": "most_frequent_share", "field": "country"}, 0.6),
    ({"kind": "most_frequent_share", "field": "country_or_none"}, 1.0),
    ({"kind": "speed_kmh", "where": POS}, 0.0),
    ({"kind": "speed_kmh", "delay_ms": 3_000}, ONE_DEGREE_KM * 3600 / 7),
    ({"kind": "speed_kmh", "delay_ms": 13_000}, None),
    ({"kind": "confirmed_frauds"}, 2),
    ({"kind": "confirmed_frauds", "delay_ms": "feedback"}, 1),
    ({"kind": "confirmed_share"}, 0.4),
    ({"kind": "confirmed_share", "prior": 0.5, "weight": 5}, 0.45),
    ({"kind": "confirmed_share", "window_ms": 1, "delay_ms": 1_000}, None),
    ({"kind": "seconds_since_confirmed"}, 7.0),
    ({"kind": "seconds_since_confirmed", "window_ms": 7_000}, None),
    ({"kind": "seconds_since_first_confirmed"}, 12.0),
    ({"kind": "seconds_since_first_confirmed", "window_ms": 12_000}, 7.0),
    ({"kind": "seconds_since_first_confirmed", "window_ms": 7_000}, None),
    ({"kind": "count_since_confirmed"}, 3),
    ({"kind": "count_since_confirmed", "with_this": False}, 2),
    ({"kind": "count_since_confirmed", "delay_ms": 2_001}, 0),
    ({"kind": "count_since_confirmed", "delay_ms": 8_000}, 0),
    ({"kind": "count_since_confirmed", "window_ms": 7_000}, None),
    ({"kind": "confirmed_share_since_first"}, 0.4),
    ({"kind": "confirmed_share_since_first", "window_ms": 12_000}, 0.25),
    ({"kind": "confirmed_share_since_first", "delay_ms": 2_001}, 1.0),
    ({"kind": "confirmed_share_since_first", "window_ms": 7_000}, None),
    ({"kind": "last_values", "field": "amount_minor", "last_n": 3}, (200, 200, 300)),
    ({"kind": "last_values", "field": "weight", "last_n": 1, "with_this": False}, (2.0,)),
    ({"kind": "decayed_count", "half_life_ms": 5_000}, 1 + 2.75 * 2**-0.4),
    ({"kind": "decayed_count", "half_life_ms": 5_000, "with_this": False}, 2.75 * 2**-0.4),
    ({"kind": "decayed_count", "half_life_ms": 5_000, "where": POS}, 1 + 1.75 * 2**-0.4),
    ({"kind": "decayed_count", "half_life_ms": 62}, 1.0),
    ({"kind": "decayed_count", "half_life_ms": 62, "with_this": False}, 0.0),
    ({"kind": "decayed_count", "half_life_ms": 63, "with_this": False}, 2 * 2 ** -(2_000 / 63)),
    ({"kind": "decayed_sum", "field": "amount_minor", "half_life_ms": 5_000}, 200 + 725 * 2**-0.4),
    ({"kind": "decayed_sum", "field": "weight", "half_life_ms": 62}, 2.0),
]


FRAUDS: Final = [(0, 3, "chargeback"), (3, 12, "analyst_fraud"), (2, 13, "chargeback")]
"""Number of the payment, second that it was reported, what: the last is not known in time."""

REVISED: Final = [(1, 11, "chargeback"), (1, 12, "dispute_won"), (1, 11, "chargeback")]
"""A fraud, then none, then the first report once more."""


def interpreter(**aggregate: Any) -> Interpreter:  # noqa: ANN401
    """An interpreter of a file of one feature of a card, over a day unless said otherwise."""
    feature = Feature(
        name="feature",
        scope="card",
        kind="float",
        nullable=True,
        window_ms=None,
        fields=(),
        description="",
        source=Aggregate(**{"window_ms": DAY_MS, **aggregate}),
    )
    definitions = Definitions(
        path="",
        text="",
        sha256="",
        fields=(OwnField(name="weight", type="decimal", digits=2),),
        entities=(Entity("card", ("card_id",)),),
        features=(feature,),
    )
    return Interpreter(
        definitions, HistoryLimits(feedback_delay_ms=12_000), 5_000, Rates(Money(), [])
    )


def a_label(number: int, second: int, kind: Any) -> Label:  # noqa: ANN401
    time_ms = a_payment(number)["event_time_ms"]
    reported_ms = START_MS + second * 1000
    return Label(f"l{second}", f"t{number}", "c", f"m{number}", kind, time_ms, reported_ms)


def a_payment(number: int) -> dict[str, Any]:
    second, amount_minor, country, channel, latitude = PAYMENTS[number]
    return {
        "transaction_id": f"t{number}",
        "card_id": "c",
        "merchant_id": f"m{number}",
        "amount_minor": amount_minor,
        "weight": amount_minor,
        "german_amount": amount_minor if country == "DE" else None,
        "currency": "EUR",
        "country": country,
        "country_or_none": country if country == "DE" else None,
        "channel": channel,
        "event_time_ms": START_MS + second * 1000,
        "latitude": latitude,
        "longitude": None if latitude is None else 0.0,
    }


@pytest.mark.parametrize(("aggregate", "expected"), EXPECTED)
def test_a_kind_gives_what_was_worked_out(aggregate: dict[str, Any], expected: object) -> None:
    oracle = interpreter(**aggregate)
    for label in [*FRAUDS, *REVISED]:
        oracle.label(a_label(*label))
    given = [oracle.pay(a_payment(number)) for number in range(5)]
    kind, values = given[-1]
    assert kind == "accepted"
    assert type(values["feature"]) is type(expected)
    assert values["feature"] == pytest.approx(expected)


def test_a_payment_without_the_key_of_an_entity_has_none_of_its_features() -> None:
    assert interpreter(kind="count").pay({**a_payment(0), "card_id": None})[1] == {"feature": None}
