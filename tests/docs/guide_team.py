"""The team of the guide to a feature: its files as the page has them, and payments for them.

Every test of the whole job by a team's own file takes these, so that the page is what is tested.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec

from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from features.fraud.payment_contract import payment_contract
from features.fraud.replayer import Replayer
from features.shared.plan.plan import Plan
from jobs.fraud.decided_by import decided_by
from jobs.fraud.settings import load_settings
from tests.docs.guide import ROOT, file_of
from tests.features.payments import START_MS

_PAGE: Final = ROOT / "docs" / "guides" / "add-a-feature.md"
DEFINITIONS: Final = file_of(_PAGE, "team.yaml")
RULES: Final = file_of(_PAGE, "rules.yaml")
FEATURES: Final = (
    "card_groceries_minor_24h",
    "card_groceries_minor_7d",
    "card_categories_7d",
    "card_new_category_30d",
    "card_remote_share_7d",
    "device_cards_1h",
    "device_pace",
    "card_device_count_7d",
    "amount_over_groceries",
    "card_is_roaming",
)
"""The ten of the page, beside the shipped ones."""


@dataclass(frozen=True)
class GuideTeam:
    """Where the team's files are."""

    definitions: Path
    rules: Path

    @property
    def properties(self) -> dict[str, str]:
        """The settings that put them in force."""
        return {"features.definitions": str(self.definitions), "decision.rules": str(self.rules)}

    def plan(self) -> Plan:
        """What the job computes by them, with the shipped model."""
        return decided_by(load_settings({}, {"source.uri": "file:p"} | self.properties)).load_plan()


def guide_team(folder: Path) -> GuideTeam:
    """Writes the files of the page."""
    (folder / "team.yaml").write_text(DEFINITIONS)
    (folder / "rules.yaml").write_text(RULES)
    return GuideTeam(folder / "team.yaml", folder / "rules.yaml")


def team_payments(count: int, cards: int = 40, seed: int = 7) -> list[dict[str, Any]]:
    """`count` payments in the order of arrival, some an hour late, many with less than all fields.

    Merchants and devices that begin with ``own`` are those of one card, and one is only ever met
    at the other: whatever the parallelism, their payments come in this order.
    """
    random = Random(seed)
    return [_payment(number, random.randrange(cards), random) for number in range(count)]


def _payment(number: int, card: int, random: Random) -> dict[str, Any]:
    payment: dict[str, Any] = {
        "transaction_id": f"t{number}",
        "card_id": f"c{card}",
        "merchant_id": f"merchant-{random.randrange(4)}",
        "amount_minor": random.randrange(100, 90_000),
        "currency": random.choice(("EUR", "EUR", "EUR", "JPY")),
        "country": random.choice(("DE", "FR")),
        "channel": random.choice(("pos", "ecommerce")),
        "event_time_ms": START_MS + number * 60_000 - random.choice((0, 0, 0, 3_600_000)),
    }
    if random.random() < 0.6:
        place = f"{card}-{random.randrange(2)}"
        payment |= {"merchant_id": f"own-merchant-{place}", "device_id": f"own-device-{place}"}
    elif random.random() < 0.6:
        payment["device_id"] = f"device-{random.randrange(4)}"
    if random.random() < 0.8:
        payment["mcc"] = random.choice(("4829", "5411", "5812", "6051"))
    return payment


def encoded(payments: Sequence[dict[str, Any]]) -> list[bytes]:
    """The payments as they come on the wire."""
    return [msgspec.json.encode(payment) for payment in payments]


def replayed(plan: Plan, records: Sequence[bytes]) -> dict[str, dict[str, Any]]:
    """What the replayer computes of every payment, by transaction."""
    decode = PaymentDecoder(contract=payment_contract(plan.definitions)).decode
    replayer = Replayer(plan=plan)
    found = {}
    for record in records:
        payment = decode(record, 2**62)
        assert isinstance(payment, Payment)
        values = replayer.feed(payment).values
        found[payment.transaction_id] = dict(zip(plan.names, values, strict=True))
    return found
