"""What is known of an item beside its declared features: its attributes and what sessions taught.

::

    catalogue  --> attributes, each from a time on --+
    event      --> first seen, attributes it names --+--> card
    lesson     --> sessions, followers --------------+
"""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from events.shared.feature_value import FeatureValue
from features.recommendations.card import Card
from features.recommendations.item_lessons import ItemLessons, ItemLessonsImage
from features.recommendations.lessons import Lesson
from features.recommendations.limits import RecommendationLimits
from features.shared.state.log_element import LogKind
from features.shared.state.state_log import LogFormat, worth_compacting
from features.shared.watermark import NOTHING_SEEN_MS

VERSIONS_KEPT: Final = 8
"""Of the attributes of an item, the newest; a change that comes late is told apart among them."""

_NEVER_MS: Final = 2**63 - 1


class Catalogued(Struct, frozen=True, array_like=True, gc=False):
    """The attributes of an item from a time on.

    Attributes:
        from_ms: that time.
        category: None where it is not known.
        price_minor: in the base currency, None where it is not known.
        available: whether it is in stock.
    """

    from_ms: int
    category: str | None
    price_minor: int | None
    available: bool


class Seen(Struct, frozen=True, array_like=True, gc=False):
    """An event of the item that changed what is known of it.

    Attributes:
        event_time_ms: of the event.
        category: named by the event.
        price_minor: likewise, in the base currency.
    """

    event_time_ms: int
    category: str | None
    price_minor: int | None


class ItemSnapshot(Struct, frozen=True, array_like=True):
    """The whole state.

    Attributes:
        first_seen_ms: time of the earliest event; `NOTHING_SEEN_MS` without any.
        latest_ms: of the newest event or lesson.
        versions: attributes by the catalogue, in order of their times.
        named: the attributes that events named last.
        lessons: what sessions taught.
    """

    first_seen_ms: int
    latest_ms: int
    versions: list[Catalogued]
    named: Seen | None
    lessons: ItemLessonsImage


FORMAT: Final[LogFormat[Lesson | Catalogued | Seen, ItemSnapshot]] = LogFormat(
    "item-knowledge-v1",
    {
        LogKind.ITEM_LESSON_V1: Lesson,
        LogKind.ITEM_CATALOGUED_V1: Catalogued,
        LogKind.ITEM_SEEN_V1: Seen,
    },
    {LogKind.ITEM_SNAPSHOT_V1: ItemSnapshot},
)


class Item:
    """What is known of one item: a pure function of its log.

    Args:
        limits: of what is kept.
        snapshot: what it begins with.
    """

    __slots__ = (
        "_first_seen_ms", "_latest_ms", "_lessons", "_limits", "_log_length", "_named", "_versions",
    )  # fmt: skip

    def __init__(self, limits: RecommendationLimits, snapshot: ItemSnapshot | None = None) -> None:
        self._limits = limits
        self._lessons = ItemLessons(limits.half_life_ms)
        self._first_seen_ms = self._latest_ms = NOTHING_SEEN_MS
        self._versions: list[Catalogued] = []
        self._named: Seen | None = None
        self._log_length = 0
        if snapshot is not None:
            self._first_seen_ms, self._latest_ms = snapshot.first_seen_ms, snapshot.latest_ms
            self._versions, self._named = list(snapshot.versions), snapshot.named
            self._lessons.restore(snapshot.lessons)

    @classmethod
    def from_log(cls, limits: RecommendationLimits, log: Iterable[bytes]) -> "Item":
        """What `log` holds: possibly a snapshot, then entries in order.

        Raises:
            StateFormatError: an element cannot be read.
        """
        snapshot, entries = FORMAT.read(log)
        item = cls(limits, snapshot)
        for entry in entries:
            item._take(entry)
        return item

    def see(self, time_ms: int, category: str | None, price_minor: int | None) -> bytes:
        """Takes an event of the item; what to append to its log, empty where nothing changed."""
        known = self._named
        first = self._first_seen_ms == NOTHING_SEEN_MS or time_ms < self._first_seen_ms
        names = (category, price_minor) != (None, None) and (
            known is None
            or (
                known.event_time_ms <= time_ms
                and (known.category, known.price_minor) != (category, price_minor)
            )
        )
        stale = time_ms > self._latest_ms + self._limits.keep_ms // 8
        if not (first or names or stale):
            return b""
        return self._noted(Seen(time_ms, category, price_minor))

    def catalogue(self, version: Catalogued) -> bytes:
        """Takes attributes; what to append to its log, empty where they are known."""
        return b"" if version in self._versions else self._noted(version)

    def learn(self, lesson: Lesson) -> bytes:
        """Takes what a session taught; what to append to its log."""
        return self._noted(lesson)

    def _noted(self, entry: Lesson | Catalogued | Seen) -> bytes:
        self._take(entry)
        return FORMAT.write_entry(entry)

    def _take(self, entry: Lesson | Catalogued | Seen) -> None:
        self._log_length += 1
        if isinstance(entry, Catalogued):
            self._versions = sorted((*self._versions, entry), key=_from_ms)[-VERSIONS_KEPT:]
            return
        time_ms = _time_ms(entry)
        if self._latest_ms != NOTHING_SEEN_MS and time_ms - self._latest_ms > self._limits.keep_ms:
            self._lessons = ItemLessons(self._limits.half_life_ms)
            self._first_seen_ms, self._named = NOTHING_SEEN_MS, None
        self._latest_ms = max(self._latest_ms, time_ms)
        if isinstance(entry, Lesson):
            self._lessons.learn(entry)
        else:
            if self._first_seen_ms == NOTHING_SEEN_MS or entry.event_time_ms < self._first_seen_ms:
                self._first_seen_ms = entry.event_time_ms
            newest = self._named is None or self._named.event_time_ms <= entry.event_time_ms
            if newest and (entry.category, entry.price_minor) != (None, None):
                self._named = entry

    def attributes(self, time_ms: int) -> Catalogued:
        """The attributes at a time: by the catalogue, and where it says nothing as events named."""
        known = Catalogued(time_ms, None, None, available=True)
        for version in self._versions:
            if version.from_ms <= time_ms:
                known = version
        named = self._named
        if named is None:
            return known
        return Catalogued(
            known.from_ms,
            named.category if known.category is None else known.category,
            named.price_minor if known.price_minor is None else known.price_minor,
            known.available,
        )

    def card(self, item_id: str, time_ms: int, values: Sequence[FeatureValue]) -> Card:
        """The item as it is at a time, with the values of its declared features."""
        attributes = self.attributes(time_ms)
        sessions, followed, again = self._lessons.counts(time_ms)
        return Card(
            item_id=item_id,
            time_ms=time_ms,
            category=attributes.category,
            price_minor=attributes.price_minor,
            available=attributes.available,
            first_seen_ms=time_ms
            if self._first_seen_ms == NOTHING_SEEN_MS
            else self._first_seen_ms,
            values=tuple(values),
            sessions=sessions,
            followed=followed,
            again=again,
            followers=self._lessons.followers(time_ms),
        )

    def snapshot(self) -> bytes:
        """The one element that replaces the whole log."""
        self._log_length = 0
        return FORMAT.write_snapshot(
            ItemSnapshot(
                self._first_seen_ms,
                self._latest_ms,
                self._versions,
                self._named,
                self._lessons.image(),
            )
        )

    @property
    def log_length(self) -> int:
        """Number of entries since the last snapshot."""
        return self._log_length

    def should_compact(self) -> bool:
        """Whether the entries have grown enough for a snapshot to be worth its size."""
        return worth_compacting(self._log_length, self)

    def retained(self) -> int:
        """Number of versions and followers held: the measure of size."""
        return len(self._versions) + len(self._lessons)

    def expires_at_ms(self) -> int:
        """Once the watermark is after this time the state is as good as an empty one.

        What the catalogue says of an item holds until it says otherwise: it does not expire.
        """
        if self._versions:
            return _NEVER_MS
        if self._latest_ms == NOTHING_SEEN_MS:
            return NOTHING_SEEN_MS
        return self._latest_ms + self._limits.keep_ms + self._limits.history.allowed_lateness_ms


def _time_ms(entry: Lesson | Seen) -> int:
    return entry.time_ms if isinstance(entry, Lesson) else entry.event_time_ms


def _from_ms(version: Catalogued) -> int:
    return version.from_ms
