"""The first key of an event, its shopper as written: duplicates, late events, sessions, links.

::

    event --> duplicate? --> late? --> the open sessions of its shopper
    time  --> sessions that nothing was added to for the length of a gap: they teach, and go
    link  --> the newest events, which move to another shopper; all that follows goes there too

    frontier = watermark - allowed lateness: the oldest event time that is still on time
"""

from collections.abc import Iterable
from typing import Final, Literal
from zlib import crc32

import msgspec
from msgspec import Struct

from features.recommendations.lessons import SessionItem
from features.recommendations.limits import RecommendationLimits
from features.shared.state.dedup import TransactionIds, TransactionIdsImage
from features.shared.state.log_element import LogKind
from features.shared.state.state_log import LogFormat, StateFormatError, worth_compacting
from features.shared.watermark import NOTHING_SEEN_MS

TEACHING_TYPES: Final = frozenset(("view", "cart", "purchase"))
"""Events of a session that say what belongs together; what is shown or hidden does not."""

_SPREAD_MS: Final = 60_000


class VisitorEvent(Struct, frozen=True, array_like=True, gc=False):
    """One event as the log has it.

    Attributes:
        event_time_ms: of the event.
        watermark_lag_ms: that time less the watermark at which it arrived.
        identity: of the event.
        event: its wire form, in order to move it with a link.
        item_id: its item.
        event_type: its type.
        session_id: the session that its sender saw.
    """

    event_time_ms: int
    watermark_lag_ms: int
    identity: str
    event: bytes
    item_id: str
    event_type: str
    session_id: str | None


class Taught(Struct, frozen=True, array_like=True, gc=False):
    """The sessions that had ended by a time taught, and went.

    Attributes:
        until_ms: that time.
    """

    until_ms: int


class Linked(Struct, frozen=True, array_like=True, gc=False):
    """Events go to another shopper from here on.

    Attributes:
        shopper_id: the other, until no event has come for as long as items are remembered.
        event_time_ms: of the link.
        watermark_lag_ms: that time less the watermark at which it arrived.
        identity: of the link.
    """

    shopper_id: str
    event_time_ms: int
    watermark_lag_ms: int
    identity: str


class VisitorSnapshot(Struct, frozen=True, array_like=True):
    """The whole state.

    Attributes:
        frontier_ms: the oldest event time that was on time.
        ids: of events.
        open: events of sessions that have not taught, in order of arrival.
        recent: events that a link would move, in order of arrival.
        shopper_id: where events go, None without a link.
        latest_ms: event time of the newest event.
    """

    frontier_ms: int
    ids: TransactionIdsImage
    open: list[VisitorEvent]
    recent: list[VisitorEvent]
    shopper_id: str | None
    latest_ms: int


class VisitorOutcome(Struct, frozen=True, gc=False):
    """What an event or a link did.

    Attributes:
        kind: accepted, late or a duplicate; the last two changed nothing.
        shopper_id: where the event goes by a link; None where it stays with its shopper.
        entry: to append to the log; empty unless accepted.
        moved: with a link, the wire forms of the events that move.
    """

    kind: Literal["accepted", "late", "duplicate"]
    shopper_id: str | None = None
    entry: bytes = b""
    moved: tuple[bytes, ...] = ()


_DUPLICATE: Final = VisitorOutcome("duplicate")
_LATE: Final = VisitorOutcome("late")
FORMAT: Final[LogFormat[VisitorEvent | Taught | Linked, VisitorSnapshot]] = LogFormat(
    "visitor-log-v1",
    {
        LogKind.VISITOR_EVENT_V1: VisitorEvent,
        LogKind.VISITOR_TAUGHT_V1: Taught,
        LogKind.VISITOR_LINKED_V1: Linked,
    },
    {LogKind.VISITOR_SNAPSHOT_V1: VisitorSnapshot},
)


class Visitor:
    """State of one shopper as written: a pure function of its log.

    Args:
        limits: of what is kept.
        snapshot: what it begins with.

    Raises:
        StateFormatError: the snapshot cannot be read.
    """

    __slots__ = (
        "_frontier_ms", "_ids", "_latest_ms", "_limits", "_log_length", "_open", "_recent",
        "_shopper_id",
    )  # fmt: skip

    def __init__(
        self, limits: RecommendationLimits, snapshot: VisitorSnapshot | None = None
    ) -> None:
        history = limits.history
        self._limits = limits
        self._ids = TransactionIds(
            history.dedup_window_ms, history.allowed_lateness_ms, history.dedup_ids
        )
        self._frontier_ms = self._latest_ms = NOTHING_SEEN_MS
        self._open: list[VisitorEvent] = []
        self._recent: list[VisitorEvent] = []
        self._shopper_id: str | None = None
        self._log_length = 0
        if snapshot is not None:
            self._restore(snapshot)

    @classmethod
    def from_log(cls, limits: RecommendationLimits, log: Iterable[bytes]) -> "Visitor":
        """The state that `log` holds: possibly a snapshot, then entries in order.

        Raises:
            StateFormatError: an element cannot be read.
        """
        snapshot, entries = FORMAT.read(log)
        visitor = cls(limits, snapshot)
        for entry in entries:
            visitor._take(entry)
        return visitor

    def _restore(self, snapshot: VisitorSnapshot) -> None:
        try:
            self._ids.restore(snapshot.ids)
        except (msgspec.MsgspecError, ValueError) as error:
            raise StateFormatError(f"state log element 0: damaged: {error}") from error
        self._frontier_ms, self._latest_ms = snapshot.frontier_ms, snapshot.latest_ms
        self._open, self._recent = list(snapshot.open), list(snapshot.recent)
        self._shopper_id = snapshot.shopper_id

    def add(self, event: VisitorEvent, watermark_ms: int) -> VisitorOutcome:
        """Takes an event that has arrived at a watermark."""
        refused = self._refused(event.identity, event.event_time_ms, watermark_ms)
        if refused is not None:
            return refused
        self._take(event)
        return VisitorOutcome("accepted", self._shopper_id, FORMAT.write_entry(event))

    def link(self, link: Linked, watermark_ms: int) -> VisitorOutcome:
        """Takes a link that has arrived at a watermark."""
        refused = self._refused(link.identity, link.event_time_ms, watermark_ms)
        if refused is not None:
            return refused
        since_ms = link.event_time_ms - self._limits.linked_reach_ms
        newest = self._recent[-self._limits.linked_events :]
        moved = tuple(one.event for one in newest if one.event_time_ms >= since_ms)
        self._take(link)
        return VisitorOutcome("accepted", link.shopper_id, FORMAT.write_entry(link), moved)

    def finish(self, time_ms: int) -> tuple[list[tuple[int, list[SessionItem]]], bytes]:
        """The sessions that have ended by a time, and what to append to the log.

        Each session has the time of its last event and its events, in the order of event time.
        """
        ended, kept = self._split(time_ms)
        if not ended:
            return [], b""
        taught = Taught(time_ms)
        self._open = kept
        self._log_length += 1
        return [_session(one) for one in ended], FORMAT.write_entry(taught)

    @property
    def next_finish_ms(self) -> int | None:
        """When the session that ends first has ended, if nothing is added to it."""
        return min(map(self._end_ms, self._sessions()), default=None)

    @property
    def is_full(self) -> bool:
        """Whether an open session is so long that it teaches what it has."""
        return len(self._open) >= self._limits.session_events and any(
            self._is_full(session) for session in self._sessions()
        )

    def _is_full(self, session: list[VisitorEvent]) -> bool:
        return len(session) >= self._limits.session_events

    def _end_ms(self, session: list[VisitorEvent]) -> int:
        """When a session has ended, if nothing is added to it.

        Those that end together teach one after the other: spread by what no two have in common.
        """
        spread_ms = crc32(session[0].identity.encode()) % _SPREAD_MS
        return session[-1].event_time_ms + self._limits.session_gap_ms + spread_ms

    def _refused(self, identity: str, time_ms: int, watermark_ms: int) -> VisitorOutcome | None:
        if self._ids.holds(identity, time_ms, watermark_ms):
            return _DUPLICATE
        # Not against the watermark alone: after a restore it starts anew.
        lateness_ms = self._limits.history.allowed_lateness_ms
        return _LATE if time_ms < max(self._frontier_ms, watermark_ms - lateness_ms) else None

    def _take(self, entry: VisitorEvent | Taught | Linked) -> None:
        """Takes in what the log has."""
        self._log_length += 1
        if isinstance(entry, Taught):
            _, self._open = self._split(entry.until_ms)
            return
        time_ms = entry.event_time_ms
        watermark_ms = time_ms - entry.watermark_lag_ms
        lateness_ms = self._limits.history.allowed_lateness_ms
        if self._is_forgotten(time_ms):
            self._shopper_id = None
        self._frontier_ms = max(self._frontier_ms, watermark_ms - lateness_ms)
        self._latest_ms = max(self._latest_ms, time_ms)
        self._ids.add(entry.identity, time_ms, watermark_ms)
        if isinstance(entry, Linked):
            self._shopper_id, self._recent = entry.shopper_id, []
            return
        if entry.event_type in TEACHING_TYPES:
            self._open.append(entry)
        if self._shopper_id is None:
            self._recent.append(entry)
            if len(self._recent) > 2 * self._limits.linked_events:
                self._recent = self._recent[-self._limits.linked_events :]

    def _is_forgotten(self, time_ms: int) -> bool:
        """Whether a link has not been needed for so long that it holds no more."""
        latest_ms = self._latest_ms
        return latest_ms != NOTHING_SEEN_MS and time_ms - latest_ms > self._limits.keep_ms

    def _split(self, time_ms: int) -> tuple[list[list[VisitorEvent]], list[VisitorEvent]]:
        """The open sessions that have ended by a time, and the events of the others.

        All before one that has ended go with it: those around it would become one session.
        """
        sessions, going = self._sessions(), 0
        for number, session in enumerate(sessions, start=1):
            if self._end_ms(session) <= time_ms or self._is_full(session):
                going = number
        return sessions[:going], [event for session in sessions[going:] for event in session]

    def _sessions(self) -> list[list[VisitorEvent]]:
        """The open sessions, each in the order of event time, those of one time as they arrived."""
        sessions: list[list[VisitorEvent]] = []
        for event in sorted(self._open, key=_event_time_ms):
            if sessions and self._goes_on(sessions[-1], event):
                sessions[-1].append(event)
            else:
                sessions.append([event])
        return sessions

    def _goes_on(self, session: list[VisitorEvent], event: VisitorEvent) -> bool:
        last = session[-1]
        return (
            event.event_time_ms - last.event_time_ms <= self._limits.session_gap_ms
            and event.session_id == last.session_id
        )

    def snapshot(self) -> bytes:
        """The one element that replaces the whole log."""
        self._log_length = 0
        return FORMAT.write_snapshot(
            VisitorSnapshot(
                self._frontier_ms,
                self._ids.image(),
                self._open,
                self._recent,
                self._shopper_id,
                self._latest_ms,
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
        """Number of ids and events held: the measure of size."""
        return len(self._ids) + len(self._open) + len(self._recent)

    def expires_at_ms(self) -> int:
        """Once the watermark is after this time the state is as good as an empty one."""
        until_ms = self._ids.latest_until_ms
        if self._latest_ms == NOTHING_SEEN_MS:
            return until_ms
        reach_ms = max(self._limits.linked_reach_ms, self._limits.session_gap_ms + _SPREAD_MS)
        if self._shopper_id is not None:
            reach_ms = max(reach_ms, self._limits.keep_ms)
        return max(until_ms, self._latest_ms + reach_ms + self._limits.history.allowed_lateness_ms)


def _event_time_ms(event: VisitorEvent) -> int:
    return event.event_time_ms


def _session(events: list[VisitorEvent]) -> tuple[int, list[SessionItem]]:
    items = [SessionItem(one.item_id, one.event_type == "purchase") for one in events]
    return events[-1].event_time_ms, items
