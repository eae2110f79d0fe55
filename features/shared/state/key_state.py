"""The state machine of one key: recognises duplicates and late events, and computes features.

::

    event --> duplicate? --> late? --> values of the histories --> entry --> log and histories
              (nothing)      (none)    and this event                       (what expired goes)
    label --> known, or too old? ----------------------------> entry --> log and verdicts
              (nothing)

    frontier = watermark - allowed lateness: the oldest event time that is still on time

Duplicates and late events are found at the first key that an event passes; the others are told.
"""

from collections.abc import Iterable
from typing import Final, Literal, Protocol

import msgspec
from msgspec import Struct

from events.shared.feature_value import FeatureValue
from features.shared.limits import HistoryLimits
from features.shared.plan.hop_plan import HopPlan, Slots
from features.shared.state.dedup import TransactionIds, identity_of
from features.shared.state.history import History, heads_of
from features.shared.state.images import KeyEntry, KeySnapshot, LabelEntry
from features.shared.state.key_log import NO_OLDER_KINDS, KeyLog, OlderKinds
from features.shared.state.pair_histories import PairHistories
from features.shared.state.state_log import StateFormatError, worth_compacting
from features.shared.watermark import NOTHING_SEEN_MS


class Event(Protocol):
    """What every event has, whatever its system."""

    @property
    def event_time_ms(self) -> int:
        """When it happened."""


class Label(Protocol):
    """What became known about an event."""

    @property
    def event_time_ms(self) -> int:
        """When the event happened."""

    @property
    def reported_time_ms(self) -> int:
        """When it became known."""

    @property
    def is_fraud(self) -> bool:
        """What it says."""


class KeyOutcome(Struct, frozen=True, gc=False):
    """What an event did.

    Attributes:
        kind: accepted; late (accepted without values); or a duplicate, which changed nothing.
        values: in the order of the hop's names; empty unless accepted.
        entry: to append to the key's log; empty where nothing changed.
        incomplete: names of the features that are missing since their window was not seen whole.
    """

    kind: Literal["accepted", "late", "duplicate"]
    values: tuple[FeatureValue, ...]
    entry: bytes
    incomplete: tuple[str, ...] = ()


_DUPLICATE: Final = KeyOutcome("duplicate", (), b"")
_UNREACHED: Final = KeyOutcome("late", (), b"")
_NOTHING: Final = KeyOutcome("accepted", (), b"")


class KeyStates:
    """Makes the states of the keys of one hop.

    Args:
        hop: what is remembered and computed.
        limits: how much history to keep.
        older: kinds of log elements that are read and not written.
        logged: whether events give entries for a log; states without one live in memory alone.
    """

    def __init__(
        self,
        hop: HopPlan,
        limits: HistoryLimits,
        older: OlderKinds = NO_OLDER_KINDS,
        *,
        logged: bool = True,
    ) -> None:
        self.hop, self.limits, self.logged = hop, limits, logged
        self.log = KeyLog(hop.log_name, older, limits)

    def empty(self) -> "KeyState":
        """The state of a key without history."""
        return KeyState(self)

    def from_log(self, log: Iterable[bytes]) -> "KeyState":
        """The state that `log` holds: possibly a snapshot, then entries in order.

        Raises:
            StateFormatError: an element cannot be read.
        """
        snapshot, entries = self.log.read(log)
        state = KeyState(self, snapshot)
        slots, layout = self.hop.slots, Layout(self.hop.slots, self.hop)
        for entry in entries:
            if isinstance(entry, LabelEntry):
                state.take_label(entry)
            else:
                if entry.slots is not None and entry.slots != slots:
                    slots, layout = entry.slots, Layout(entry.slots, self.hop)
                state.replay(entry, layout)
        return state


class Layout:
    """How the values of stored entries become the slots of a hop.

    Args:
        stored: names of the values.
        hop: that reads them.

    Attributes:
        names: of the values.
        lacking: slots of the hop that the entries have not.
    """

    def __init__(self, stored: tuple[str, ...], hop: HopPlan) -> None:
        self.names = stored
        self.lacking = frozenset(hop.slots) - frozenset(stored)
        places = {name: place for place, name in enumerate(stored)}
        self._places = [places.get(name) for name in hop.slots]
        self._defaults = hop.defaults

    def slots(self, values: Slots) -> Slots:
        """The slots of one entry; what it lacks is as if it were nothing."""
        return tuple(
            default if place is None else values[place]
            for place, default in zip(self._places, self._defaults, strict=True)
        )


class KeyState:
    """State of one key: a pure function of its log.

    Args:
        kind: what all keys of the hop have in common.
        snapshot: what it begins with.

    Raises:
        StateFormatError: the snapshot cannot be read.
    """

    __slots__ = (
        "_frontier_ms",
        "_ids",
        "_kind",
        "_log_length",
        "_own",
        "_pairs",
        "_written_slots",
    )

    def __init__(self, kind: KeyStates, snapshot: KeySnapshot | None = None) -> None:
        own, *pairs = kind.hop.scopes
        limits = kind.limits
        self._kind = kind
        self._frontier_ms = NOTHING_SEEN_MS
        self._own = History(own, limits)
        self._pairs = tuple(PairHistories(scope, limits) for scope in pairs)
        self._ids = (
            TransactionIds(limits.dedup_window_ms, limits.allowed_lateness_ms, limits.dedup_ids)
            if kind.hop.first
            else None
        )
        self._log_length = 0
        self._written_slots: tuple[str, ...] | None = None
        if snapshot is not None:
            try:
                self._restore(snapshot)
            except (msgspec.MsgspecError, ValueError) as error:
                raise StateFormatError(f"state log element 0: damaged: {error}") from error

    def _restore(self, snapshot: KeySnapshot) -> None:
        frontier_ms = self._frontier_ms = snapshot.frontier_ms
        self._own.restore(snapshot.heads, snapshot.own, frontier_ms)
        if self._ids is not None and snapshot.transaction_ids is not None:
            self._ids.restore(snapshot.transaction_ids)
        for pairs in self._pairs:
            stored = snapshot.pairs.get(pairs.scope.other_name)
            if stored is None:
                pairs.forget_pair(snapshot.own.newest_ms)
            else:
                pairs.restore(stored, frontier_ms)

    def add(self, event: Event, watermark_ms: int, *, late: bool | None = None) -> KeyOutcome:
        """Takes one event.

        Args:
            event: what happened; not a duplicate where they are found at another key.
            watermark_ms: the watermark it arrived at.
            late: what the first key found; None there.
        """
        kind, time_ms, ids = self._kind, event.event_time_ms, self._ids
        hop = kind.hop
        identity = None
        if ids is not None:
            identity = identity_of(kind.hop.identity(event))
            if ids.holds(identity, time_ms, watermark_ms):
                return _DUPLICATE
        # Not against the watermark alone: after a restore it starts anew, while what lies before
        # the old frontier has been forgotten all the same.
        frontier_ms = max(self._frontier_ms, watermark_ms - kind.limits.allowed_lateness_ms)
        if late is None:
            late = time_ms < frontier_ms
        if ids is None and (not hop.reach_ms or (late and time_ms <= frontier_ms - hop.reach_ms)):
            return _UNREACHED if late else _NOTHING
        self._frontier_ms = frontier_ms
        slots = hop.read(event)
        values, incomplete = ((), ()) if late else self._values(time_ms, slots)
        self._record(identity, time_ms, watermark_ms, slots)
        entry = self._entry(identity, time_ms, watermark_ms, slots) if kind.logged else b""
        return KeyOutcome("late" if late else "accepted", values, entry, incomplete)

    def look(self, event: Event) -> tuple[FeatureValue, ...]:
        """The values that an event would have if it came now; nothing is recorded."""
        values, _ = self._values(event.event_time_ms, self._kind.hop.read(event))
        return values

    def _entry(self, identity: str | None, time_ms: int, watermark_ms: int, slots: Slots) -> bytes:
        """The log element for an event; the first, and the first after a snapshot, names slots."""
        names = self._kind.hop.slots
        told = None if self._written_slots == names else names
        self._written_slots = names
        return self._kind.log.write_entry(
            KeyEntry(told, time_ms, time_ms - watermark_ms, identity, slots)
        )

    def _values(
        self, time_ms: int, slots: Slots
    ) -> tuple[tuple[FeatureValue, ...], tuple[str, ...]]:
        """Values of all features, and the names of those that are incomplete."""
        own = self._own
        values = own.values(time_ms, slots)
        incomplete: tuple[str, ...] = ()
        if own.unknown:
            values, incomplete = own.hide_incomplete(values, time_ms, self._frontier_ms)
        for pairs in self._pairs:
            other = slots[pairs.scope.other]
            if other is None:
                values += (None,) * len(pairs.scope.asked)
                continue
            history = pairs.of(str(other))
            of_pair = history.values(time_ms, slots)
            if history.unknown:
                of_pair, more = history.hide_incomplete(of_pair, time_ms, self._frontier_ms)
                incomplete += more
            values += of_pair
        return values, incomplete

    def _record(self, identity: str | None, time_ms: int, watermark_ms: int, slots: Slots) -> None:
        frontier_ms = self._frontier_ms
        self._own.record(frontier_ms, time_ms, slots)
        for pairs in self._pairs:
            other = slots[pairs.scope.other]
            if other is not None:
                pairs.record(str(other), frontier_ms, time_ms, slots)
        if self._ids is not None and identity is not None:
            self._ids.add(identity, time_ms, watermark_ms)
        self._log_length += 1

    def replay(self, entry: KeyEntry, layout: Layout) -> None:
        """Takes in an event as it was logged."""
        time_ms = entry.event_time_ms
        watermark_ms = time_ms - entry.watermark_lag_ms
        self._advance(watermark_ms)
        slots = layout.slots(entry.values)
        if layout.lacking:
            self._note_lacking(layout.lacking, time_ms, slots)
        self._record(entry.identity, time_ms, watermark_ms, slots)
        self._written_slots = layout.names

    def _note_lacking(self, lacking: frozenset[str], time_ms: int, slots: Slots) -> None:
        self._own.note_unread(lacking, time_ms)
        for pairs in self._pairs:
            other = slots[pairs.scope.other]
            if pairs.scope.other_name in lacking:
                pairs.forget_pair(time_ms)
            elif other is not None:
                pairs.note_unread(str(other), lacking, time_ms)

    def add_label(self, label: Label, watermark_ms: int) -> bytes:
        """Takes one label; what to append to the key's log, empty where it changes nothing."""
        hop, time_ms = self._kind.hop, label.event_time_ms
        entry = LabelEntry(
            time_ms,
            time_ms - watermark_ms,
            identity_of(hop.label_identity(label)),
            label.reported_time_ms - time_ms,
            label.is_fraud,
            hop.label_other(label),
        )
        return self._kind.log.write_entry(entry) if self.take_label(entry) else b""

    def take_label(self, entry: LabelEntry) -> bool:
        """Takes in a label, unless it changes nothing; whether it did."""
        taken = self._own.judge(entry, self._frontier_ms)
        for pairs in self._pairs:
            if entry.other is not None:
                taken = pairs.judge(entry.other, entry, self._frontier_ms) or taken
        if taken:
            self._advance(entry.event_time_ms - entry.watermark_lag_ms)
            self._log_length += 1
        return taken

    def _advance(self, watermark_ms: int) -> None:
        frontier_ms = watermark_ms - self._kind.limits.allowed_lateness_ms
        self._frontier_ms = max(self._frontier_ms, frontier_ms)

    def snapshot(self) -> bytes:
        """The one element that replaces the whole log."""
        self._log_length = 0
        self._written_slots = None
        return self.image()

    def image(self) -> bytes:
        """The same element for somebody else, who has no log: this state goes on as before."""
        frontier_ms = self._frontier_ms
        return self._kind.log.write_snapshot(
            KeySnapshot(
                frontier_ms,
                None if self._ids is None else self._ids.image(),
                heads_of(self._kind.hop.scopes[0]),
                self._own.image(frontier_ms),
                {one.scope.other_name: one.image(frontier_ms) for one in self._pairs},
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
        """Number of payments, tiles, ids, positions and labels held: the measure of size."""
        ids = 0 if self._ids is None else len(self._ids)
        return len(self._own) + ids + sum(map(len, self._pairs))

    def expires_at_ms(self) -> int:
        """Once the watermark is after this time the state is as good as an empty one."""
        until_ms = NOTHING_SEEN_MS if self._ids is None else self._ids.latest_until_ms
        latest_ms = max((self._own.latest_ms, *(pairs.latest_ms for pairs in self._pairs)))
        if latest_ms == NOTHING_SEEN_MS:
            return until_ms
        reach_ms = self._kind.hop.reach_ms + self._kind.limits.allowed_lateness_ms
        return max(until_ms, latest_ms + reach_ms)
