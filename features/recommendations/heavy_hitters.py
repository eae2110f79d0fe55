"""The heaviest keys of an endless stream of weights that decay, in bounded memory.

::

    places 2     a 3   b 1 --- c comes with 2 ---> a 3   c 3 (error 1)

Weighted space-saving (Metwally, Agrawal, El Abbadi: Efficient computation of frequent and top-k
elements in data streams, ICDT 2005): where there is no room, a newcomer takes the place of the
lightest, and its rank as its `error`. The true weight of a key lies between `rank - error` and
`rank`, `error` is never more than all weights together over the number of places, and a key that
has more than that share is always held.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Generic, Protocol, TypeVar

from msgspec import Struct

from features.recommendations.decay import Landmark


class Scaled(Protocol):
    """What is held of a key beside its rank, in relation to the same landmark."""

    def scale(self, factor: float) -> None:
        """Multiply all that is kept."""


class Nothing:
    """What is held where a rank is enough."""

    __slots__ = ()

    def scale(self, factor: float) -> None:
        """Nothing is kept."""


NOTHING: Final = Nothing()
HeldT = TypeVar("HeldT", bound=Scaled)


class Place(Generic[HeldT]):
    """One key that is held.

    Attributes:
        rank: kept weight, `error` included.
        error: what of it the key took over.
        held: what else is kept of the key since it came.
    """

    __slots__ = ("error", "held", "rank")

    def __init__(self, rank: float, error: float, held: HeldT) -> None:
        self.rank, self.error, self.held = rank, error, held

    @property
    def seen(self) -> float:
        """Kept weight since the key came, a lower bound of its true one."""
        return self.rank - self.error


class HeavyHittersImage(Struct, frozen=True, array_like=True):
    """Ranks as they are stored; what else is held of the keys is stored beside them.

    Attributes:
        landmark_ms: what they are in relation to, None where nothing has come yet.
        keys: in the order in which they came.
        ranks: theirs.
        errors: theirs.
    """

    landmark_ms: int | None
    keys: list[str]
    ranks: list[float]
    errors: list[float]


class HeavyHitters(Generic[HeldT]):
    """The heaviest keys.

    Args:
        places: number of keys held at most.
        half_life_ms: time after which a weight is half as much.
        make: what is held of a newcomer.
    """

    __slots__ = ("_half_life_ms", "_landmark", "_make", "_places", "_places_most")

    def __init__(self, places: int, half_life_ms: int, make: Callable[[], HeldT]) -> None:
        self._places_most, self._half_life_ms, self._make = places, half_life_ms, make
        self._landmark: Landmark | None = None
        self._places: dict[str, Place[HeldT]] = {}

    def __len__(self) -> int:
        """Number of keys held."""
        return len(self._places)

    def items(self) -> Iterator[tuple[str, Place[HeldT]]]:
        """Keys and places, in no promised order."""
        return iter(self._places.items())

    def get(self, key: str) -> Place[HeldT] | None:
        """The place of a key, if it is held."""
        return self._places.get(key)

    def kept(self, time_ms: int) -> float:
        """What a weight of 1 at that time is kept as; moves the landmark where it lies too far."""
        landmark = self._landmark
        if landmark is None:
            landmark = self._landmark = Landmark(self._half_life_ms, time_ms)
        elif landmark.is_far(time_ms):
            self._scale(landmark.move(time_ms))
        return landmark.kept(time_ms)

    def share_at(self, time_ms: int) -> float:
        """What one unit of what is kept weighs at that time."""
        return 0.0 if self._landmark is None else self._landmark.share_at(time_ms)

    def add(self, key: str, weight: float, time_ms: int) -> Place[HeldT]:
        """Take in a positive weight of a key; its place."""
        kept = weight * self.kept(time_ms)
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = Place(*self._room(), self._make())
        place.rank += kept
        return place

    def image(self) -> HeavyHittersImage:
        """What `restore` makes the same ranks from."""
        return HeavyHittersImage(
            None if self._landmark is None else self._landmark.at_ms,
            list(self._places),
            [place.rank for place in self._places.values()],
            [place.error for place in self._places.values()],
        )

    def restore(self, image: HeavyHittersImage, held: Sequence[HeldT]) -> None:
        """Takes over what `image` was taken of.

        Args:
            image: the ranks.
            held: what else was held of each of its keys.

        Raises:
            ValueError: there are not as many of each.
        """
        if image.landmark_ms is not None:
            self._landmark = Landmark(self._half_life_ms, image.landmark_ms)
        of_keys = zip(image.keys, image.ranks, image.errors, held, strict=True)
        self._places = {key: Place(rank, error, one) for key, rank, error, one in of_keys}

    def _room(self) -> tuple[float, float]:
        """Rank and error of a newcomer."""
        if len(self._places) < self._places_most:
            return 0.0, 0.0
        lightest = min(self._places, key=self._rank)
        taken = self._places.pop(lightest).rank
        return taken, taken

    def _rank(self, key: str) -> tuple[float, str]:
        return self._places[key].rank, key

    def _scale(self, factor: float) -> None:
        for place in self._places.values():
            place.rank *= factor
            place.error *= factor
            place.held.scale(factor)
