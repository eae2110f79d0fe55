"""What a payment weighs by a definition file, measured beside the shipped one over the same days.

::

    simulated payments --job's code, shipped definitions--> sizes, CPU time --+
                       --job's code, the file-------------> sizes, CPU time --+--> ratios
    figures of the shipped definitions, as the plan has them --x ratios--> those of the file

What only the file has, such as the hash of another entity, is taken as it was measured.
"""

import gc
import time
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from math import ceil
from typing import Any, Final

from capacity.footprint import Footprint
from capacity.measured import MEASURED, Measured
from cli.capacity.job_loop import LIMITS, JobLoop, plan_by
from cli.capacity.record_sizes import RecordSizes, measure
from demo.fraud.team_stream import team_records, team_scenario
from events.shared.time_units import DAY_MS
from features.fraud.definitions import load_definitions
from features.fraud.definitions_content import content_of
from features.shared.plan.plan import Plan
from simulator.record import SimulatedRecord
from simulator.scenario import Scenario
from udfs.fraud.loading import DEFAULT, DeciderLoader

_JOB_VERSION: Final = "0.1.0"
# Enough for means; the ratio of two files hardly depends on how many there are.
_PAYMENTS: Final = 4_000
_ROUNDS: Final = 3
_DIGITS: Final = Decimal("0.0001")


def measured_footprint(
    path: str, rules: str, model: str, payments: int = _PAYMENTS, rounds: int = _ROUNDS
) -> Footprint:
    """The footprint of a definition file.

    Args:
        path: of the file.
        rules: that it is decided by, ``default`` for the shipped ones.
        model: likewise.
        payments: how many are simulated.
        rounds: how often CPU time is measured; the best of each counts.

    Raises:
        DefinitionsError: the file has faults.
        RuleSetError: the rules do not fit it.
        ModelArtifactError: the model does not fit it.
    """
    shipped = DeciderLoader(DEFAULT, DEFAULT, _JOB_VERSION)
    loader = DeciderLoader(rules, model, _JOB_VERSION, content_of(load_definitions(path)))
    before, found = measure(payments, shipped), measure(payments, loader)
    plan = plan_by(loader)
    cards = max(1, before.hashes["card"])
    return Footprint(
        definitions=path,
        sizes=_scaled(before, found),
        hashes_per_card={
            name: _decimal(count / cards)
            for name, count in found.hashes.items()
            if name not in before.hashes
        },
        days_remembered=days_remembered(plan),
        hops=len(plan.hops),
        cpu_ratio=_cpu_ratio(shipped, loader, payments, rounds),
        measured_payments=payments,
    )


def days_remembered(plan: Plan) -> int:
    """How long the state has a payment: as far as anything looks back, and the lateness."""
    reach_ms = max(hop.reach_ms for hop in plan.hops) + LIMITS.allowed_lateness_ms
    return ceil(reach_ms / DAY_MS)


def _scaled(before: RecordSizes, found: RecordSizes) -> Measured:
    """The figures of the plan, as much larger or smaller as measured."""
    scaled: dict[str, Any] = {
        one.name: _figure(
            getattr(MEASURED, one.name), getattr(before, one.name), getattr(found, one.name)
        )
        for one in fields(Measured)
        if one.name not in {"hash_bytes", "update_server_us"}
    }
    return Measured(
        **scaled,
        hash_bytes=_hash_bytes(before.hash_bytes, found.hash_bytes),
        # A time of some microseconds, which no short run tells from another.
        update_server_us=MEASURED.update_server_us,
    )


def _hash_bytes(before: Mapping[str, float], found: Mapping[str, float]) -> dict[str, int]:
    planned = MEASURED.hash_bytes
    return {
        name: round(size * planned[name] / before[name] if name in planned else size)
        for name, size in found.items()
    }


def _figure(planned: int | Decimal, before: float, found: float) -> int | Decimal:
    value = float(planned) * found / before if before else found
    return _decimal(value) if isinstance(planned, Decimal) else round(value)


def _decimal(value: float) -> Decimal:
    return Decimal(value).quantize(_DIGITS)


def _cpu_ratio(
    shipped: DeciderLoader, loader: DeciderLoader, payments: int, rounds: int
) -> Decimal:
    """CPU time by `loader`, of that by `shipped`; the two take turns, the best of each counts."""
    streams = [(one, _stream(one, payments)) for one in (shipped, loader)]
    best = [
        min(times)
        for times in zip(
            *([_seconds(one, stream) for one, stream in streams] for _ in range(rounds)),
            strict=True,
        )
    ]
    return (Decimal(best[1]) / Decimal(best[0])).quantize(Decimal("0.01"))


def _stream(loader: DeciderLoader, payments: int) -> list[SimulatedRecord]:
    plan = plan_by(loader)
    return team_records(team_scenario(Scenario(payments=payments), plan), plan.definitions)


def _seconds(loader: DeciderLoader, records: list[SimulatedRecord]) -> float:
    loop = JobLoop(loader)
    gc.collect()
    began = time.process_time()
    for record in records:
        loop.take(record.raw, record.arrival_ms)
    return time.process_time() - began
