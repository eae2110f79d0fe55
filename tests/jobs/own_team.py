"""A team with definitions, rules and a model of its own, and its payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from features.fraud.definitions import load_definitions
from features.fraud.payment_contract import payment_contract
from features.fraud.payment_plan import payment_plan
from features.fraud.replayer import Replayer
from features.shared.limits import HistoryLimits
from tests.features.payments import START_MS
from tests.models.tiny_model import save_tiny_model

DEFINITIONS = """\
version: 1
money: {base_currency: EUR, rates: rates.csv}
fields:
  mcc: {type: text, longest: 4, carried: true}
  tip: {type: decimal, digits: 2, least: 0, carried: true}
  email: {type: text, personal: true}
entities:
  card: card_id
  merchant: merchant_id
  device: device_id
  card_merchant: [card_id, merchant_id]
reasons:
  T1: Unusual transfers
features:
  - {name: minute, value: event_time_ms // 60000 % 60, description: Minute of the hour.}
  - {name: card_spent, of: card, sum: amount_base_minor, over: [1h, 24h], description: Spent.}
  - name: card_transfers
    of: card
    count:
    where: mcc in ("4829", "6051")
    over: 24h
    description: Money transfers in the last 24h.
    reason: T1
  - {name: card_emails, of: card, distinct: email, over: 24h, description: Addresses.}
  - {name: card_last_mcc, of: card, last_value: mcc, over: 24h, description: Kind before.}
  - {name: merchant_tip, of: merchant, mean: tip, over: 24h, description: Mean tip.}
  - {name: device_cards, of: device, distinct: card_id, over: 24h, description: Cards.}
  - {name: device_last, of: device, seconds_since_last: , over: 1h, description: S., written: false}
  - {name: pair_count, of: card_merchant, count: , over: 24h, description: At the merchant.}
  - name: card_over_usual
    value: amount_base_minor / card_spent_24h
    missing: 1
    description: Share of the day's spending.
"""
RATES = "currency,rate,valid_from\nEUR,1,2000-01-01\nJPY,0.00617,2000-01-01\n"
RULES = """\
version: 1
rules:
  - id: quick_device
    version: 1
    expression: device_last < 30 and mcc == "4829"
    action: block
    reason: The device transferred money within half a minute.
  - id: high_tip
    version: 1
    expression: tip > 19.5
    action: flag
    reason: High tip.
"""
MODEL_FEATURES = ("card_transfers", "device_cards", "pair_count", "card_over_usual")

NEEDED = (
    "minute",
    "card_spent_1h",
    "card_spent_24h",
    "card_transfers",
    "card_emails",
    "card_last_mcc",
    "card_over_usual",
    "merchant_tip",
    "device_cards",
    "device_last",
    "pair_count",
)


@dataclass(frozen=True)
class Team:
    """Where the team's files are."""

    definitions: Path
    rules: Path
    model: Path


def own_team(folder: Path) -> Team:
    """Writes the team's files."""
    (folder / "own.yaml").write_text(DEFINITIONS)
    (folder / "rates.csv").write_text(RATES)
    (folder / "rules.yaml").write_text(RULES)
    save_tiny_model(folder / "model", MODEL_FEATURES)
    return Team(folder / "own.yaml", folder / "rules.yaml", folder / "model")


def own_records(count: int, seed: int = 5) -> list[bytes]:
    """Payments, a few seconds apart, as they come on the wire."""
    random = Random(seed)
    return [msgspec.json.encode(_payment(number, random)) for number in range(count)]


def _payment(number: int, random: Random) -> dict[str, Any]:
    payment = {
        "transaction_id": f"t{number}",
        "card_id": f"c{random.randrange(12)}",
        "merchant_id": f"m{random.randrange(6)}",
        "amount_minor": random.randrange(100, 90_000),
        "currency": random.choice(("EUR", "EUR", "JPY")),
        "country": "DE",
        "channel": "ecommerce",
        "event_time_ms": START_MS + number * 7_000 + random.randrange(5_000),
    }
    own = {
        "device_id": f"d{random.randrange(5)}",
        "mcc": random.choice(("4829", "5411", "6051")),
        "tip": random.choice((1.25, "12.50", 20)),
        "email": f"{random.randrange(3)}@secret.example",
    }
    return payment | {name: value for name, value in own.items() if random.random() < 0.7}


def replayed(team: Team, records: Sequence[bytes]) -> dict[str, dict[str, Any]]:
    """What the replayer computes of every payment, by transaction."""
    definitions = load_definitions(str(team.definitions))
    decode = PaymentDecoder(contract=payment_contract(definitions)).decode
    replayer = Replayer(plan=payment_plan(definitions, HistoryLimits(), NEEDED))
    found = {}
    for record in records:
        payment = decode(record, 2**62)
        assert isinstance(payment, Payment)
        values = replayer.feed(payment).values
        found[payment.transaction_id] = dict(zip(replayer.plan.names, values, strict=True))
    return found
