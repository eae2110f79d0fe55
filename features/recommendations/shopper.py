"""What is known of a shopper beside the declared features: session, purchases, hidden items.

::

    event with the item as it was seen --> the newest events --> the session around one of them
    purchase, hide                     --> what lists may leave out
    leaders of a category              --> as they were last told
"""

from collections.abc import Iterable
from itertools import islice
from typing import Final, Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from events.shared.feature_value import FeatureValue
from features.recommendations.card_table import CardTable
from features.recommendations.limits import RecommendationLimits
from features.recommendations.listing import Listing
from features.recommendations.session_view import (
    EVENTS_KEPT,
    ITEMS_KNOWN,
    ItemView,
    SessionView,
)
from features.recommendations.visitor import TEACHING_TYPES
from features.shared.state.log_element import LogKind
from features.shared.state.state_log import LogFormat, worth_compacting
from features.shared.watermark import NOTHING_SEEN_MS

CATEGORIES_KNOWN: Final = 3
"""Categories whose leaders are kept, those told last."""

MARKS_KEPT: Final = 500
"""Items bought, and items hidden, that are kept, those of the newest events."""

_MARKS_A_VIEW: Final = 100
_EVENTS_A_VIEW: Final = 50
"""Marks, and events without a view, that take as much as a view at most."""


class ShopperEvent(Struct, frozen=True, array_like=True, gc=False):
    """One event as the log has it.

    Attributes:
        event_time_ms: of the event.
        item_id: its item.
        event_type: its type.
        session_id: the session that its sender saw.
        view: the item when it was seen; None of events that are no part of a session.
        listed: digest of the list that was made of it, 0 where none was.
    """

    event_time_ms: int
    item_id: str
    event_type: str
    session_id: str | None
    view: ItemView | None
    listed: int = 0


class LeadersTold(Struct, frozen=True, array_like=True, gc=False):
    """The leaders of a category.

    Attributes:
        category: its name, empty for items without one.
        event_time_ms: of the newest event that they were told with.
        cards: the leaders, the most sought first.
    """

    category: str
    event_time_ms: int
    cards: CardTable


class ShopperSnapshot(Struct, frozen=True, array_like=True):
    """The whole state.

    Attributes:
        latest_ms: time of the newest event.
        listed: digest of the newest list.
        events: the newest of sessions, in the order of event time.
        leaders: of categories, those told last at the end.
        bought: items bought, with the time.
        hidden: items hidden, with the time.
    """

    latest_ms: int
    listed: int
    events: list[ShopperEvent]
    leaders: list[LeadersTold]
    bought: dict[str, int]
    hidden: dict[str, int]


FORMAT: Final[LogFormat[ShopperEvent | LeadersTold, ShopperSnapshot]] = LogFormat(
    "shopper-sessions-v1",
    {LogKind.SHOPPER_EVENT_V1: ShopperEvent, LogKind.SHOPPER_LEADERS_V1: LeadersTold},
    {LogKind.SHOPPER_SNAPSHOT_V1: ShopperSnapshot},
)

Mark = Literal["bought", "hidden"]
_MARKS: Final[dict[str, Mark]] = {"purchase": "bought", "hide": "hidden"}


class Occurred(Protocol):
    """What a list asks of its event."""

    @property
    def event_time_ms(self) -> int:
        """When it happened."""

    @property
    def event_type(self) -> str:
        """What was done."""


class Shopper:
    """What is known of one shopper: a pure function of its log.

    Args:
        limits: of what is kept.
        snapshot: what it begins with.
    """

    __slots__ = (
        "_events", "_latest_ms", "_leaders", "_limits", "_log_length", "_marks", "listed",
    )  # fmt: skip

    def __init__(
        self, limits: RecommendationLimits, snapshot: ShopperSnapshot | None = None
    ) -> None:
        self._limits = limits
        self._events: list[ShopperEvent] = []
        self._leaders: dict[str, LeadersTold] = {}
        self._marks: dict[Mark, dict[str, int]] = {"bought": {}, "hidden": {}}
        self._latest_ms = NOTHING_SEEN_MS
        self.listed = 0
        self._log_length = 0
        if snapshot is not None:
            self._latest_ms, self.listed = snapshot.latest_ms, snapshot.listed
            self._events = list(snapshot.events)
            self._leaders = {told.category: told for told in snapshot.leaders}
            self._marks = {"bought": dict(snapshot.bought), "hidden": dict(snapshot.hidden)}

    @classmethod
    def from_log(cls, limits: RecommendationLimits, log: Iterable[bytes]) -> "Shopper":
        """What `log` holds: possibly a snapshot, then entries in order.

        Raises:
            StateFormatError: an element cannot be read.
        """
        snapshot, entries = FORMAT.read(log)
        shopper = cls(limits, snapshot)
        for entry in entries:
            shopper.take(entry)
        return shopper

    def take(self, entry: ShopperEvent | LeadersTold) -> None:
        """Takes in an event or what was told of a category."""
        self._log_length += 1
        if isinstance(entry, LeadersTold):
            known = self._leaders.pop(entry.category, entry)
            newest_ms = max(known.event_time_ms, entry.event_time_ms)
            self._leaders[entry.category] = replace(entry, event_time_ms=newest_ms)
            if len(self._leaders) > CATEGORIES_KNOWN:
                del self._leaders[next(iter(self._leaders))]
            return
        if entry.event_time_ms - self._latest_ms > self._limits.session_gap_ms:
            # Nobody is shown it any more; and states that were dropped since are as good as kept.
            self.listed = 0
        self._latest_ms = max(self._latest_ms, entry.event_time_ms)
        self.listed = entry.listed or self.listed
        mark = _MARKS.get(entry.event_type)
        if mark is not None:
            self._note(self._marks[mark], entry)
        if entry.event_type in TEACHING_TYPES:
            self._insert(replace(entry, listed=0) if entry.listed else entry)

    def tell(self, told: LeadersTold) -> bytes:
        """Takes in what was told of a category; what to append to the log, empty if it is known.

        The same leaders told again are not: it is their time that makes them part of a session.
        """
        if told == self._leaders.get(told.category):
            return b""
        self.take(told)
        return FORMAT.write_entry(told)

    def listed_as(self, event: ShopperEvent, digest: int) -> bytes:
        """Notes the list that was made of an event that was taken; what to append to the log."""
        self.listed = digest or self.listed
        return FORMAT.write_entry(replace(event, listed=digest))

    def listing(self, event: Occurred, values: tuple[FeatureValue, ...]) -> Listing | None:
        """What a list is made of at an event that was taken; None where it makes none.

        Args:
            event: it must be the newest, and more than something that was shown. What is hidden
                after a session has ended is part of none.
            values: declared features of the shopper.
        """
        time_ms = event.event_time_ms
        if event.event_type == "impression" or time_ms < self._latest_ms:
            return None
        session = self.session()
        if session is None or time_ms - session.now_ms > self._limits.session_gap_ms:
            return None
        return Listing(
            session=session,
            leaders=self._leaders_since(session.times_ms[0]),
            bought=self.marked("bought", time_ms),
            hidden=self.marked("hidden", time_ms),
            values=values,
        )

    def _note(self, marked: dict[str, int], event: ShopperEvent) -> None:
        known_ms = marked.pop(event.item_id, event.event_time_ms)
        marked[event.item_id] = max(known_ms, event.event_time_ms)
        if len(marked) > MARKS_KEPT:
            del marked[min(marked, key=lambda item_id: (marked[item_id], item_id))]

    def _insert(self, event: ShopperEvent) -> None:
        """Puts an event where its time belongs, behind those of the same time."""
        events = self._events
        place = len(events)
        while place and events[place - 1].event_time_ms > event.event_time_ms:
            place -= 1
        events.insert(place, event)
        if len(events) > EVENTS_KEPT:
            del events[0]
        self._forget_views()

    def _forget_views(self) -> None:
        """Keeps the views of the items seen last: they are what is large."""
        kept: set[str] = set()
        for place in range(len(self._events) - 1, -1, -1):
            event = self._events[place]
            if event.view is None:
                continue
            if event.item_id in kept or len(kept) >= ITEMS_KNOWN:
                self._events[place] = replace(event, view=None)
            else:
                kept.add(event.item_id)

    def marked(self, mark: Mark, time_ms: int) -> frozenset[str]:
        """Items bought or hidden that are still remembered at a time."""
        since_ms = time_ms - self._limits.keep_ms
        return frozenset(item for item, of_ms in self._marks[mark].items() if of_ms >= since_ms)

    def session(self) -> SessionView | None:
        """The session of the newest event; None before any view, cart or purchase."""
        events = self._events
        if not events:
            return None
        first = len(events) - 1
        while first and self._goes_on(events[first - 1], events[first]):
            first -= 1
        session = events[first:]
        views: dict[str, ItemView] = {}
        for event in reversed(session):
            if event.item_id not in views and event.view is not None:
                views[event.item_id] = event.view
        return SessionView(
            items=tuple(event.item_id for event in session),
            times_ms=tuple(event.event_time_ms for event in session),
            views=dict(islice(views.items(), ITEMS_KNOWN)),
            now_ms=session[-1].event_time_ms,
        )

    def _goes_on(self, event: ShopperEvent, after: ShopperEvent) -> bool:
        return (
            after.event_time_ms - event.event_time_ms <= self._limits.session_gap_ms
            and after.session_id == event.session_id
        )

    def _leaders_since(self, time_ms: int) -> tuple[CardTable, ...]:
        """The leaders of the categories told since a time, those of the last one first."""
        told = reversed(self._leaders.values())
        return tuple(of_one.cards for of_one in told if of_one.event_time_ms >= time_ms)

    def snapshot(self) -> bytes:
        """The one element that replaces the whole log."""
        self._log_length = 0
        return FORMAT.write_snapshot(
            ShopperSnapshot(
                self._latest_ms,
                self.listed,
                self._events,
                list(self._leaders.values()),
                self._marks["bought"],
                self._marks["hidden"],
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
        """Views and tables of leaders held, and what takes as much: the measure of size.

        An event without a view and a mark take a fraction of that. If they counted as much, the log
        of a shopper with many would grow to ten times the state.
        """
        views = sum(event.view is not None for event in self._events)
        marks = sum(map(len, self._marks.values()))
        small = -(-len(self._events) // _EVENTS_A_VIEW) - (-marks // _MARKS_A_VIEW)
        return views + len(self._leaders) + small

    def cards(self) -> int:
        """Number of cards held: of items seen, of their neighbours, of leaders."""
        views = (event.view for event in self._events)
        seen = sum(1 + len(view.neighbours.cards) for view in views if view is not None)
        return seen + sum(len(one.cards) for one in self._leaders.values())

    def expires_at_ms(self) -> int:
        """Once the watermark is after this time the state is as good as an empty one."""
        told_ms = (told.event_time_ms for told in self._leaders.values())
        latest_ms = max((self._latest_ms, *told_ms))
        if latest_ms == NOTHING_SEEN_MS:
            return NOTHING_SEEN_MS
        kept_ms = self._limits.keep_ms if any(self._marks.values()) else self._limits.session_gap_ms
        return latest_ms + kept_ms + self._limits.history.allowed_lateness_ms
