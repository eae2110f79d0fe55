"""The items of one category that are sought most, exactly.

::

    interest kept      A 5   B 3        it fades for all in the same way, so that an item rises only
    C comes with 4     A 5   C 4        by an event of its own, and falls only by those of others

Interest is a decayed count by one half-life, kept in relation to one landmark (see `decay`): what
is not among the first cannot come among them unseen. One that goes out of stock, or to another
category, leaves as soon as the catalogue or an event says so.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from features.recommendations.card import Card
from features.recommendations.decay import Landmark
from features.recommendations.limits import RecommendationLimits
from features.shared.state.log_element import LogKind
from features.shared.state.state_log import LogFormat, worth_compacting
from features.shared.watermark import NOTHING_SEEN_MS


class Sought(Struct, frozen=True, array_like=True, gc=False):
    """An item after an event of its own.

    Attributes:
        card: the item.
        interest: its decayed count, this event included.
    """

    card: Card
    interest: float


class Left(Struct, frozen=True, array_like=True, gc=False):
    """An item that belongs to the category no more, or cannot be had.

    Attributes:
        item_id: the item.
    """

    item_id: str


class LeadersSnapshot(Struct, frozen=True, array_like=True):
    """The whole state.

    Attributes:
        landmark_ms: what kept interest is in relation to; None without any.
        latest_ms: time of the newest event.
        items: kept interest and card of each.
    """

    landmark_ms: int | None
    latest_ms: int
    items: list[tuple[float, Card]]


FORMAT: Final[LogFormat[Sought | Left, LeadersSnapshot]] = LogFormat(
    "leaders-v1",
    {LogKind.LEADER_NOTED_V1: Sought, LogKind.LEADER_LEFT_V1: Left},
    {LogKind.LEADERS_SNAPSHOT_V1: LeadersSnapshot},
)


class Leaders:
    """The leaders of one category: a pure function of its log.

    Args:
        limits: how many are kept.
        half_life_ms: of the interest.
        snapshot: what it begins with.
    """

    __slots__ = ("_half_life_ms", "_items", "_landmark", "_latest_ms", "_limits", "_log_length")

    def __init__(
        self,
        limits: RecommendationLimits,
        half_life_ms: int,
        snapshot: LeadersSnapshot | None = None,
    ) -> None:
        self._limits, self._half_life_ms = limits, half_life_ms
        self._landmark: Landmark | None = None
        self._items: dict[str, tuple[float, Card]] = {}
        self._latest_ms = NOTHING_SEEN_MS
        self._log_length = 0
        if snapshot is not None:
            self._latest_ms = snapshot.latest_ms
            self._items = {card.item_id: (kept, card) for kept, card in snapshot.items}
            if snapshot.landmark_ms is not None:
                self._landmark = Landmark(half_life_ms, snapshot.landmark_ms)

    @classmethod
    def from_log(
        cls, limits: RecommendationLimits, half_life_ms: int, log: Iterable[bytes]
    ) -> "Leaders":
        """What `log` holds: possibly a snapshot, then entries in order.

        Raises:
            StateFormatError: an element cannot be read.
        """
        snapshot, entries = FORMAT.read(log)
        leaders = cls(limits, half_life_ms, snapshot)
        for entry in entries:
            leaders.take(entry)
        return leaders

    def note(self, sought: Sought) -> bytes:
        """Takes in an item after an event of its own; what to append, empty if it is no leader."""
        return FORMAT.write_entry(sought) if self.take(sought) else b""

    def leave(self, left: Left) -> bytes:
        """Takes in that an item has left; what to append, empty if it is no leader."""
        return FORMAT.write_entry(left) if self.take(left) else b""

    def take(self, entry: Sought | Left) -> bool:
        """Takes in what the log has; whether that changed anything."""
        if isinstance(entry, Sought):
            return self._seek(entry)
        if self._items.pop(entry.item_id, None) is None:
            return False
        self._log_length += 1
        return True

    def _seek(self, sought: Sought) -> bool:
        """Takes in an item after an event of its own.

        The interest at an event that came out of order lacks what came after it: it does not count
        before the next one in order.
        """
        card = sought.card
        forgotten = self._is_forgotten(card.time_ms) and bool(self._items)
        if forgotten:
            self._items.clear()
        known = self._items.get(card.item_id)
        if known is not None and card.time_ms < known[1].time_ms:
            return False
        if not card.available:
            left = self._items.pop(card.item_id, None) is not None
            return (left or forgotten) and self._changed(card)
        kept = sought.interest * self._kept(card.time_ms)
        if card.item_id not in self._items and len(self._items) >= self._limits.leaders:
            last = min(self._items, key=lambda name: (self._items[name][0], name))
            if kept <= self._items[last][0]:
                return False
            del self._items[last]
        self._items[card.item_id] = (kept, card)
        return self._changed(card)

    def _is_forgotten(self, time_ms: int) -> bool:
        latest_ms = self._latest_ms
        return latest_ms != NOTHING_SEEN_MS and time_ms - latest_ms > self._limits.keep_ms

    def _changed(self, card: Card) -> bool:
        self._latest_ms = max(self._latest_ms, card.time_ms)
        self._log_length += 1
        return True

    def _kept(self, time_ms: int) -> float:
        landmark = self._landmark
        if landmark is None:
            landmark = self._landmark = Landmark(self._half_life_ms, time_ms)
        elif landmark.is_far(time_ms):
            factor = landmark.move(time_ms)
            self._items = {
                name: (kept * factor, card) for name, (kept, card) in self._items.items()
            }
        return landmark.kept(time_ms)

    def first(self) -> tuple[Card, ...]:
        """The leaders, the most sought first."""
        ranked = sorted(self._items.values(), key=lambda one: (-one[0], one[1].item_id))
        return tuple(card for _, card in ranked)

    def snapshot(self) -> bytes:
        """The one element that replaces the whole log."""
        self._log_length = 0
        landmark_ms = None if self._landmark is None else self._landmark.at_ms
        items = list(self._items.values())
        return FORMAT.write_snapshot(LeadersSnapshot(landmark_ms, self._latest_ms, items))

    @property
    def log_length(self) -> int:
        """Number of entries since the last snapshot."""
        return self._log_length

    def should_compact(self) -> bool:
        """Whether the entries have grown enough for a snapshot to be worth its size."""
        return worth_compacting(self._log_length, self)

    def retained(self) -> int:
        """Number of leaders held: the measure of size."""
        return len(self._items)

    def expires_at_ms(self) -> int:
        """Once the watermark is after this time the state is as good as an empty one."""
        if self._latest_ms == NOTHING_SEEN_MS:
            return NOTHING_SEEN_MS
        return self._latest_ms + self._limits.keep_ms + self._limits.history.allowed_lateness_ms
