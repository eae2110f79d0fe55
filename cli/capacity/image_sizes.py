"""What the images of states take in the store, by the payments that a key has had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import linear_regression, mean
from typing import Final

from cli.capacity.job_loop import LIMITS, JobLoop
from cli.capacity.stored_sizes import store_all
from events.shared.feature_update import FeatureUpdate
from features.fraud.payment_plan import key_states
from features.shared.plan.plan import Plan
from features.shared.state.key_state import KeyState
from online_store.connection import StoreSettings, connect
from online_store.keys import feature_key
from servers.valkey import valkey_server
from simulator.scenario import Scenario, wire_records
from udfs.fraud.loading import DeciderLoader
from udfs.shared.state_mirror import StateMirror, epoch_us

_NO_LIMIT: Final = 10**9
_ANY_MARK: Final = 1


@dataclass(frozen=True)
class ImageSizes:
    """What the images of a hop's keys take.

    Attributes:
        images: how many there are.
        payments: that a key has had, in the mean.
        image_bytes: memory of an image in the store, in the mean.
        empty_bytes: the same without any payment, by the line through all of them.
        bytes_per_payment: by the same line.
        items_per_payment: of what `store.state_items` counts.
    """

    images: int
    payments: float
    image_bytes: float
    empty_bytes: float
    bytes_per_payment: float
    items_per_payment: float


@dataclass
class _Held:
    """The state of a key, and how many payments it has had."""

    state: KeyState
    payments: int = 0


def measure_images(payments: int, loader: DeciderLoader) -> dict[str, ImageSizes]:
    """Sizes by hop, from one simulation of `payments` payments; the images are in a real server."""
    loop = JobLoop(loader)
    held, watermark_ms = _passed(loop, payments)
    with valkey_server() as server, connect(StoreSettings(server.url), environ={}) as client:
        sizes = {}
        for place, hop in enumerate(loop.plan.hops):
            images = _images(loop.plan, place, held[place], watermark_ms)
            store_all(client, images)
            keys = [feature_key(one.entity, one.entity_id) for one in images]
            taken = [int(client.memory_usage(key, samples=0) or 0) for key in keys]
            sizes[hop.name] = _sizes(list(held[place].values()), taken)
    return sizes


def _passed(loop: JobLoop, payments: int) -> tuple[list[dict[str, _Held]], int]:
    """The states of all keys, by hop, after the payments; and the last watermark."""
    hops = key_states(loop.plan, LIMITS)
    held: list[dict[str, _Held]] = [{} for _ in hops]
    watermark_ms = 0
    for record in wire_records(Scenario(payments=payments)):
        taken = loop.take(record.raw, record.arrival_ms)
        if not taken.decision or taken.payment is None or taken.replayed is None:
            continue
        watermark_ms = taken.replayed.watermark_ms
        for states, of_hop in zip(hops, held, strict=True):
            key = states.hop.key(taken.payment)
            if key is not None:
                one = of_hop.setdefault(key, _Held(states.empty()))
                told = None if states.hop.first else bool(taken.late)
                one.state.add(taken.payment, watermark_ms, late=told)
                one.payments += 1
    return held, watermark_ms


def _images(
    plan: Plan, place: int, held: Mapping[str, _Held], watermark_ms: int
) -> list[FeatureUpdate]:
    mirror = StateMirror(plan, place, _NO_LIMIT, epoch_us)
    return [mirror.update(key, one.state, watermark_ms, _ANY_MARK) for key, one in held.items()]


def _sizes(held: Sequence[_Held], taken: Sequence[int]) -> ImageSizes:
    payments = [one.payments for one in held]
    line = linear_regression(payments, taken)
    return ImageSizes(
        images=len(held),
        payments=mean(payments),
        image_bytes=mean(taken),
        empty_bytes=line.intercept,
        bytes_per_payment=line.slope,
        items_per_payment=sum(one.state.retained() for one in held) / sum(payments),
    )
