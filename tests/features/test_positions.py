"""Distances against published ones, and which positions are kept."""

import pytest

from events.shared.time_units import DAY_MS
from features.shared.accumulators.positions import Positions, distance_km

NEVER_MS = -(2**63)


@pytest.mark.parametrize(
    ("a", "b", "expected_km"),
    [
        ((36.12, -86.67), (33.94, -118.40), 2886.45),
        ((0.0, 0.0), (0.0, 180.0), 20015.11),
        ((90.0, 0.0), (-90.0, 77.0), 20015.11),
        ((0.0, 179.5), (0.0, -179.5), 111.195),
        ((47.3, 8.5), (47.3, 8.5), 0.0),
    ],
)
def test_distance_is_that_on_the_mean_sphere(
    a: tuple[float, float], b: tuple[float, float], expected_km: float
) -> None:
    assert distance_km(*a, *b) == pytest.approx(expected_km, abs=0.01)


def speed_kmh(
    positions: Positions, time_ms: int, latitude: float, longitude: float
) -> float | None:
    """Speed from the last position of the 30 days before a time."""
    return positions.speed_kmh(time_ms, latitude, longitude, time_ms - 30 * DAY_MS, time_ms)


def test_of_positions_before_the_frontier_the_newest_is_kept() -> None:
    positions = Positions(30 * DAY_MS, most_positions=100)
    for minute in range(10):
        positions.add(minute * 60_000, 0.0, float(minute), NEVER_MS)
    positions.add(20 * 60_000, 0.0, 0.0, frontier_ms=8 * 60_000)
    assert len(positions) == 3
    assert speed_kmh(positions, 8 * 60_000 + 1000, 0.0, 8.0) == 0.0


def test_a_position_is_forgotten_after_thirty_days() -> None:
    positions = Positions(30 * DAY_MS, most_positions=100)
    positions.add(0, 0.0, 0.0, NEVER_MS)
    assert speed_kmh(positions, 30 * DAY_MS - 1, 0.0, 0.0) == 0.0
    assert speed_kmh(positions, 30 * DAY_MS, 0.0, 0.0) is None


def test_above_the_limit_the_oldest_quarter_goes() -> None:
    positions = Positions(30 * DAY_MS, most_positions=100)
    for second in range(101):
        positions.add(second * 1000, 0.0, 0.0, NEVER_MS)
    assert len(positions) == 75
    assert speed_kmh(positions, 25_999, 0.0, 0.0) is None
    assert speed_kmh(positions, 26_000, 0.0, 0.0) == 0.0


def test_of_two_positions_at_one_time_the_one_that_arrived_last_counts() -> None:
    positions = Positions(30 * DAY_MS, most_positions=100)
    positions.add(0, 0.0, 0.0, NEVER_MS)
    positions.add(0, 0.0, 9.0, NEVER_MS)
    assert speed_kmh(positions, 5000, 0.0, 9.0) == 0.0


def test_what_has_expired_as_a_whole_goes() -> None:
    positions = Positions(30 * DAY_MS, most_positions=100)
    positions.add(0, 0.0, 0.0, NEVER_MS)
    positions.add(40 * DAY_MS, 0.0, 0.0, frontier_ms=39 * DAY_MS)
    assert len(positions) == 1
