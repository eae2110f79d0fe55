"""A card that pays in several currencies, through the whole job: summed up, refused, sent again."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from click.testing import CliRunner

from cli.main import revstream
from tests.features.payments import START_MS
from tests.jobs.outputs import Outputs, Record, run_on_file
from tests.models.tiny_model import save_tiny_model

DEFINITIONS: Final = """\
version: 1
money: {base_currency: EUR, rates: rates.csv, max_age: 10d, missing_rate: dead_letter}
entities: {card: card_id, merchant: merchant_id}
features:
  - {name: card_sum, of: card, sum: amount_base_minor, over: 1h, description: Spent.}
  - {name: card_count, of: card, count:, over: 1h, description: Payments.}
  - {name: merchant_sum, of: merchant, sum: amount_base_minor, over: 1h, description: Taken.}
"""
# START_MS is 2023-11-14T22:13:20Z.
RATES: Final = """\
currency,rate,valid_from
EUR,1,2023-11-10
JPY,0.00617,2023-11-10
KWD,2.8,2023-11-10
GBP,1.14,2023-11-01
"""
LATER_RATES: Final = f"{RATES}GBP,1.15,2023-11-14\nCHF,1.0623,2023-11-10\n"
NO_RULES: Final = "version: 1\nrules: []\n"
AMOUNTS: Final = (
    ("first", 10_000, "EUR"),
    ("yen", 15_000, "JPY"),
    ("francs", 3_333, "CHF"),
    ("pounds", 1_000, "GBP"),
    ("second", 10_000, "EUR"),
    ("dinars", 50_000, "KWD"),
)
SPENT_MINOR: Final = 10_000 + 9_255 + 10_000 + 14_000
"""100.00 EUR, 15,000 JPY at 0.00617, 100.00 EUR and 50.000 KWD at 2.8."""


def paid(name: str, amount_minor: int, currency: str, number: int) -> dict[str, Any]:
    return {
        "transaction_id": name,
        "card_id": "card",
        "merchant_id": "merchant",
        "amount_minor": amount_minor,
        "currency": currency,
        "country": "DE",
        "channel": "pos",
        "event_time_ms": START_MS + 60_000 * number,
    }


PAYMENTS: Final = [paid(*one, number) for number, one in enumerate(AMOUNTS)]


@dataclass(frozen=True)
class Shop:
    """Files of a team whose customers pay in many currencies."""

    folder: Path

    @property
    def payments(self) -> Path:
        return self.folder / "payments.jsonl"

    def take(self, payments: Iterable[dict[str, Any]]) -> None:
        self.payments.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in payments))

    def define(self, rates: str, missing_rate: str = "dead_letter") -> Path:
        own = self.folder / "own.yaml"
        own.write_text(DEFINITIONS.replace("dead_letter", missing_rate))
        (self.folder / "rates.csv").write_text(rates)
        return own

    def decided(self, definitions: Path, name: str) -> Outputs:
        return run_on_file(
            self.payments,
            self.folder / name,
            features__definitions=str(definitions),
            decision__rules=str(self.folder / "rules.yaml"),
            decision__model=str(self.folder / "model"),
        )

    def replayed(self, definitions: Path) -> dict[str, Any]:
        """Features by transaction, of `revstream replay`."""
        output = self.folder / "rows.jsonl"
        given = ["--input", self.payments, "--definitions", definitions, "--output", output]
        ended = CliRunner().invoke(revstream, ["replay", *map(str, given)])
        assert ended.exit_code == 0, ended.output
        rows = [msgspec.json.decode(line) for line in output.read_bytes().splitlines()]
        output.unlink()
        return {row["transaction_id"]: row["features"] for row in rows}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "rules.yaml").write_text(NO_RULES)
    save_tiny_model(folder / "model", ("card_sum", "card_count", "merchant_sum"))
    return Shop(folder)


def features_of(decisions: dict[str, Record]) -> dict[str, Any]:
    return {name: one["features"] for name, one in decisions.items()}


def test_amounts_without_a_rate_are_dead_letters_and_count_once_sent_again_after_the_rate_is_there(
    shop: Shop,
) -> None:
    definitions = shop.define(RATES)
    shop.take(PAYMENTS)
    first = shop.decided(definitions, "first")
    last = {"card_sum": SPENT_MINOR, "card_count": 4, "merchant_sum": SPENT_MINOR}
    assert first.by_transaction["dinars"]["features"] == last
    assert features_of(first.by_transaction) == shop.replayed(definitions)
    assert {(one["cause"], one["field"]) for one in first.rejected} == {
        ("missing_rate", "currency")
    }
    assert [one["detail"] for one in first.rejected] == [
        f"currency: no rate of {lack} at the event time expected"
        for lack in ("CHF: a rate in force", "GBP: a rate less than 10d old")
    ]
    again = shop.folder / "again.jsonl"
    given = ["dlq", "replay", str(shop.folder / "first"), "--definitions", str(definitions)]
    held = CliRunner().invoke(revstream, [*given, "--to", str(again), "--dry-run"])
    assert held.exit_code == 1, held.output
    assert held.output.count("missing_rate: currency: no rate of") == 2
    shop.define(LATER_RATES)
    sent = CliRunner().invoke(revstream, [*given, "--to", str(again)])
    assert sent.exit_code == 0, sent.output
    taken = [one for one in PAYMENTS if one["transaction_id"] in first.by_transaction]
    resent = [msgspec.json.decode(line) for line in again.read_bytes().splitlines()]
    assert [one["transaction_id"] for one in resent] == ["francs", "pounds"]
    shop.take([*taken, *resent, paid("last", 100, "EUR", len(PAYMENTS))])
    second = shop.decided(definitions, "second")
    # 33.33 CHF at 1.0623 are 35.406459 EUR, 10.00 GBP at 1.15 are 11.50 EUR.
    spent = SPENT_MINOR + 3_541 + 1_150 + 100
    last = {"card_sum": spent, "card_count": 7, "merchant_sum": spent}
    assert (second.by_transaction["last"]["features"], second.rejected) == (last, [])


def test_amounts_without_a_rate_may_be_missing_with_the_cause_in_the_decision(shop: Shop) -> None:
    definitions = shop.define(RATES, "missing")
    shop.take(PAYMENTS)
    outputs = shop.decided(definitions, "missing")
    last = {"card_sum": SPENT_MINOR, "card_count": 6, "merchant_sum": SPENT_MINOR}
    decided = outputs.by_transaction
    assert (decided["dinars"]["features"], outputs.rejected) == (last, [])
    assert features_of(decided) == shop.replayed(definitions)
    lacking = {
        name
        for name, one in decided.items()
        if "missing_rate" in {reason["name"] for reason in one["reasons"]}
    }
    assert lacking == {"francs", "pounds"}
    assert {name for name, one in decided.items() if "amount_base_minor" in one} == {
        "yen",
        "dinars",
    }
