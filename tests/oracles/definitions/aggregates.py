"""The value of each kind of aggregate, over lists of payments in order of (time, arrival).

A decimal is an integer of its last digit here; only the last step divides by its scale.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

from features.shared.definitions.model import DECAY_REACH_HALF_LIVES, Aggregate
from tests.oracles.definitions.expressions import holds

Fields = dict[str, Any]
"""A payment as its fields by name."""


@dataclass(frozen=True)
class Scene:
    """What one aggregate of one payment is computed from.

    Attributes:
        aggregate: what is asked for.
        this: the payment.
        earlier: its window, without itself.
        window: its window, with itself where it belongs there.
        frauds_ms: times of the confirmed frauds in the window.
        scale: what a value of the field is divided by: 10**digits of a decimal, else 1.
    """

    aggregate: Aggregate
    this: Fields
    earlier: list[Fields]
    window: list[Fields]
    frauds_ms: list[int]
    scale: int

    @property
    def time_ms(self) -> int:
        """Event time of the payment."""
        return int(self.this["event_time_ms"])

    @property
    def own(self) -> Any:  # noqa: ANN401
        """Value of the field in the payment itself."""
        return self.this[str(self.aggregate.field)]

    def values(self, payments: list[Fields]) -> list[Any]:
        """Values of the field, of the payments that have one."""
        field = str(self.aggregate.field)
        return [payment[field] for payment in payments if payment[field] is not None]


def scaled(scene: Scene, value: Any) -> Any:  # noqa: ANN401
    return value if scene.scale == 1 else value / scene.scale


def count(scene: Scene) -> int:
    return len(scene.window)


def total(scene: Scene) -> Any:  # noqa: ANN401
    return scaled(scene, sum(scene.values(scene.window)))


def mean(scene: Scene) -> float | None:
    values = scene.values(scene.window)
    return sum(values) / (len(values) * scene.scale) if values else None


def least(scene: Scene) -> Any:  # noqa: ANN401
    values = scene.values(scene.window)
    return scaled(scene, min(values)) if values else None


def most(scene: Scene) -> Any:  # noqa: ANN401
    values = scene.values(scene.window)
    return scaled(scene, max(values)) if values else None


def spread(values: list[int]) -> int:
    """Square of n times the population standard deviation: n Q - S S."""
    return len(values) * sum(value * value for value in values) - sum(values) ** 2


def standard_deviation(scene: Scene) -> float | None:
    values = scene.values(scene.window)
    return sqrt(spread(values)) / (len(values) * scene.scale) if values else None


def z_score(scene: Scene) -> float | None:
    values = scene.values(scene.window)
    if scene.own is None or not values:
        return None
    if spread(values) == 0:
        return 0.0
    return float((len(values) * scene.own - sum(values)) / sqrt(spread(values)))


def distinct(scene: Scene) -> int:
    return len(set(scene.values(scene.window)))


def seconds_since_last(scene: Scene) -> float | None:
    times_ms = [payment["event_time_ms"] for payment in scene.earlier]
    return (scene.time_ms - max(times_ms)) / 1000 if times_ms else None


def seconds_since_first(scene: Scene) -> float | None:
    times_ms = [payment["event_time_ms"] for payment in scene.earlier]
    return (scene.time_ms - min(times_ms)) / 1000 if times_ms else None


def seen_before(scene: Scene) -> bool | None:
    return None if scene.own is None else scene.own in scene.values(scene.earlier)


def first_time(scene: Scene) -> bool | None:
    return None if scene.own is None else scene.own not in scene.values(scene.earlier)


def last_value(scene: Scene) -> Any:  # noqa: ANN401
    values = scene.values(scene.earlier)
    return scaled(scene, values[-1]) if values else None


def changed(scene: Scene) -> bool | None:
    values = scene.values(scene.earlier)
    return None if scene.own is None or not values else scene.own != values[-1]


def share(scene: Scene) -> float | None:
    condition = scene.aggregate.share_of
    if condition is None:
        raise ValueError("a share needs a condition")
    matching = [payment for payment in scene.window if holds(condition.tree, payment)]
    return len(matching) / len(scene.window) if scene.window else None


def most_frequent_share(scene: Scene) -> float | None:
    values = scene.values(scene.window)
    return max(Counter(values).values()) / len(values) if values else None


def speed_kmh(scene: Scene) -> float | None:
    placed = [payment for payment in scene.earlier if payment["latitude"] is not None]
    if not placed or scene.this["latitude"] is None:
        return None
    gap_ms = scene.time_ms - placed[-1]["event_time_ms"]
    return float(haversine_km(placed[-1], scene.this) * 3_600_000 / max(gap_ms, 1000))


def haversine_km(a: Fields, b: Fields) -> float:
    """Great-circle distance on a sphere of the mean radius of the Earth."""
    x, y = radians(a["latitude"]), radians(b["latitude"])
    north, east = sin((y - x) / 2), sin(radians(b["longitude"] - a["longitude"]) / 2)
    return 2 * 6371.0088 * asin(min(1.0, sqrt(north * north + cos(x) * cos(y) * east * east)))


def confirmed_frauds(scene: Scene) -> int:
    return len(scene.frauds_ms)


def confirmed_share(scene: Scene) -> float | None:
    prior, weight = scene.aggregate.prior, scene.aggregate.weight
    payments = len(scene.window) + weight
    return min(1.0, (len(scene.frauds_ms) + prior * weight) / payments) if payments else None


def seconds_since_confirmed(scene: Scene) -> float | None:
    return (scene.time_ms - max(scene.frauds_ms)) / 1000 if scene.frauds_ms else None


def decayed(scene: Scene, weights: list[tuple[int, int]]) -> float:
    """Total of (time, weight), each half as much after a half-life; a long gap starts anew."""
    half_life_ms = scene.aggregate.half_life_ms
    remains, last_ms = 0.0, -(2**63)
    for time_ms, weight in [*weights, (scene.time_ms, 0)]:
        gap_ms = time_ms - last_ms
        forgotten = gap_ms > DECAY_REACH_HALF_LIVES * half_life_ms
        remains = weight + (0.0 if forgotten else remains * 2 ** (-gap_ms / half_life_ms))
        last_ms = time_ms
    return remains / scene.scale


def decayed_count(scene: Scene) -> float:
    return decayed(scene, [(payment["event_time_ms"], 1) for payment in scene.window])


def decayed_sum(scene: Scene) -> float:
    field = str(scene.aggregate.field)
    having = [payment for payment in scene.window if payment[field] is not None]
    return decayed(scene, [(payment["event_time_ms"], payment[field]) for payment in having])


def last_values(scene: Scene) -> tuple[Any, ...]:
    newest_first = scene.values(scene.window)[::-1]
    return tuple(scaled(scene, value) for value in newest_first[: scene.aggregate.last_n])


KINDS: dict[str, Callable[[Scene], object]] = {
    "count": count,
    "sum": total,
    "mean": mean,
    "min": least,
    "max": most,
    "standard_deviation": standard_deviation,
    "z_score": z_score,
    "distinct": distinct,
    "seconds_since_last": seconds_since_last,
    "seconds_since_first": seconds_since_first,
    "seen_before": seen_before,
    "first_time": first_time,
    "last_value": last_value,
    "changed": changed,
    "share": share,
    "most_frequent_share": most_frequent_share,
    "speed_kmh": speed_kmh,
    "confirmed_frauds": confirmed_frauds,
    "confirmed_share": confirmed_share,
    "seconds_since_confirmed": seconds_since_confirmed,
    "decayed_count": decayed_count,
    "decayed_sum": decayed_sum,
    "last_values": last_values,
}
