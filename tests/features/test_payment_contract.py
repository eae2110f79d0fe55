"""A definition file says which own fields payments have and how their amounts are compared."""

import pickle
from pathlib import Path

import pytest

from events.shared.money.rates_file import RatesError
from events.shared.money.shipped_rates import shipped_rates
from events.shared.own_fields import OwnField
from events.shared.time_units import DAY_MS
from features.fraud.definitions import load_definitions, parse_definitions
from features.fraud.payment_contract import payment_contract
from features.shared.definitions.faults import DefinitionsError
from features.shared.definitions.model import Definitions, Money
from features.shared.definitions.money_terms import money_terms

RATES = "currency,rate,valid_from\nEUR,1,2000-01-01\nJPY,0.00617,2026-11-01\n"


def test_the_contract_has_the_fields_and_the_terms_of_the_file() -> None:
    fields = (OwnField(name="mcc", type="text"),)
    contract = payment_contract(Definitions(path="d", text="", sha256="", fields=fields))
    assert contract.fields == fields
    assert contract.money is not None
    assert (contract.money.base_currency, contract.money.table) == ("EUR", shipped_rates())


def test_rates_of_a_file_are_those_of_its_content() -> None:
    terms = money_terms(
        Money(rates="r.csv", rates_text=RATES, max_age_ms=5, missing_rate="missing")
    )
    assert terms.table is not None
    assert set(terms.table.rates) == {"EUR", "JPY"}
    assert (terms.max_age_ms, terms.missing_rate) == (5, "missing")
    assert money_terms(Money(rates="none")).table is None


@pytest.mark.parametrize(
    ("money", "said"),
    [
        (Money(rates="r.csv", rates_text="x"), "r.csv:1: the columns"),
        (
            Money(rates="r.csv", rates_text=RATES, base_currency="USD"),
            "r.csv:1: no rate of the base",
        ),
        (Money(max_age_ms=1), "the shipped rates have no age: max_age expects a file"),
    ],
)
def test_rates_that_cannot_be_used_are_faults_before_anything_runs(money: Money, said: str) -> None:
    with pytest.raises(RatesError, match=said):
        money_terms(money)


def test_a_file_of_rates_that_was_not_read_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"r.csv: the rates were not read"):
        money_terms(Money(rates="r.csv"))


MONEY = """version: 1
entities: {card: card_id}
features: [{name: one, of: card, count:, over: 1h, description: One.}]
money: {rates: r.csv, max_age: 10d}
"""


def test_rates_are_read_from_the_folder_of_the_definition_file(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(MONEY)
    (tmp_path / "r.csv").write_text(RATES)
    definitions = load_definitions(str(tmp_path / "d.yaml"))
    assert definitions.money.rates_text == RATES
    contract = payment_contract(pickle.loads(pickle.dumps(definitions)))  # noqa: S301 - as Flink hands it over
    assert contract.money is not None
    assert contract.money.max_age_ms == 10 * DAY_MS
    (tmp_path / "r.csv").write_text(RATES + "JPY,0.00618,2026-11-02\n")
    assert load_definitions(str(tmp_path / "d.yaml")).sha256 == definitions.sha256


@pytest.mark.parametrize(
    ("rates", "said"), [(None, "r.csv:1: cannot be read"), ("x", "r.csv:1: the")]
)
def test_rates_that_cannot_be_used_are_faults_of_the_file(
    rates: str | None, said: str, tmp_path: Path
) -> None:
    (tmp_path / "d.yaml").write_text(MONEY)
    if rates is not None:
        (tmp_path / "r.csv").write_text(rates)
    with pytest.raises(DefinitionsError, match=said):
        load_definitions(str(tmp_path / "d.yaml"))


def test_only_rates_of_ones_own_have_an_age() -> None:
    with pytest.raises(DefinitionsError, match="d:4: money: max_age is of a file of your own"):
        parse_definitions(MONEY.replace("r.csv", "shipped"), "d")
