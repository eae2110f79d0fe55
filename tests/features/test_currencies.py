"""Amounts of several currencies are added up in one, and a missing rate is a stated outcome."""

from dataclasses import replace
from typing import Final

import pytest
from msgspec.structs import replace as with_fields

from events.fraud.payment import Payment
from features.fraud.definitions import parse_definitions
from features.fraud.passage import PassedPayment
from features.fraud.payment_plan import payment_plan
from features.fraud.replayer import Replayer
from features.shared.limits import HistoryLimits
from tests.features.payments import START_MS, a_payment

RATES: Final = """currency,rate,valid_from
EUR,1,2000-01-01
JPY,0.00617,2023-01-01
KWD,2.8,2023-01-01
"""
FILE: Final = """
version: 1
money: {base_currency: EUR, rates: rates.csv, missing_rate: dead_letter}
entities: {card: card_id, merchant: merchant_id}
features:
  - {name: own, value: amount_minor, description: Amount.}
  - {name: compared, value: amount_base_minor, description: Amount in EUR.}
  - {name: card_count, of: card, count:, over: 1h, description: Count.}
  - {name: card_sum, of: card, sum: amount_base_minor, over: 1h, description: Sum in EUR.}
"""


def a_replayer(missing_rate: str = "dead_letter") -> Replayer:
    read = parse_definitions(FILE.replace("dead_letter", missing_rate), "file.yaml")
    definitions = replace(read, money=replace(read.money, rates_text=RATES))
    return Replayer(plan=payment_plan(definitions, HistoryLimits()))


def paid(amount_minor: int, currency: str, after_ms: int = 0) -> Payment:
    payment = a_payment(START_MS + after_ms, amount_minor)
    return with_fields(payment, currency=currency, amount_base_minor=None)


def test_a_card_that_pays_in_four_currencies_has_spent_their_sum_in_the_base_currency() -> None:
    replayer = a_replayer()
    payments = [paid(10_000, "EUR"), paid(15_000, "JPY"), paid(10_000, "EUR"), paid(50_000, "KWD")]
    last = [replayer.feed(payment) for payment in payments][-1]
    # 100.00 EUR + 92.55 EUR + 100.00 EUR + 140.00 EUR
    assert last.values == (50_000, 14_000, 4, 43_255)


def test_a_payment_without_a_rate_is_a_dead_letter_that_no_feature_counts() -> None:
    replayer = a_replayer()
    assert replayer.feed(paid(100, "CHF")) == PassedPayment("dead_letter", (), replayer_start())
    assert replayer.feed(paid(100, "EUR", 1)).values == (100, 100, 1, 100)


def replayer_start() -> int:
    return a_replayer().watermark_ms


def test_the_time_of_a_payment_without_a_rate_is_as_good_as_any() -> None:
    replayer, other = a_replayer(), a_replayer()
    replayer.feed(paid(100, "CHF"))
    other.feed(paid(100, "EUR"))
    assert replayer.watermark_ms == other.watermark_ms > replayer_start()


def test_a_missing_amount_leaves_features_over_it_missing_and_the_others_not() -> None:
    replayer = a_replayer("missing")
    replayer.feed(paid(100, "EUR"))
    assert replayer.feed(paid(100, "CHF", 1)).values == (100, None, 2, 100)


@pytest.mark.parametrize("currency", ["EUR", "JPY"])
def test_an_amount_that_was_compared_already_is_taken_as_it_is(currency: str) -> None:
    payment = with_fields(paid(100, currency), amount_base_minor=77)
    assert a_replayer().feed(payment).values == (100, 77, 1, 77)
