"""The plan's sums: exact, never falling with the load, and independent of what does not matter."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.capacity import Mode, StreamCapacity, needed_capacity
from capacity.load import Load
from capacity.measured import JOB_PAYMENTS_PER_S
from capacity.needs import kpus_needed
from capacity.plan import CapacityPlan, bill_of, plan
from capacity.prices import shipped_prices
from capacity.stream_costs import stream_lines

PRICES = shipped_prices()
US = PRICES.of("us-east-1")

_daily = st.integers(1, 200_000_000)
_peaks = st.decimals(1, 100, places=1)


def _plan(daily: int, peak: Decimal = Decimal(10), regions: int = 1) -> CapacityPlan:
    return plan(Load.of(daily, peak), regions, US)


@given(one=_daily, other=_daily, peak=_peaks)
def test_a_larger_load_never_costs_less(one: int, other: int, peak: Decimal) -> None:
    less, more = _plan(min(one, other), peak), _plan(max(one, other), peak)
    assert less.provisioned.total_usd <= more.provisioned.total_usd
    assert less.on_demand.total_usd <= more.on_demand.total_usd


@given(daily=_daily, one=_peaks, other=_peaks)
def test_a_higher_peak_never_costs_less(daily: int, one: Decimal, other: Decimal) -> None:
    less, more = _plan(daily, min(one, other)), _plan(daily, max(one, other))
    assert less.provisioned.total_usd <= more.provisioned.total_usd
    assert less.on_demand.total_usd <= more.on_demand.total_usd


@given(daily=_daily, regions=st.integers(1, 20))
def test_every_region_costs_as_much_as_one(daily: int, regions: int) -> None:
    one, several = _plan(daily), _plan(daily, regions=regions)
    for mode in ("provisioned", "on_demand"):
        bill = getattr(several, mode)
        assert bill == getattr(one, mode)
        assert several.total_usd(bill) == regions * one.total_usd(bill)


@given(daily=_daily, peak=_peaks, region=st.sampled_from(sorted(PRICES.regions)))
def test_the_shown_amounts_add_up_to_the_shown_sums(daily: int, peak: Decimal, region: str) -> None:
    planned = plan(Load.of(daily, peak), 1, PRICES.of(region))
    for bill in (planned.provisioned, planned.on_demand):
        cents = [int(f"{line.amount_usd:.2f}".replace(".", "")) for line in bill.lines]
        assert sum(cents) == int(f"{bill.total_usd:.2f}".replace(".", ""))
        assert sum(bill.by_part().values()) == bill.total_usd
        for line in bill.lines:
            exact = Decimal(f"{line.quantity:.3f}") * line.price.usd
            assert abs(exact - line.amount_usd) <= Decimal("0.005")


@pytest.mark.parametrize("mode", ["PROVISIONED", "ON_DEMAND"])
def test_a_month_of_payments_is_billed_whole(mode: Mode) -> None:
    load = Load.of(1_000_000, Decimal(1))
    bill = bill_of(needed_capacity(load, mode), load, US)
    item = "payments: records put" if mode == "PROVISIONED" else "payments: data in"
    (line,) = [line for line in bill.lines if line.item == item]
    records = Decimal(1_000_000 * 730) / 24
    whole = records / 10**6 if mode == "PROVISIONED" else records * 1024 / 10**9
    assert whole <= line.quantity <= whole + Decimal("0.0011")


def test_the_processing_units_carry_the_peak_with_the_room_that_is_stated() -> None:
    load = Load.of(5_000_000, Decimal(10))
    assert load.peak_per_s == 579
    busy = Load.of(5_000_000, Decimal(200))
    carried = JOB_PAYMENTS_PER_S * 0.6
    assert kpus_needed(busy) > kpus_needed(load)  # by its speed, not by the disk of its state
    assert kpus_needed(busy) * carried >= busy.peak_per_s > (kpus_needed(busy) - 1) * carried


def test_a_quiet_job_still_needs_the_disk_of_its_state() -> None:
    quiet = Load.of(50_000_000, Decimal(1))
    assert quiet.peak_per_s < 2 * 539
    assert kpus_needed(quiet) == 14


def test_longer_retention_costs_by_shards_or_by_data_and_more_above_a_week() -> None:
    load = Load.of(5_000_000, Decimal(10))
    stream = load.streams[0]
    modes: tuple[Mode, ...] = ("PROVISIONED", "ON_DEMAND")
    items = {
        (mode, hours): [
            line.item.partition(": ")[2]
            for line in stream_lines(
                stream, StreamCapacity(mode=mode, shards=1, retention_hours=hours), load, US
            )
        ]
        for mode in modes
        for hours in (24, 168, 169)
    }
    for mode in modes:
        assert "retention" not in items[mode, 24]
        assert items[mode, 168] == [*items[mode, 24], "retention"]
        assert items[mode, 169] == [*items[mode, 168], "retention above 7 days"]


@pytest.mark.parametrize(
    ("daily", "peak", "fault"),
    [(0, "10", "daily: 0"), (1, "0.5", "peak: 0.5"), (1, "NaN", "peak: NaN")],
)
def test_a_load_that_cannot_be_is_refused(daily: int, peak: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        Load.of(daily, Decimal(peak))


def test_a_scaled_load_keeps_its_peak_and_its_cards_and_merchants_a_payment() -> None:
    load = Load.of(1_000_000, Decimal(3), cards=500_000, merchants=20_000)
    assert load.scaled(2_000_000) == Load.of(2_000_000, Decimal(3), 1_000_000, 40_000)


def test_no_region_is_refused() -> None:
    with pytest.raises(ValueError, match="regions: 0"):
        _plan(1, regions=0)
