"""A constant that a name never equals, or never passes, is refused when the rules are loaded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.shared.iso_codes import COUNTRIES
from features.fraud.catalogue import FEATURES
from features.shared.language.country_names import COUNTRY_CODES
from features.shared.language.expression import parse_expression
from features.shared.language.faults import ExpressionError
from features.shared.language.possible_values import Range
from models.fraud.rules import catalogue_schema

SCHEMA = catalogue_schema()

NEVER = {
    "country == 'Germany'": "'Germany' is no country code, expected two capital letters of ISO"
    " 3166-1, such as 'DE'; did you mean 'DE'?",
    "'UK' == country": "'UK' is no country code, expected two capital letters of ISO 3166-1, such"
    " as 'DE'; did you mean 'GB'?",
    "country not in ('FR', 'de')": "'de' is no country code",
    "country != 'XX'": "'XX' is no country code",
    "starts_with(country, 'Ge')": "no country code begins with 'Ge'",
    "currency == 'EURO'": "did you mean 'EUR'?",
    "currency in ('usd', 'EUR')": "did you mean 'USD'?",
    "hour_of_day == 25": "`hour_of_day` is 0 to 23, it is never 25",
    "-1 == hour_of_day": "`hour_of_day` is 0 to 23, it is never -1",
    "24 <= hour_of_day": "`hour_of_day` is 0 to 23, it is never >= 24",
    "hour_of_day in (22, 23, 24)": "`hour_of_day` is 0 to 23, it is never 24",
    "merchant_fraud_share_7d > 1": "`merchant_fraud_share_7d` is 0 to 1, it is never > 1",
    "1 < card_count_1h < 1": "`card_count_1h` is 1 or more, it is never < 1",
    "card_speed_kmh < -1": "`card_speed_kmh` is 0 or more, it is never < -1",
    "amount_minor > 1000000000000": "`amount_minor` is 0 to 1e+12, it is never > 1e+12",
}


@pytest.mark.parametrize(("text", "message"), NEVER.items(), ids=list(NEVER))
def test_a_comparison_that_never_holds_is_refused(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text, SCHEMA)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "country in ('DE', 'GB') or currency != 'JPY'",
        "starts_with(currency, 'E')",
        "channel == 'whatever the sender says'",
        "merchant_fraud_share_7d >= 1",
        "hour_of_day >= 0 or hour_of_day < 24",
        "card_amount_z_30d < -50",
        "card_count_1h * 100 == 5",
    ],
)
def test_a_comparison_that_may_hold_is_not(text: str) -> None:
    assert parse_expression(text, SCHEMA).text == text


def test_every_value_that_is_no_code_is_reported() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression("country in ('DE', 'Spain', 'Narnia')", SCHEMA)
    assert [fault.message.split()[0] for fault in caught.value.faults] == ["'Spain'", "'Narnia'"]


@given(
    bounds=st.tuples(st.integers(-5, 5), st.integers(-5, 5)).map(sorted),
    symbol=st.sampled_from(["<", "<=", ">", ">=", "=="]),
    number=st.integers(-7, 7),
)
def test_a_range_refuses_what_holds_for_none_of_its_values(
    bounds: list[int], symbol: str, number: int
) -> None:
    least, most = bounds
    holds = any(eval(f"{value} {symbol} {number}") for value in range(least, most + 1))  # noqa: S307
    assert (Range(least, most).fault("x", symbol, number) is None) is holds


def test_every_name_of_a_country_stands_for_a_code() -> None:
    assert len(COUNTRY_CODES) >= len(COUNTRIES)
    assert set(COUNTRY_CODES.values()) == COUNTRIES


def test_all_numeric_features_but_the_deviation_have_a_least_value() -> None:
    open_below = [one.name for one in FEATURES if one.kind != "bool" and one.least is None]
    assert open_below == ["card_amount_z_30d"]
