"""What finished sessions have taught of one item: how often it was met, and what follows it."""

from math import exp2
from typing import Final

from msgspec import Struct

from features.recommendations.card import FOLLOWERS_ON_A_CARD
from features.recommendations.heavy_hitters import NOTHING, HeavyHitters, HeavyHittersImage, Nothing
from features.recommendations.lessons import Lesson

FOLLOWERS: Final = 24
"""Items that follow one most, kept at it."""


class ItemLessonsImage(Struct, frozen=True, array_like=True):
    """Counts as they are stored.

    Attributes:
        time_ms: what they are of.
        sessions: sessions that the item was in.
        followed: events that came after one of it.
        again: those of the item itself.
        followers: the other items that came after it.
    """

    time_ms: int
    sessions: float
    followed: float
    again: float
    followers: HeavyHittersImage


class ItemLessons:
    """Counts of one item that decay.

    Args:
        half_life_ms: time after which a lesson counts half as much.
    """

    __slots__ = ("_again", "_followed", "_followers", "_half_life_ms", "_sessions", "_time_ms")

    def __init__(self, half_life_ms: int) -> None:
        self._half_life_ms = half_life_ms
        self._followers: HeavyHitters[Nothing] = HeavyHitters(FOLLOWERS, half_life_ms, _nothing)
        self._sessions = self._followed = self._again = 0.0
        self._time_ms = 0

    def __len__(self) -> int:
        """Number of followers held."""
        return len(self._followers)

    def learn(self, lesson: Lesson) -> None:
        """Take in what one session says."""
        self._advance(lesson.time_ms)
        weight = self._weight(lesson.time_ms)
        self._sessions += weight
        self._followed += weight * len(lesson.followers)
        for follower in lesson.followers:
            if follower == lesson.item_id:
                self._again += weight
            else:
                self._followers.add(follower, 1.0, lesson.time_ms)

    def counts(self, time_ms: int) -> tuple[float, float, float]:
        """Sessions, events that followed, and those of them that were of the item itself."""
        weight = exp2((self._time_ms - time_ms) / self._half_life_ms)
        return self._sessions * weight, self._followed * weight, self._again * weight

    def followers(self, time_ms: int) -> tuple[tuple[str, float], ...]:
        """The items that follow it most, heaviest first, with their share of all that followed."""
        _, followed, _ = self.counts(time_ms)
        if not followed:
            return ()
        share = self._followers.share_at(time_ms) / followed
        heaviest = sorted(((-place.seen, key) for key, place in self._followers.items()))
        return tuple((key, -seen * share) for seen, key in heaviest[:FOLLOWERS_ON_A_CARD] if seen)

    def image(self) -> ItemLessonsImage:
        """What `restore` makes the same counts from."""
        return ItemLessonsImage(
            self._time_ms, self._sessions, self._followed, self._again, self._followers.image()
        )

    def restore(self, image: ItemLessonsImage) -> None:
        """Takes over what `image` was taken of."""
        self._time_ms, self._sessions = image.time_ms, image.sessions
        self._followed, self._again = image.followed, image.again
        self._followers.restore(image.followers, [NOTHING] * len(image.followers.keys))

    def _advance(self, time_ms: int) -> None:
        """Make that time the one that counts are of, unless it is past."""
        if time_ms <= self._time_ms:
            return
        if self._time_ms:
            factor = exp2((self._time_ms - time_ms) / self._half_life_ms)
            self._sessions *= factor
            self._followed *= factor
            self._again *= factor
        self._time_ms = time_ms

    def _weight(self, time_ms: int) -> float:
        return exp2((time_ms - self._time_ms) / self._half_life_ms)


def _nothing() -> Nothing:
    return NOTHING
