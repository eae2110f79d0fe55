"""Compares a stack with a load: where its file asks for less than is needed, or costs too much."""

from collections.abc import Iterator
from decimal import Decimal

from capacity.bill import Bill
from capacity.capacity import kpus_of, needed_shards
from capacity.daily_load import DailyLoad
from capacity.exact import rounded_up
from capacity.images import images_of
from capacity.needs import ecpus_per_s, kpus_needed, store_gb
from capacity.serving import tasks_needed
from infra.stack_config import StackConfig


def warnings(
    config: StackConfig, load: DailyLoad, bill: Bill, requests_per_s: Decimal | None = None
) -> list[str]:
    """What is wrong with the stack for `load` and for so many requests in the busiest second.

    `bill` is what the stack costs as configured.
    """
    return [
        *_budget(config, bill),
        *_streams(config, load),
        *_processing(config, load),
        *_store(config, load, requests_per_s),
        *_serving(config, requests_per_s),
    ]


def _budget(config: StackConfig, bill: Bill) -> Iterator[str]:
    budget = config.budget_usd_per_month
    if budget is not None and bill.total_usd > budget:
        over_usd = bill.total_usd - Decimal(budget)
        yield (
            f"budget_usd_per_month: {budget:,}, the stack costs {bill.total_usd:,.2f}:"
            f" {over_usd:,.2f} too much"
        )


def _streams(config: StackConfig, load: DailyLoad) -> Iterator[str]:
    for stream in load.streams:
        if stream.name in config.existing.streams:
            continue
        asked = config.stream(stream.name)
        needed = needed_shards(stream, load)
        if asked.mode == "ON_DEMAND" or asked.shards is None or asked.shards >= needed:
            continue
        # Scaling takes minutes, and a peak may come within seconds.
        scaled = "" if asked.max_shards is None else f" (max_shards: {asked.max_shards})"
        yield (f"stream {stream.name}: shards: {asked.shards}{scaled}, the peak needs {needed}")


def _processing(config: StackConfig, load: DailyLoad) -> Iterator[str]:
    system, application = load.system, config.applications[load.system]
    if not application.enabled:
        yield f"{system}.enabled: false, nothing takes the {load.events}"
        return
    kpus, needed = kpus_of(application), kpus_needed(load)
    if kpus < needed:
        yield (
            f"{system}.parallelism: {application.parallelism} with parallelism_per_kpu"
            f" {application.parallelism_per_kpu} is {kpus} KPUs, the peak needs {needed}"
        )


def _store(config: StackConfig, load: DailyLoad, requests_per_s: Decimal | None) -> Iterator[str]:
    held_gb, ecpus, held = store_gb(load), ecpus_per_s(load), ", ".join(load.store.hashes)
    serving = config.serving
    images = images_of(load, serving.state_items) if serving.enabled else None
    if images is not None:
        held += ", and the images of states,"
        held_gb += images.stored_gb
        ecpus += images.ecpus_per_s + rounded_up(
            (requests_per_s or Decimal(0)) * images.ecpus_per_request
        )
    if held_gb > config.store.max_data_gb:
        yield (
            f"store.max_data_gb: {config.store.max_data_gb}, the hashes of {held} take"
            f" {held_gb:,.1f}"
        )
    if ecpus > config.store.max_ecpu_per_second:
        yield (
            f"store.max_ecpu_per_second: {config.store.max_ecpu_per_second:,}, the peak needs up to"
            f" {ecpus:,}"
        )


def _serving(config: StackConfig, requests_per_s: Decimal | None) -> Iterator[str]:
    if requests_per_s is None:
        return
    serving = config.serving
    if not serving.enabled:
        yield "serving.enabled: false, nobody answers the requests"
        return
    needed = tasks_needed(requests_per_s)
    if serving.most_tasks < needed:
        yield f"serving.most_tasks: {serving.most_tasks}, the peak needs {needed}"
