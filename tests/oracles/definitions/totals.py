"""Aggregates of a window as a whole: how much, how many, how spread.

A decimal is a whole number of its last digit here; only the last step divides by its scale.
"""

from collections import Counter
from math import sqrt
from typing import Any

from features.shared.definitions.model import DECAY_REACH_HALF_LIVES
from tests.oracles.definitions.scene import Scene


def count(scene: Scene) -> int:
    return len(scene.window)


def total(scene: Scene) -> Any:  # noqa: ANN401
    return scene.scaled(sum(scene.values(scene.window)))


def mean(scene: Scene) -> float | None:
    values = scene.values(scene.window)
    return sum(values) / (len(values) * scene.scale) if values else None


def least(scene: Scene) -> Any:  # noqa: ANN401
    values = scene.values(scene.window)
    return scene.scaled(min(values)) if values else None


def most(scene: Scene) -> Any:  # noqa: ANN401
    values = scene.values(scene.window)
    return scene.scaled(max(values)) if values else None


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


def share(scene: Scene) -> float | None:
    return scene.matching / len(scene.window) if scene.window else None


def most_frequent_share(scene: Scene) -> float | None:
    values = scene.values(scene.window)
    return max(Counter(values).values()) / len(values) if values else None


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
