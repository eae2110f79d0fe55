"""A feature that is a whole number beyond 64 bits is missing, in the engine and in the oracle."""

from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

import msgspec
import pytest
from msgspec.structs import replace as with_fields

from events.fraud.payment_type import payment_type
from features.fraud.definitions import parse_definitions
from features.fraud.payment_plan import payment_plan
from features.fraud.replayer import Replayer
from features.shared.definitions.model import Definitions
from features.shared.limits import HistoryLimits
from tests.definitions.random_streams import OUT_OF_ORDERNESS_MS
from tests.features.own_files import file_of
from tests.features.payments import START_MS, a_payment
from tests.oracles.definitions.interpreter import Interpreter
from tests.oracles.definitions.money import Rates

MOST: Final = 2**63 - 1
ROOT: Final = 3_037_000_499
"""The largest whole number whose square is within 64 bits."""

FACTORS: Final = 20


def to_the_20th(name: str) -> str:
    return " * ".join([name] * FACTORS)


TWENTY: Final = to_the_20th("amount_minor")

CHAIN: Final = (
    "name: g0, value: amount_minor - 0",
    *(
        f"name: g{after}, value: {to_the_20th(f'g{before}')}"
        for before, after in pairwise(range(7))
    ),
)
"""Six levels: 2 to the power of 64 million, were there no limit."""

DERIVED: Final = (
    "name: square, value: amount_minor * amount_minor",
    "name: opposite, value: -amount_minor * amount_minor - amount_minor",
    "name: or_seven, value: amount_minor * amount_minor, missing: 7",
    "name: claimed, value: amount_minor * amount_minor, most: 9",
    "name: of_claimed, value: claimed * claimed * claimed * claimed * claimed",
    "name: rounded, value: round(amount_minor * amount_minor * 1.0)",
    f"name: fraction, value: 'max({TWENTY} * ({TWENTY}), 0.5)'",
    f"name: back, value: {TWENTY} // ({TWENTY} + 1)",
    *CHAIN,
)


def both(definitions: Definitions, payments: list[Any]) -> tuple[dict[str, object], ...]:
    """What the engine and the oracle say of the last payment."""
    limits = HistoryLimits()
    replayer = Replayer(limits, OUT_OF_ORDERNESS_MS, payment_plan(definitions, limits))
    rates = Rates(replace(definitions.money, rates="none"), [])
    oracle = Interpreter(definitions, limits, OUT_OF_ORDERNESS_MS, rates)
    engine = [replayer.feed(payment).values for payment in payments][-1]
    naive = [oracle.pay(msgspec.structs.asdict(payment))[1] for payment in payments][-1]
    return dict(zip(naive, engine, strict=True)), naive


@pytest.mark.parametrize("amount", [0, 1, 2, 3, ROOT, ROOT + 1, 10**12])
def test_the_engine_and_the_oracle_agree_on_what_is_too_large(amount: int) -> None:
    engine, oracle = both(file_of(*DERIVED), [a_payment(START_MS, amount)])
    assert engine == oracle
    whole = [value for value in engine.values() if isinstance(value, int)]
    assert len(whole) > 2
    assert all(-(2**63) <= value <= MOST for value in whole)


def test_the_largest_square_is_there_and_the_next_is_missing() -> None:
    within, _ = both(file_of(*DERIVED), [a_payment(START_MS, ROOT)])
    beyond, _ = both(file_of(*DERIVED), [a_payment(START_MS, ROOT + 1)])
    assert within["square"] == within["claimed"] == within["or_seven"] == ROOT**2
    assert (beyond["square"], beyond["claimed"], beyond["or_seven"]) == (None, None, 7)
    assert (within["opposite"], beyond["opposite"]) == (-(ROOT**2) - ROOT, None)
    assert (within["of_claimed"], within["rounded"]) == (None, round(float(ROOT**2)))


def test_within_an_expression_numbers_are_exact_whatever_their_size() -> None:
    found, _ = both(file_of(*DERIVED), [a_payment(START_MS, 10**12)])
    assert found["back"] == 0
    assert found["fraction"] is None
    some, _ = both(file_of(*DERIVED), [a_payment(START_MS, 2)])
    assert some["fraction"] == float(2 ** (2 * FACTORS))
    assert (some["g0"], some["g1"], some["g2"], some["g6"]) == (2, 2**20, None, None)


def test_a_sum_beyond_64_bits_is_missing_and_what_else_is_of_the_values_is_not() -> None:
    definitions = file_of(
        "name: total, of: card, sum: amount_base_minor, over: 1h",
        "name: score, of: card, z_score: amount_base_minor, over: 1h",
        "name: spread, of: card, standard_deviation: amount_base_minor, over: 1h",
        "name: pace, of: card, decayed_sum: amount_base_minor, half_life: 1h",
        "name: less, value: total - 1",
    )
    limits = HistoryLimits()
    replayer = Replayer(limits, plan=payment_plan(definitions, limits))
    large = [
        with_fields(a_payment(START_MS + number), amount_base_minor=2**61) for number in range(4)
    ]
    found = [replayer.feed(payment).values for payment in large]
    assert [values[0] for values in found] == [2**61, 2**62, 3 * 2**61, None]
    assert [values[4] for values in found] == [2**61 - 1, 2**62 - 1, 3 * 2**61 - 1, None]
    assert found[-1][1:3] == (0.0, 0.0)
    assert found[-1][3] == pytest.approx(2.0**63)


@pytest.mark.parametrize("value", [10**15, -(10**15)])
def test_a_sum_of_an_own_field_has_the_same_limits_on_both_sides(value: int) -> None:
    text = (
        "version: 1\nfields: {n: {type: integer}}\nentities: {card: card_id}\nfeatures:\n"
        "  - {name: total, of: card, sum: n, over: 1h, description: Sum.}\n"
        "  - {name: mean, of: card, mean: n, over: 1h, description: Mean.}\n"
    )
    definitions = parse_definitions(text, "own.yaml")
    assert definitions.features[0].nullable
    made: Any = payment_type(definitions.fields)
    limits = HistoryLimits()
    replayer = Replayer(limits, plan=payment_plan(definitions, limits))
    plain = msgspec.structs.asdict(a_payment(START_MS))
    found = [
        replayer.feed(made(**{**plain, "transaction_id": f"t{number}"}, n=value)).values
        for number in range(9_225)
    ]
    assert [values[0] for values in found[9_221:]] == [9_222 * value, 9_223 * value, None, None]
    assert found[-1][1] == float(value)
