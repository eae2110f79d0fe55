"""A decision carries the own fields that it is to carry, and what the amount was compared as."""

from typing import Any

import msgspec
import pytest

from events.fraud.codec import PaymentDecoder
from events.fraud.decision import Decision
from events.fraud.payment import Payment
from events.fraud.payment_contract import PaymentContract
from events.shared.json_records import encode
from events.shared.money.base_amounts import MoneyTerms
from events.shared.money.rates_file import parse_rates
from features.fraud.catalogue import FEATURE_NAMES, PAYMENT_FEATURES
from models.fraud.decider import Decider
from models.fraud.explanation.account import account_of
from models.fraud.rules import catalogue_schema, parse_fraud_rules
from models.shared.scorer import OnnxScorer
from tests.events.own_payments import FIELDS, record
from tests.features.payments import START_MS
from tests.models.tiny_model import tiny_artifact

TABLE = parse_rates(
    "currency,rate,valid_from\nEUR,1,2000-01-01\nJPY,0.00617,2020-01-01\n", "rates.csv"
)
CONTRACT = PaymentContract(
    fields=FIELDS,
    money=MoneyTerms(base_currency="EUR", table=TABLE, missing_rate="missing"),
)
NO_RULES = parse_fraud_rules("version: 1\nrules: []\n", "none.yaml", catalogue_schema())
SCORER = OnnxScorer(tiny_artifact(), FEATURE_NAMES)


def written(contract: PaymentContract = CONTRACT, *, late: bool = False, **values: object) -> Any:  # noqa: ANN401 - JSON
    """The decision of a payment with the own fields, as it is written."""
    payment = PaymentDecoder(contract=contract).decode(record(**values), START_MS)
    assert isinstance(payment, Payment)
    decider = Decider(NO_RULES, SCORER, "1", lambda: 0, contract)
    features = [1.0] * len(PAYMENT_FEATURES if late else FEATURE_NAMES)
    verdict = decider.judge(payment, features, late=late)
    decision = decider.decision(payment, features, verdict, {}, late=late)
    assert account_of(decision, SCORER, NO_RULES).reproduced
    return msgspec.json.decode(encode(decision))


def test_a_decision_carries_own_fields_and_nothing_personal() -> None:
    decision = written()
    assert decision["fields"] == {"mcc": "5411", "tip": "12.50"}
    assert "a@b.c" not in str(decision)
    assert decision["schema_version"] == 3


def test_a_payment_in_the_base_currency_and_without_own_values_has_no_more_than_before() -> None:
    decision = written(mcc=None, tip=None)
    assert not {"base_currency", "amount_base_minor", "fields", "incomplete"} & {*decision}


@pytest.mark.parametrize("late", [False, True])
def test_a_payment_in_another_currency_has_the_amount_that_was_compared(*, late: bool) -> None:
    decision = written(currency="JPY", amount_minor=15_000, late=late)
    assert (decision["base_currency"], decision["amount_base_minor"]) == ("EUR", 9_255)


@pytest.mark.parametrize("late", [False, True])
def test_a_payment_whose_amount_is_not_compared_says_so(*, late: bool) -> None:
    decision = written(currency="CHF", late=late)
    assert decision["base_currency"] == "EUR"
    assert "amount_base_minor" not in decision
    assert [one["name"] for one in decision["reasons"] if one["source"] == "job"] == [
        *(["late"] if late else []),
        "missing_rate",
    ]


def test_nothing_is_said_of_money_where_nothing_compares_it() -> None:
    decision = written(PaymentContract(), currency="CHF")
    assert not {"base_currency", "amount_base_minor"} & {*decision}
    assert [one for one in decision["reasons"] if one["name"] == "missing_rate"] == []


def test_a_record_of_the_schema_before_is_still_read() -> None:
    decision = written(currency="JPY")
    for name in ("base_currency", "amount_base_minor", "fields"):
        del decision[name]
    older = msgspec.convert({**decision, "schema_version": 2}, Decision)
    assert not older.fields
    assert encode(older) == encode(msgspec.convert(msgspec.json.decode(encode(older)), Decision))
