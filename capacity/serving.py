"""Who answers requests: tasks that a load needs, and what they cost beside the job.

requests/s at the peak --> tasks --> Fargate, load balancer, web firewall, endpoints, log, store
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from capacity.bill import line
from capacity.exact import rounded_up
from capacity.images import COMMANDS_PER_DECISION, METERING_ECPUS, images_of
from capacity.measured import MEASURED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capacity.bill import BillLine
    from capacity.daily_load import DailyLoad
    from capacity.prices import RegionPrices, StorePrices
    from infra.serving_config import ServingConfig

TASK_PER_S: Final = 579
"""Measured: decisions a second of one worker flat out beside other work, its store and whoever asks
on the same two cores, by `make bench-serve`; see docs/decisions-on-request.md. Assumed: a task with
one processor is as fast."""

TASK_USE: Final = Decimal("0.6")
"""Share of a task that the peak may use; above it tasks are added."""

LEAST_TASKS: Final = 2
"""One for each of two zones."""

LOG_LINE_BYTES: Final = 200
"""Of a request, at most; a test writes such a line."""

ENDPOINTS: Final = 3
"""Interface endpoints that only containers need: ecr.api, ecr.dkr, secretsmanager."""

ALARMS: Final = 12
"""Those that tell somebody, that which adds tasks, and two of the tracked processors."""

METRICS: Final = 2
"""Requests and refused ones, counted from the log."""

STANDING_METRICS: Final = 3
"""Decisions compared with the job's, differing ones, alarms of drift, likewise."""

_FIREWALL_RULES: Final = 3
_LCU_BYTES_PER_HOUR: Final = 10**9
_UNITS_PER_CPU: Final = 1_024
_MIB_PER_GB: Final = 1_024
_GB: Final = 10**9
_MILLION: Final = 10**6
_HOURS: Final = 730
_SECONDS: Final = _HOURS * 3_600
_DECISIONS: Final = "decisions"


@dataclass(frozen=True, kw_only=True)
class ServingCapacity:
    """The tasks of one stack, and what they are asked.

    Attributes:
        tasks: that run all month; autoscaling is taken to stand still.
        cpus: of a task.
        memory_gb: of a task.
        peak_per_s: requests in the busiest second.
        logs_requests: whether each is logged.
        state_items: up to how many the store has the images of states.
        made_endpoints: of those that only containers need.
        zones: availability zones with an address of each endpoint.
    """

    tasks: int
    cpus: Decimal
    memory_gb: Decimal
    peak_per_s: Decimal
    logs_requests: bool
    state_items: int
    made_endpoints: int
    zones: int


def tasks_needed(peak_per_s: Decimal) -> int:
    """Tasks of one processor for the busiest second.

    >>> [tasks_needed(Decimal(rate)) for rate in (0, 694, 695, 3_000)]
    [2, 2, 3, 9]
    """
    return max(LEAST_TASKS, rounded_up(peak_per_s / (TASK_PER_S * TASK_USE)))


def serving_capacity(
    config: ServingConfig, tasks: int, peak_per_s: Decimal, zones: int, found: int = 0
) -> ServingCapacity:
    """So many tasks of the size that a stack gives them.

    Args:
        config: of the stack.
        tasks: how many.
        peak_per_s: requests in the busiest second.
        zones: with an address of each endpoint.
        found: endpoints that were there before the stack.
    """
    return ServingCapacity(
        tasks=tasks,
        cpus=Decimal(config.cpu_units) / _UNITS_PER_CPU,
        memory_gb=Decimal(config.memory_mib) / _MIB_PER_GB,
        peak_per_s=peak_per_s,
        logs_requests=config.log_requests,
        state_items=config.state_items,
        made_endpoints=ENDPOINTS - found,
        zones=zones,
    )


def serving_lines(
    capacity: ServingCapacity, load: DailyLoad, store: StorePrices, prices: RegionPrices
) -> Iterator[BillLine]:
    """The lines of a month; requests have the same ratio of peak and mean as the load."""
    per_month = capacity.peak_per_s / load.peak * _SECONDS
    tasks = f"tasks ({capacity.tasks})"
    hours = capacity.tasks * _HOURS
    yield line("serving", f"{tasks}: processors", hours * capacity.cpus, prices.fargate_cpu)
    yield line("serving", f"{tasks}: memory", hours * capacity.memory_gb, prices.fargate_memory)
    yield line("serving", "load balancer", _HOURS, prices.balancer)
    bytes_per_hour = per_month / _HOURS * (MEASURED.payment_bytes + MEASURED.decision_bytes)
    units = bytes_per_hour / _LCU_BYTES_PER_HOUR * _HOURS
    yield line("serving", "load balancer: data", units, prices.balancer_units)
    yield line("serving", "web firewall", 1, prices.firewall)
    yield line("serving", "web firewall: rules", _FIREWALL_RULES, prices.firewall_rule)
    millions = per_month / _MILLION
    yield line("serving", "web firewall: requests", millions, prices.firewall_requests)
    yield line("serving", "secret", 1, prices.secret)
    yield from _store(capacity, load, store, millions)
    yield from _network(capacity, load, prices)
    yield line("serving", "alarms", ALARMS, prices.alarm)
    yield line("serving", "metrics of agreement and drift", STANDING_METRICS, prices.metric)
    if capacity.logs_requests:
        yield line("serving", "metrics of requests", METRICS, prices.metric)
        yield line("serving", "log of requests", per_month * LOG_LINE_BYTES / _GB, prices.logs_in)


def _store(
    capacity: ServingCapacity, load: DailyLoad, store: StorePrices, millions: Decimal
) -> Iterator[BillLine]:
    images = images_of(load, capacity.state_items)
    plain = COMMANDS_PER_DECISION + METERING_ECPUS
    per_request = plain if images is None else images.ecpus_per_request
    yield line("serving", "store: requests", millions * per_request, store.ecpus)
    if images is not None:
        written = Decimal(load.per_month * images.ecpus_per_event) / _MILLION
        yield line("serving", "store: images of states", images.stored_gb * _HOURS, store.data)
        yield line("serving", "store: images written", written, store.ecpus)


def _network(
    capacity: ServingCapacity, load: DailyLoad, prices: RegionPrices
) -> Iterator[BillLine]:
    endpoints = capacity.made_endpoints * capacity.zones * _HOURS
    yield line("serving", "endpoints of containers", endpoints, prices.endpoint)
    # Every task follows all decisions.
    followed = sum(
        (stream.bytes_per_month(load) for stream in load.streams if stream.name == _DECISIONS),
        Decimal(0),
    )
    data_gb = followed * capacity.tasks / _GB
    yield line("serving", "decisions that the tasks follow", data_gb, prices.endpoint_data)
