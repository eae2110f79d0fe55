"""The plan as text: what the load needs, every sum as quantity times price, the modes compared."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from capacity.bill import Bill, BillLine
from capacity.daily_load import DailyLoad
from capacity.exact import quantity
from capacity.footprint import HOPS
from capacity.images import images_of
from capacity.load import Load
from capacity.measured import HOP_US, JOB_PAYMENTS_PER_S
from capacity.needs import KPU_USE, ecpus_per_s, state_gb, store_gb
from capacity.plan import CapacityPlan
from capacity.serving import LEAST_TASKS, TASK_PER_S, TASK_USE, ServingCapacity
from capacity.shopping_load import ShoppingLoad
from infra.kpu_memory import (
    INTERPRETER_MIB,
    JVM_MIB,
    NATIVE_MIB,
    ROCKSDB_MIB,
    cache_limit_mib,
)

_ASSUMED: Final = " *"
_ITEM: Final = 40
_UNIT: Final = 24
_MB: Final = 10**6
_GB: Final = 10**9
_HUNDREDTH: Final = Decimal("0.01")


def report_lines(plan: CapacityPlan, region: str, prices_of: str) -> Iterator[str]:
    """The whole report.

    Args:
        plan: what to report.
        region: the AWS region whose prices were taken.
        prices_of: when the price list was read.
    """
    load = plan.load
    yield (
        f"{load.daily:,} {load.events} a day and region, regions: {plan.regions}. The peak is"
        f" {load.peak} times the mean: {load.mean_per_s:,.1f} a second in the mean,"
        f" {load.peak_per_s:,} at the peak"
    )
    yield (
        f"Prices of {region} as read on {prices_of}; whether they still hold was not asked."
        " Without tax, free tiers, discounts, support and traffic out of the region."
    )
    if isinstance(load, Load):
        yield from _definitions(load)
    yield ""
    yield from _needs(plan)
    streams, platform = _split(plan.provisioned)
    yield from bill_table("Streams, PROVISIONED", streams)
    yield from bill_table("Streams, ON_DEMAND", _split(plan.on_demand)[0])
    yield from bill_table("All the rest", platform)
    yield from _comparison(plan)
    yield from _assumptions((*plan.provisioned.lines, *plan.on_demand.lines))


def bill_table(title: str, lines: Iterable[BillLine]) -> Iterator[str]:
    """Lines with their sum; an assumed price has a star."""
    entries = tuple(lines)
    width = max((_ITEM, *(len(entry.item) + 1 for entry in entries)))

    def row(item: str, count: str, unit: str, price: str, amount: str) -> str:
        return f"{item:{width}}{count:>14} {unit:{_UNIT}}{price:>11}{amount:>13}"

    yield row(title, "quantity", "unit", "USD each", "USD a month")
    for entry in entries:
        star = _ASSUMED if entry.price.assumed else ""
        price = f"{entry.price.usd}{star or '  '}"
        count = f"{entry.quantity.normalize():,f}"
        yield row(entry.item, count, entry.price.unit, price, f"{entry.amount_usd:,.2f}")
    bill = Bill(entries)
    yield row("sum", "", "", "", f"{bill.total_usd:,.2f}")
    if bill.assumed_usd:
        yield row("of it at assumed prices", "", "", _ASSUMED, f"{bill.assumed_usd:,.2f}")
    yield ""


def _split(bill: Bill) -> tuple[list[BillLine], list[BillLine]]:
    streams = [entry for entry in bill.lines if entry.part == "streams"]
    return streams, [entry for entry in bill.lines if entry.part != "streams"]


def _definitions(load: Load) -> Iterator[str]:
    """Whose sizes these are, where it is not the shipped definitions."""
    of = load.footprint
    if of.definitions is None:
        return
    further_us = HOP_US * max(0, of.hops - HOPS)
    yield (
        f"By {of.definitions}, beside the shipped definitions. Measured over"
        f" {of.measured_payments:,} simulated payments: {of.cpu_ratio} times the CPU time in the"
        f" job's code; {of.hops} keys that a payment passes; {of.sizes.updates_per_payment} feature"
        " updates; records, state and hashes as below"
    )
    yield (
        "Assumed: the job takes as much longer as its code alone,"
        f" and {further_us} us for the keys beyond {HOPS}: {of.payments_per_s:,.0f} payments/s"
        f" where the shipped definitions have {JOB_PAYMENTS_PER_S:,}; an update takes the store as"
        " long"
    )


def _needs(plan: CapacityPlan) -> Iterator[str]:
    load = plan.load
    yield f"{'What the peak needs':{_ITEM}}{'records/s':>14}{'MB/s':>10}{'shards':>8}"
    for stream in load.streams:
        records, megabytes = stream.records_per_s(load), stream.bytes_per_s(load) / _MB
        shards = plan.needed.streams[stream.name].shards
        yield (f"{stream.name:{_ITEM}}{_shown(records):>14}{quantity(megabytes):>10}{shards:>8}")
    kpus = plan.needed.kpus[load.system]
    yield (
        f"KPUs: {kpus}, parallelism {kpus} with one subtask each, and 1 for orchestration."
        f" {_known(load)}: {load.events_per_s_and_kpu:,.0f} {load.events}/s on one core; assumed:"
        f" as many on a KPU of 1 vCPU; the peak may use {KPU_USE:.0%}"
    )
    yield (
        f"State: at most {state_gb(load):,.1f} GB{_parts(load)}. Store: {store_gb(load):,.1f} GB"
        f" for {_held(load)}, up to {ecpus_per_s(load):,} ECPUs a second"
    )
    yield (
        f"Memory of a KPU beside the Java heap: {NATIVE_MIB:,} MiB. Measured: {JVM_MIB} MiB for the"
        f" JVM, {INTERPRETER_MIB} MiB for Python; assumed: {ROCKSDB_MIB} MiB for RocksDB; left for"
        f" decoded states: {cache_limit_mib(1)} MiB"
    )
    if plan.needed.serving is not None:
        yield _serving(plan.needed.serving)
        yield from _images(load, plan.needed.serving)
    yield ""


def _serving(needed: ServingCapacity) -> str:
    return (
        f"Requests: {_shown(needed.peak_per_s)} a second at the peak, {needed.tasks} tasks."
        f" Measured: {TASK_PER_S} decisions/s of one worker; assumed: as many of a task of one"
        f" processor; the peak may use {TASK_USE:.0%}; at least {LEAST_TASKS} tasks"
    )


def _images(load: DailyLoad, needed: ServingCapacity) -> Iterator[str]:
    images = images_of(load, needed.state_items)
    if images is None:
        return
    sizes = ", ".join(f"{one:,.0f} bytes a {hop}" for hop, one in images.image_bytes.items())
    yield (
        f"Images of states up to {needed.state_items:,} items in the store: at most"
        f" {images.stored_gb:,.1f} GB, {sizes}; up to {images.ecpus_per_s:,} ECPUs a second to"
        f" write them, {images.ecpus_per_request} for a request. Measured: bytes by payments;"
        " assumed: payments spread evenly over cards, and over merchants"
    )


def _known(load: DailyLoad) -> str:
    """How the speed is known."""
    if isinstance(load, Load) and load.footprint.definitions is not None:
        return "As above"
    return "Measured"


def _parts(load: DailyLoad) -> str:
    """What the state grows with, where that is more than events."""
    if not isinstance(load, ShoppingLoad):
        return ""
    parts = load.state_bytes_by_part.items()
    return f" ({', '.join(f'{name} {of_part / _GB:,.1f}' for name, of_part in parts)})"


def _held(load: DailyLoad) -> str:
    """What the store has, such as `5 cards and 2 merchants`."""
    names = {"shopper_category": "shopper_categorie", "recommendations": "list"}
    hashes = load.store.hashes.items()
    *others, last = [f"{count:,} {names.get(name, name)}s" for name, count in hashes] or ["nothing"]
    return f"{', '.join(others)} and {last}" if others else last


def _shown(value: Decimal) -> str:
    return f"{value.quantize(_HUNDREDTH).normalize():,f}"


def _comparison(plan: CapacityPlan) -> Iterator[str]:
    load = plan.load
    bills = (plan.provisioned, plan.on_demand)
    streams = [bill.of("streams") for bill in bills]
    rest = [bill.total_usd - of_streams for bill, of_streams in zip(bills, streams, strict=True)]
    yield _pair("USD a month", "PROVISIONED", "ON_DEMAND")
    yield _pair("streams", *(f"{usd:,.2f}" for usd in streams))
    yield _pair("all the rest", *(f"{usd:,.2f}" for usd in rest))
    yield _pair("one region", *(f"{bill.total_usd:,.2f}" for bill in bills))
    of_all = (f"{plan.total_usd(bill):,.2f}" for bill in bills)
    yield _pair(f"regions: {plan.regions}", *of_all)
    million = (f"{plan.per_million_usd(bill):,.2f}" for bill in bills)
    yield _pair(f"per million {load.results}", *million)
    yield ""


def _pair(title: str, provisioned: str, on_demand: str) -> str:
    return f"{title:{_ITEM}}{provisioned:>14}{on_demand:>14}"


def _assumptions(lines: Iterable[BillLine]) -> Iterator[str]:
    assumed = dict.fromkeys(entry.price for entry in lines if entry.price.assumed)
    if not assumed:
        return
    yield "* assumed prices:"
    for price in assumed:
        yield f"  {price.usd} a {price.unit}: {price.note}"
