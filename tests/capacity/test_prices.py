"""The price list: complete, and honest about where each price comes from."""

import pytest

from capacity.prices import RegionPrices, parse_prices, shipped_prices

_PRICE = 'usd: "{usd}", unit: GB, source: {source}, as_of: 2026-01-01'


def _text(usd: str = "1", source: str = "https://example.org", more: str = "") -> str:
    price = "{" + _PRICE.format(usd=usd, source=source) + more + "}"
    names = "\n".join(f"    {name}: {price}" for name in RegionPrices.__struct_fields__)
    return f"read_on: 2026-01-01\nregions:\n  us-east-1:\n{names}\n"


def test_the_shipped_list_has_both_regions_whole() -> None:
    assert set(shipped_prices().regions) == {"us-east-1", "eu-central-1"}


def test_no_price_is_newer_than_the_list() -> None:
    prices = shipped_prices()
    assert len(prices.regions) == 2
    assert len(RegionPrices.__struct_fields__) >= 15
    for region in prices.regions.values():
        for name in region.__struct_fields__:
            assert getattr(region, name).as_of <= prices.read_on


def test_an_assumed_price_says_where_it_comes_from() -> None:
    with pytest.raises(ValueError, match=r"us-east-1\.shard: note: missing, an assumed price"):
        parse_prices(_text(more=", assumed: true"))


def test_a_price_without_a_source_is_refused() -> None:
    with pytest.raises(ValueError, match=r"us-east-1\.kpu: source: 'somewhere'"):
        parse_prices(_text(source="somewhere"))


def test_a_negative_price_is_refused() -> None:
    with pytest.raises(ValueError, match=r"us-east-1\.alarm: usd: -1"):
        parse_prices(_text(usd="-1"))


def test_a_name_that_no_price_has_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown field `kpus`"):
        parse_prices(_text().replace("    kpu:", "    kpus:"))


def test_a_region_without_prices_is_refused_with_those_that_have_some() -> None:
    with pytest.raises(ValueError, match="'eu-west-9': the price list has eu-central-1, us-east-1"):
        shipped_prices().of("eu-west-9")


def test_a_missing_price_is_named() -> None:
    lines = [line for line in _text().splitlines() if not line.startswith("    kpu:")]
    with pytest.raises(ValueError, match="missing required field `kpu`"):
        parse_prices("\n".join(lines))
