"""Where a card was last seen, for the speed it would have had to travel at."""

from bisect import bisect_right
from math import asin, cos, radians, sin, sqrt
from typing import Final, Self

from msgspec import Struct

from events.shared.time_units import HOUR_MS

MEAN_EARTH_RADIUS_KM: Final = 6371.0088
"""IUGG mean radius (2a + b) / 3 of the WGS 84 ellipsoid."""

_SHORTEST_TRAVEL_MS: Final = 1_000


class PositionsImage(Struct, frozen=True, array_like=True):
    """Positions as they are stored: times, latitudes and longitudes."""

    times_ms: list[int]
    points: list[tuple[float, float]]


class Positions:
    """Positions of a card in event-time order, as (latitude, longitude) in degrees.

    Of those before the frontier (the oldest time that anyone will ask for) the newest is enough.

    Args:
        reach_ms: length of the longest window that will be asked for.
        most_positions: positions kept; above it the oldest quarter goes, and is then missing for a
            payment that comes out of order by more than the rest covers.
    """

    __slots__ = ("_most_positions", "_points", "_reach_ms", "_times_ms")

    def __init__(self, reach_ms: int, most_positions: int) -> None:
        self._reach_ms = reach_ms
        self._most_positions = most_positions
        self._times_ms: list[int] = []
        self._points: list[tuple[float, float]] = []

    def __len__(self) -> int:
        """Number of positions held."""
        return len(self._times_ms)

    def speed_kmh(
        self, time_ms: int, latitude: float, longitude: float, after_ms: int, until_ms: int
    ) -> float | None:
        """Speed from the last position in ``(after, until]`` to the given one, in km/h.

        Over at least a second; None where there is none.
        """
        last = bisect_right(self._times_ms, until_ms) - 1
        if last < 0 or self._times_ms[last] <= after_ms:
            return None
        known_latitude, known_longitude = self._points[last]
        way_km = distance_km(known_latitude, known_longitude, latitude, longitude)
        return way_km * HOUR_MS / max(time_ms - self._times_ms[last], _SHORTEST_TRAVEL_MS)

    def add(self, time_ms: int, latitude: float, longitude: float, frontier_ms: int) -> None:
        """Adds a position; no window will end before `frontier_ms`."""
        self._trim(frontier_ms)
        times = self._times_ms
        place = len(times) if not times or times[-1] <= time_ms else bisect_right(times, time_ms)
        times.insert(place, time_ms)
        self._points.insert(place, (latitude, longitude))
        if len(times) > self._most_positions:
            self._drop(len(times) - self._most_positions * 3 // 4)

    def _trim(self, frontier_ms: int) -> None:
        times = self._times_ms
        if not times:
            return
        if times[-1] <= frontier_ms - self._reach_ms:
            self._drop(len(times))
            return
        second_quarter = 1 + (len(times) >> 2)
        if second_quarter < len(times) and times[second_quarter] <= frontier_ms:
            self._drop(bisect_right(times, frontier_ms) - 1)

    def _drop(self, positions: int) -> None:
        del self._times_ms[:positions], self._points[:positions]

    def image(self) -> PositionsImage:
        """What `restore` makes the same positions from."""
        return PositionsImage(self._times_ms[:], self._points[:])

    def restore(self, image: PositionsImage) -> Self:
        """Takes over the positions that `image` was taken of."""
        self._times_ms = list(image.times_ms)
        self._points = list(image.points)
        return self


def distance_km(
    latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float
) -> float:
    """Great-circle distance on the mean sphere, by the haversine formula.

    R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984). Degrees to km.
    """
    phi_a, phi_b = radians(latitude_a), radians(latitude_b)
    sin_phi = sin((phi_b - phi_a) / 2)
    sin_lambda = sin(radians(longitude_b - longitude_a) / 2)
    haversine = sin_phi * sin_phi + cos(phi_a) * cos(phi_b) * sin_lambda * sin_lambda
    return 2 * MEAN_EARTH_RADIUS_KM * asin(min(1.0, sqrt(haversine)))
