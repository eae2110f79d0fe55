"""A file of prices is taken whole, or refused with all that is wrong in it."""

from pathlib import Path

import pytest

from serving.shared.prices.plan import NO_PRICES, Plan, Tier
from serving.shared.prices.price_file import PricesError, load_prices, parse_prices

WHOLE = """
version: 1
currency: EUR
plans:
  starter:
    monthly_minor: 4900
    included: 10000
    tiers:
      - {up_to: 100000, per_1000_minor: 500}
      - {per_1000_minor: 300}
    warn_at: 180000
    quota: 200000
  open: {monthly_minor: 0, included: 0, tiers: [{per_1000_minor: 1}]}
tenants: {acme: starter}
default_plan: open
"""

FAULTY = """
version: 2
currency: EURO
plans:
  starter:
    monthly_minor: 49.00
    included: 10000
    tiers:
      - {up_to: 10000, per_1000_minor: 500}
      - {per_1000_minor: -1}
      - {up_to: 5, per_1000_minor: 1, price: 2}
    warn_at: 300
    quota: 200
tenants: {acme: startr, " b": 7}
default_plan: none
"""


def test_a_file_gives_each_tenant_its_plan() -> None:
    prices = parse_prices(WHOLE, "p.yaml")
    tiers = (Tier(100_000, 500), Tier(None, 300))
    assert prices.plan_of("acme") == Plan("starter", 4_900, 10_000, tiers, 180_000, 200_000)
    assert prices.plan_of("other") == Plan("open", 0, 0, (Tier(None, 1),))
    assert prices.currency == "EUR"


def test_without_a_file_nobody_has_a_plan() -> None:
    assert NO_PRICES.plan_of("acme") is None


def test_all_faults_are_told_at_once_with_their_lines() -> None:
    with pytest.raises(PricesError) as refused:
        parse_prices(FAULTY, "p.yaml")
    told = [(fault.line, fault.message) for fault in refused.value.faults]
    for line, part in [
        (2, "'version' must be a whole number from 1 to 1"),
        (3, "currency: 'EURO', expected an ISO 4217 code"),
        (6, "'monthly_minor' must be a whole number"),
        (9, "up_to 10000, expected more than 10000"),
        (10, "'per_1000_minor' must be a whole number"),
        (10, "only the last has no end"),
        (11, "unknown key 'price'"),
        (11, "the last tier has no end"),
        (12, "warn_at 300, expected at most the quota, 200"),
        (14, "no plan 'startr', there are: starter"),
        (14, "a space at its start or end"),
        (14, "must be text"),
        (15, "default_plan: no plan 'none'"),
    ]:
        assert any(at == line and part in message for at, message in told), (line, part, told)


@pytest.mark.parametrize("text", ["", "[]", "version: 1", "x: &a [*a]", "- " * 200_000])
def test_what_is_no_file_of_prices_is_refused(text: str) -> None:
    with pytest.raises(PricesError):
        parse_prices(text, "p.yaml")


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(PricesError, match="cannot be read"):
        load_prices(tmp_path / "none.yaml")
