"""The neighbours of one item: the items of the same sessions, in bounded memory.

See `heavy_hitters` for which are kept and how far off their weights can be.
"""

from collections.abc import Iterable
from math import exp2
from typing import Final

from msgspec import Struct

from features.recommendations.card import Card
from features.recommendations.heavy_hitters import HeavyHitters, HeavyHittersImage
from features.recommendations.lessons import Contact
from features.recommendations.limits import RecommendationLimits
from features.shared.state.log_element import LogKind
from features.shared.state.state_log import LogFormat, worth_compacting
from features.shared.watermark import NOTHING_SEEN_MS


class Neighbour(Struct, frozen=True, array_like=True, gc=False):
    """A neighbour as of one time; all counts decayed, since it was last let in.

    Attributes:
        card: the neighbour as of its last session with the item.
        after: transitions from the item to it, of one, two and three steps.
        before: transitions from it to the item.
        near: closeness.
        near_lately: closeness by the short half-life.
        bought: sessions in which both were bought.
    """

    card: Card
    after: tuple[float, float, float]
    before: float
    near: float
    near_lately: float
    bought: float


class Noted(Struct, frozen=True, array_like=True, gc=False):
    """What a session says of a neighbour.

    Attributes:
        card: the neighbour as of then.
        contact: what the session says.
        time_ms: of its last event.
    """

    card: Card
    contact: Contact
    time_ms: int


class CountsImage(Struct, frozen=True, array_like=True, gc=False):
    """What is counted of one neighbour, as it is stored: see `_Counts`."""

    card: Card
    kept: tuple[float, float, float, float, float]
    lately: float
    lately_ms: int


class NeighboursSnapshot(Struct, frozen=True, array_like=True):
    """The whole state.

    Attributes:
        latest_ms: time of the newest session.
        ranks: of the neighbours.
        counts: what is counted of each.
    """

    latest_ms: int
    ranks: HeavyHittersImage
    counts: list[CountsImage]


FORMAT: Final[LogFormat[Noted, NeighboursSnapshot]] = LogFormat(
    "neighbours-v1",
    {LogKind.NEIGHBOUR_NOTED_V1: Noted},
    {LogKind.NEIGHBOURS_SNAPSHOT_V1: NeighboursSnapshot},
)


class _Counts:
    """What is counted of one neighbour beside its closeness.

    Attributes:
        kept: transitions of one, two and three steps, those the other way and common purchases, in
            relation to the landmark.
        lately: closeness by the short half-life, as of `lately_ms`.
        card: the neighbour as of its newest session, None until it is noted.
    """

    __slots__ = ("card", "kept", "lately", "lately_ms")

    def __init__(self) -> None:
        self.kept = [0.0, 0.0, 0.0, 0.0, 0.0]
        self.lately, self.lately_ms = 0.0, NOTHING_SEEN_MS
        self.card: Card | None = None

    def scale(self, factor: float) -> None:
        """Multiply what is kept by the landmark."""
        self.kept = [one * factor for one in self.kept]


class Neighbours:
    """The neighbours of one item: a pure function of its log.

    Args:
        limits: how many are kept, and how fast sessions count less.
        snapshot: what it begins with.
    """

    __slots__ = ("_kept", "_latest_ms", "_limits", "_log_length")

    def __init__(
        self, limits: RecommendationLimits, snapshot: NeighboursSnapshot | None = None
    ) -> None:
        self._limits = limits
        self._clear()
        self._latest_ms = NOTHING_SEEN_MS
        self._log_length = 0
        if snapshot is not None:
            self._latest_ms = snapshot.latest_ms
            self._kept.restore(snapshot.ranks, [_restored(one) for one in snapshot.counts])

    @classmethod
    def from_log(cls, limits: RecommendationLimits, log: Iterable[bytes]) -> "Neighbours":
        """What `log` holds: possibly a snapshot, then entries in order.

        Raises:
            StateFormatError: an element cannot be read.
        """
        snapshot, entries = FORMAT.read(log)
        neighbours = cls(limits, snapshot)
        for entry in entries:
            neighbours.take(entry)
        return neighbours

    def note(self, noted: Noted) -> bytes:
        """Takes in what a session says; what to append to the log."""
        self.take(noted)
        return FORMAT.write_entry(noted)

    def take(self, noted: Noted) -> None:
        """Takes in what the log has."""
        card, contact, time_ms = noted.card, noted.contact, noted.time_ms
        if self._is_forgotten(time_ms):
            self._clear()
        counts = self._kept.add(card.item_id, contact.near, time_ms).held
        weight = self._kept.kept(time_ms)
        said = (*contact.after, contact.before, int(contact.bought))
        counts.kept = [one + weight * more for one, more in zip(counts.kept, said, strict=True)]
        if counts.card is None or time_ms >= counts.lately_ms:
            counts.lately *= self._lately(counts.lately_ms - time_ms)
            counts.lately_ms, counts.card = time_ms, card
        counts.lately += contact.near * self._lately(time_ms - counts.lately_ms)
        self._latest_ms = max(self._latest_ms, time_ms)
        self._log_length += 1

    def at(self, time_ms: int, most: int) -> tuple[Neighbour, ...]:
        """The nearest neighbours at that time, nearest first."""
        if self._is_forgotten(time_ms):
            return ()
        share = self._kept.share_at(time_ms)
        nearest = sorted(self._kept.items(), key=lambda one: (-one[1].seen, one[0]))
        found = []
        for _, place in nearest[:most]:
            counts = place.held
            one, two, three, before, bought = (kept * share for kept in counts.kept)
            lately = counts.lately * self._lately(counts.lately_ms - time_ms)
            if counts.card is not None:
                found.append(
                    Neighbour(
                        counts.card, (one, two, three), before, place.seen * share, lately, bought
                    )
                )
        return tuple(found)

    def _clear(self) -> None:
        limits = self._limits
        self._kept: HeavyHitters[_Counts] = HeavyHitters(
            limits.neighbours, limits.half_life_ms, _Counts
        )

    def _is_forgotten(self, time_ms: int) -> bool:
        latest_ms = self._latest_ms
        return latest_ms != NOTHING_SEEN_MS and time_ms - latest_ms > self._limits.keep_ms

    def _lately(self, since_ms: int) -> float:
        return exp2(since_ms / self._limits.short_half_life_ms)

    def snapshot(self) -> bytes:
        """The one element that replaces the whole log."""
        self._log_length = 0
        counts = [
            CountsImage(held.card, tuple(held.kept), held.lately, held.lately_ms)  # type: ignore[arg-type] # five of them
            for held in (place.held for _, place in self._kept.items())
            if held.card is not None
        ]
        return FORMAT.write_snapshot(
            NeighboursSnapshot(self._latest_ms, self._kept.image(), counts)
        )

    @property
    def log_length(self) -> int:
        """Number of entries since the last snapshot."""
        return self._log_length

    def should_compact(self) -> bool:
        """Whether the entries have grown enough for a snapshot to be worth its size."""
        return worth_compacting(self._log_length, self)

    def retained(self) -> int:
        """Number of neighbours held: the measure of size."""
        return len(self._kept)

    def expires_at_ms(self) -> int:
        """Once the watermark is after this time the state is as good as an empty one."""
        if self._latest_ms == NOTHING_SEEN_MS:
            return NOTHING_SEEN_MS
        return self._latest_ms + self._limits.keep_ms + self._limits.history.allowed_lateness_ms


def _restored(image: CountsImage) -> _Counts:
    counts = _Counts()
    counts.card, counts.kept = image.card, list(image.kept)
    counts.lately, counts.lately_ms = image.lately, image.lately_ms
    return counts
