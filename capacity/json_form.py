"""The plan for other programs: every figure of the report; money as text, exact to the cent."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from capacity.bill import Bill
from capacity.daily_load import DailyLoad
from capacity.footprint import Footprint
from capacity.images import Images, images_of
from capacity.load import Load
from capacity.needs import ecpus_per_s, state_gb, store_gb
from capacity.plan import CapacityPlan
from capacity.serving import ServingCapacity
from infra.kpu_memory import (
    INTERPRETER_MIB,
    JVM_MIB,
    NATIVE_MIB,
    ROCKSDB_MIB,
    cache_limit_mib,
)


def plan_as_json(plan: CapacityPlan, region: str, prices_of: str) -> dict[str, Any]:
    """What `capacity.report` says, as JSON values."""
    load = plan.load
    return {
        "load": {
            "daily": load.daily,
            "peak": str(load.peak),
            "peak_per_s": load.peak_per_s,
            "per_month": load.per_month,
            **load.told(),
            "regions": plan.regions,
        },
        "system": load.system,
        **({"definitions": _footprint(load.footprint)} if isinstance(load, Load) else {}),
        "prices": {"region": region, "read_on": prices_of},
        "needed": {
            "streams": {
                stream.name: {
                    "shards": plan.needed.streams[stream.name].shards,
                    "records_per_s": str(stream.records_per_s(load)),
                    "bytes_per_s": str(stream.bytes_per_s(load)),
                }
                for stream in load.streams
            },
            "kpus": plan.needed.kpus[load.system],
            "events_per_s_and_kpu": f"{load.events_per_s_and_kpu:.0f}",
            **_serving(load, plan.needed.serving),
            "state_gb": str(state_gb(load)),
            "store_gb": str(store_gb(load)),
            "hashes": dict(load.store.hashes),
            "ecpus_per_s": ecpus_per_s(load),
            "native_mib_per_kpu": {
                "whole": NATIVE_MIB,
                "jvm": JVM_MIB,
                "python": INTERPRETER_MIB,
                "rocksdb": ROCKSDB_MIB,
                "decoded_states": cache_limit_mib(1),
            },
        },
        "bills": {
            mode: bill_as_json(bill)
            | {
                "all_regions_usd": str(plan.total_usd(bill)),
                "per_million_decisions_usd": str(plan.per_million_usd(bill)),
            }
            for mode, bill in (("PROVISIONED", plan.provisioned), ("ON_DEMAND", plan.on_demand))
        },
    }


def _serving(load: DailyLoad, needed: ServingCapacity | None) -> dict[str, Any]:
    if needed is None:
        return {}
    told = {"requests_per_s": str(needed.peak_per_s), "tasks": needed.tasks}
    return {"serving": {**told, **_images(images_of(load, needed.state_items))}}


def _images(images: Images | None) -> dict[str, Any]:
    if images is None:
        return {}
    return {
        "images": {
            "state_items": images.most_items,
            "stored_gb": str(images.stored_gb),
            "bytes": {hop: f"{one:.0f}" for hop, one in images.image_bytes.items()},
            "write_ecpus_per_s": images.ecpus_per_s,
            "ecpus_per_request": images.ecpus_per_request,
        }
    }


def _footprint(of: Footprint) -> dict[str, Any]:
    sizes = {name: _plain(value) for name, value in asdict(of.sizes).items()}
    return {
        "path": of.definitions,
        "measured_payments": of.measured_payments,
        "cpu_ratio": str(of.cpu_ratio),
        "hops": of.hops,
        "days_remembered": of.days_remembered,
        "payments_per_s": f"{of.payments_per_s:.0f}",
        "sizes": sizes,
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - a number, or numbers by name
    return str(value) if isinstance(value, Decimal) else value


def stack_as_json(stack: str, bill: Bill, warnings: Sequence[str]) -> dict[str, Any]:
    """A stack as configured, and what is wrong with it."""
    return {"name": stack, "bill": bill_as_json(bill), "warnings": list(warnings)}


def bill_as_json(bill: Bill) -> dict[str, Any]:
    """Lines and sums of a bill."""
    return {
        "lines": [
            {
                "part": line.part,
                "item": line.item,
                "quantity": str(line.quantity),
                "unit": line.price.unit,
                "usd_each": str(line.price.usd),
                "usd": str(line.amount_usd),
                "assumed": line.price.assumed,
                "source": line.price.source,
                "as_of": line.price.as_of.isoformat(),
            }
            for line in bill.lines
        ],
        "parts_usd": {part: str(usd) for part, usd in bill.by_part().items()},
        "total_usd": str(bill.total_usd),
        "assumed_usd": str(bill.assumed_usd),
    }
