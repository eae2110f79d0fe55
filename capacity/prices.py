"""The price list `prices.yaml`: unit prices by region, each with its source and its date.

Nothing here looks a price up. The list is as old as it says, and every answer shows that.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import NamedTuple

import msgspec
import yaml


class Price(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The price of one unit.

    Attributes:
        usd: US dollars, without tax.
        unit: of what, such as `shard-hour`.
        source: where it was read.
        as_of: the date that the source gives, or on which it was read.
        assumed: whether no source gives this very price; then `note` says where it comes from.
        note: what to know about it.
    """

    usd: Decimal
    unit: str
    source: str
    as_of: date
    assumed: bool = False
    note: str = ""


class StorePrices(NamedTuple):
    """Of one engine of the store: a gigabyte for an hour, and a million ECPUs."""

    data: Price
    ecpus: Price


class RegionPrices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The prices of one region; the names say of what."""

    shard: Price
    put_units: Price
    fan_out_shard: Price
    fan_out_data: Price
    extended_retention_shard: Price
    long_term_retention: Price
    on_demand_stream: Price
    on_demand_in: Price
    on_demand_out: Price
    on_demand_fan_out: Price
    on_demand_extended_retention: Price
    kpu: Price
    running_storage: Price
    backups: Price
    valkey_data: Price
    valkey_ecpus: Price
    redis_data: Price
    redis_ecpus: Price
    endpoint: Price
    endpoint_data: Price
    key: Price
    key_requests: Price
    bucket: Price
    alarm: Price
    dashboard: Price
    metric: Price
    logs_in: Price
    logs_stored: Price
    fargate_cpu: Price
    fargate_memory: Price
    balancer: Price
    balancer_units: Price
    firewall: Price
    firewall_rule: Price
    firewall_requests: Price
    secret: Price

    def store(self, engine: str) -> StorePrices:
        """The prices of a store by `valkey` or `redis`."""
        if engine == "valkey":
            return StorePrices(self.valkey_data, self.valkey_ecpus)
        return StorePrices(self.redis_data, self.redis_ecpus)


class PriceList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that the list holds.

    Attributes:
        read_on: when its sources were read.
        regions: prices by AWS region.
    """

    read_on: date
    regions: Mapping[str, RegionPrices]

    def of(self, region: str) -> RegionPrices:
        """The prices of `region`.

        Raises:
            ValueError: naming the regions that the list has, if it does not have this one.
        """
        if region not in self.regions:
            known = ", ".join(sorted(self.regions))
            raise ValueError(f"region: {region!r}: the price list has {known}")
        return self.regions[region]


def parse_prices(text: str) -> PriceList:
    """The price list in the YAML document `text`.

    Raises:
        ValueError: naming the price or field that is missing, unknown or of another form.
    """
    try:
        prices = msgspec.convert(yaml.safe_load(text), PriceList)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise ValueError(f"price list: {error}") from None
    faults = [
        f"{region}.{name}: {fault}"
        for region, of_region in prices.regions.items()
        for name in of_region.__struct_fields__
        if (fault := _fault(getattr(of_region, name)))
    ]
    if faults:
        raise ValueError(f"price list: {'; '.join(faults)}")
    return prices


def shipped_prices() -> PriceList:
    """The list that comes with the package."""
    return parse_prices(files("capacity").joinpath("prices.yaml").read_text(encoding="utf-8"))


def _fault(price: Price) -> str | None:
    if not price.usd.is_finite() or price.usd < 0:
        return f"usd: {price.usd}, expected 0 or more"
    if not price.source.startswith("https://"):
        return f"source: {price.source!r}, expected an https address"
    if price.assumed and not price.note:
        return "note: missing, an assumed price must say where it comes from"
    return None
