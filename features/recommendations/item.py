"""What is known of an item beside its declared features: its attributes and what sessions taught.

::

    catalogue  --> attributes from a time on --------+
    event      --> first seen, attributes it names --+--> card
    lesson     --> sessions, followers --------------+
"""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from events.shared.feature_value import FeatureValue
from features.recommendations.card import Card
from features.recommendations.item_attributes import (
    NEVER_MS,
    Attributes,
    Catalogued,
    ItemAttributes,
    NamedNumber,
    NamedText,
)
from features.recommendations.item_lessons import ItemLessons, ItemLessonsImage
from features.recommendations.lessons import Lesson
from features.recommendations.limits import RecommendationLimits
from features.shared.state.log_element import LogKind
from features.shared.state.state_log import LogFormat, worth_compacting
from features.shared.watermark import NOTHING_SEEN_MS


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
        category: as an event named it last.
        price: likewise.
        lessons: what sessions taught.
    """

    first_seen_ms: int
    latest_ms: int
    versions: list[Catalogued]
    category: NamedText | None
    price: NamedNumber | None
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
        "_attributes", "_first_seen_ms", "_latest_ms", "_lessons", "_limits", "_log_length",
    )  # fmt: skip

    def __init__(self, limits: RecommendationLimits, snapshot: ItemSnapshot | None = None) -> None:
        self._limits = limits
        self._lessons = ItemLessons(limits.half_life_ms)
        self._first_seen_ms = self._latest_ms = NOTHING_SEEN_MS
        self._attributes = self._known_attributes()
        self._log_length = 0
        if snapshot is not None:
            self._first_seen_ms, self._latest_ms = snapshot.first_seen_ms, snapshot.latest_ms
            self._attributes = self._known_attributes(
                snapshot.versions, snapshot.category, snapshot.price
            )
            self._lessons.restore(snapshot.lessons)

    def _known_attributes(
        self,
        versions: Sequence[Catalogued] = (),
        category: NamedText | None = None,
        price: NamedNumber | None = None,
    ) -> ItemAttributes:
        limits = self._limits
        lateness_ms = limits.history.allowed_lateness_ms
        return ItemAttributes(limits.keep_ms, lateness_ms, versions, category, price)

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

    @property
    def is_endless(self) -> bool:
        """Whether there is no time yet at which nothing of it is needed."""
        return self._attributes.are_endless

    def see(self, time_ms: int, category: str | None, price_minor: int | None) -> bytes:
        """Takes an event of the item; what to append to its log, empty where nothing changed."""
        first = self._first_seen_ms == NOTHING_SEEN_MS or time_ms < self._first_seen_ms
        stale = time_ms > self._latest_ms + self._limits.keep_ms // 8
        if not (first or stale or self._attributes.is_news(time_ms, category, price_minor)):
            return b""
        return self._noted(Seen(time_ms, category, price_minor))

    def catalogue(self, version: Catalogued) -> bytes:
        """Takes attributes; what to append to its log, empty where they are known."""
        return b"" if self._attributes.holds(version) else self._noted(version)

    def learn(self, lesson: Lesson) -> bytes:
        """Takes what a session taught; what to append to its log."""
        return self._noted(lesson)

    def _noted(self, entry: Lesson | Catalogued | Seen) -> bytes:
        self._take(entry)
        return FORMAT.write_entry(entry)

    def _take(self, entry: Lesson | Catalogued | Seen) -> None:
        self._log_length += 1
        if isinstance(entry, Catalogued):
            self._attributes.catalogue(entry, self._latest_ms)
            return
        time_ms = _time_ms(entry)
        self._attributes.meet(time_ms, self._latest_ms)
        if self._latest_ms != NOTHING_SEEN_MS and time_ms - self._latest_ms > self._limits.keep_ms:
            self._lessons = ItemLessons(self._limits.half_life_ms)
            self._first_seen_ms = NOTHING_SEEN_MS
            self._attributes.forget_named()
        self._latest_ms = max(self._latest_ms, time_ms)
        if isinstance(entry, Lesson):
            self._lessons.learn(entry)
        else:
            if self._first_seen_ms == NOTHING_SEEN_MS or time_ms < self._first_seen_ms:
                self._first_seen_ms = time_ms
            self._attributes.name(time_ms, entry.category, entry.price_minor)

    def attributes(self, time_ms: int) -> Attributes:
        """The attributes at a time: by the catalogue, and where it says nothing as events named."""
        return self._attributes.at(time_ms)

    def newest_attributes(self, watermark_ms: int) -> Attributes | None:
        """The attributes by the newest that is known of them.

        None before any event, and as soon as the watermark lets the state be dropped: whether it
        has been makes no difference.
        """
        if self._latest_ms == NOTHING_SEEN_MS or watermark_ms > self.expires_at_ms():
            return None
        return self._attributes.newest

    def card(self, item_id: str, time_ms: int, values: Sequence[FeatureValue]) -> Card:
        """The item as it is at a time, with the values of its declared features."""
        attributes = self._attributes.at(time_ms)
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
                self._attributes.versions,
                self._attributes.category,
                self._attributes.price,
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
        return len(self._attributes.versions) + len(self._lessons)

    def expires_at_ms(self) -> int:
        """Once the watermark is after this time the state is as good as an empty one."""
        latest_ms, keep_ms = self._latest_ms, self._limits.keep_ms
        seen_until_ms = latest_ms if latest_ms == NOTHING_SEEN_MS else latest_ms + keep_ms
        until_ms = max(seen_until_ms, self._attributes.until_ms(latest_ms))
        if until_ms in (NOTHING_SEEN_MS, NEVER_MS):
            return until_ms
        return until_ms + self._limits.history.allowed_lateness_ms


def _time_ms(entry: Lesson | Seen) -> int:
    return entry.time_ms if isinstance(entry, Lesson) else entry.event_time_ms
