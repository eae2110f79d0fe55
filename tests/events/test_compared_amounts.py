"""Payments get their amount in the base currency when they are decoded, or are a stated outcome."""

import msgspec
import pytest
from msgspec.structs import replace

from events.fraud.payment import AMOUNT, Payment
from events.fraud.payment_contract import PaymentContract
from events.shared.money.amount_comparison import AmountComparison
from events.shared.money.base_amounts import MissingRate, MoneyTerms
from events.shared.money.rates_file import parse_rates
from events.shared.rejected import Fault
from tests.events.own_payments import the_fault, the_payment
from tests.features.payments import START_MS, a_payment

TABLE = parse_rates(
    "currency,rate,valid_from\nEUR,1,2000-01-01\nJPY,0.00617,2020-01-01\nKWD,2.8,2020-01-01\n", "r"
)


def a_record(amount_minor: int, currency: str) -> bytes:
    payment = msgspec.to_builtins(a_payment(START_MS, amount_minor))
    return msgspec.json.encode({**payment, "currency": currency, "amount_base_minor": 77})


def contract(missing_rate: MissingRate = "dead_letter") -> PaymentContract:
    terms = MoneyTerms(base_currency="EUR", table=TABLE, missing_rate=missing_rate)
    return PaymentContract(money=terms)


@pytest.mark.parametrize(
    ("amount_minor", "currency", "base_minor"),
    [(10_000, "EUR", 10_000), (15_000, "JPY", 9_255), (50_000, "KWD", 14_000)],
)
def test_a_payment_has_both_amounts(amount_minor: int, currency: str, base_minor: int) -> None:
    payment = the_payment(a_record(amount_minor, currency), contract())
    assert (payment.amount_minor, payment.amount_base_minor) == (amount_minor, base_minor)


def test_a_payment_without_a_rate_is_a_dead_letter() -> None:
    fault = the_fault(a_record(100, "CHF"), contract())
    assert (fault.cause, fault.field) == ("missing_rate", "currency")
    assert fault.detail == ("currency: no rate of CHF: a rate in force at the event time expected")


def test_a_payment_without_a_rate_may_go_on_without_an_amount_to_compare() -> None:
    assert the_payment(a_record(100, "CHF"), contract("missing")).amount_base_minor is None


def test_in_a_team_of_one_currency_another_one_is_a_dead_letter() -> None:
    one = PaymentContract(money=MoneyTerms(base_currency="EUR", missing_rate="missing"))
    assert the_payment(a_record(100, "EUR"), one).amount_base_minor == 100
    assert the_fault(a_record(100, "JPY"), one).cause == "missing_rate"


def test_a_payment_that_somebody_holds_is_copied() -> None:
    payment = replace(a_payment(START_MS, 123), amount_base_minor=None)
    compared = AmountComparison(MoneyTerms(base_currency="EUR"), AMOUNT).compared(payment)
    assert isinstance(compared, Payment)
    assert (payment.amount_base_minor, compared.amount_base_minor) == (None, 123)
    dollars = AmountComparison(MoneyTerms(base_currency="USD"), AMOUNT)
    assert isinstance(dollars.compared(payment), Fault)
