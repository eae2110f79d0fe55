"""The plan for a load: what it needs, and what that costs with either mode of the streams."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from capacity.bill import Bill
from capacity.capacity import Capacity, needed_capacity
from capacity.daily_load import DailyLoad
from capacity.exact import cents
from capacity.platform_costs import platform_lines
from capacity.prices import RegionPrices
from capacity.stream_costs import stream_lines

_MILLION = 10**6


@dataclass(frozen=True, kw_only=True)
class CapacityPlan:
    """The plan of one region, and how many regions there are.

    Attributes:
        load: of each region.
        regions: independent stacks, each with the whole of `load`.
        needed: the capacity that the load needs, with provisioned streams.
        provisioned: its bill for a month, of one region.
        on_demand: the same with streams on demand.
    """

    load: DailyLoad
    regions: int
    needed: Capacity
    provisioned: Bill
    on_demand: Bill

    def total_usd(self, bill: Bill) -> Decimal:
        """`bill` in all regions."""
        return bill.total_usd * self.regions

    def per_million_usd(self, bill: Bill) -> Decimal:
        """`bill` for a million events, or as many results."""
        return cents(bill.total_usd * _MILLION / self.load.per_month)


def plan(
    load: DailyLoad, regions: int, prices: RegionPrices, requests_per_s: Decimal | None = None
) -> CapacityPlan:
    """The plan for `load` in each of `regions` regions.

    Args:
        load: of the job.
        regions: independent stacks.
        prices: of the region.
        requests_per_s: that are answered in the busiest second; None if none are.

    Raises:
        ValueError: there is no region.
    """
    if regions < 1:
        raise ValueError(f"regions: {regions}, expected 1 or more")
    needed = needed_capacity(load, "PROVISIONED", requests_per_s)
    on_demand = needed_capacity(load, "ON_DEMAND", requests_per_s)
    return CapacityPlan(
        load=load,
        regions=regions,
        needed=needed,
        provisioned=bill_of(needed, load, prices),
        on_demand=bill_of(on_demand, load, prices),
    )


def bill_of(capacity: Capacity, load: DailyLoad, prices: RegionPrices) -> Bill:
    """What `capacity` costs in a month of `load`."""
    of_streams = (
        entry
        for stream in load.streams
        if stream.name in capacity.streams
        for entry in stream_lines(stream, capacity.streams[stream.name], load, prices)
    )
    every = chain(of_streams, platform_lines(capacity, load, prices))
    return Bill(tuple(entry for entry in every if entry.quantity))
