"""Aggregates of single payments of a window: the latest, the first, the same, the confirmed."""

from math import asin, cos, radians, sin, sqrt
from typing import Any

from tests.oracles.definitions.scene import Fields, Scene


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
    return scene.scaled(values[-1]) if values else None


def changed(scene: Scene) -> bool | None:
    values = scene.values(scene.earlier)
    return None if scene.own is None or not values else scene.own != values[-1]


def last_values(scene: Scene) -> tuple[Any, ...]:
    newest_first = scene.values(scene.window)[::-1]
    return tuple(scene.scaled(value) for value in newest_first[: scene.aggregate.last_n])


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


def seconds_since_first_confirmed(scene: Scene) -> float | None:
    return (scene.time_ms - min(scene.frauds_ms)) / 1000 if scene.frauds_ms else None


def count_since_confirmed(scene: Scene) -> int | None:
    if not scene.frauds_ms:
        return None
    times_ms = [payment["event_time_ms"] for payment in scene.window]
    return len([time_ms for time_ms in times_ms if time_ms > max(scene.frauds_ms)])


def confirmed_share_since_first(scene: Scene) -> float | None:
    if not scene.frauds_ms:
        return None
    times_ms = [payment["event_time_ms"] for payment in scene.window]
    since_ms = [time_ms for time_ms in times_ms if time_ms >= min(scene.frauds_ms)]
    return min(1.0, len(scene.frauds_ms) / len(since_ms)) if since_ms else None
