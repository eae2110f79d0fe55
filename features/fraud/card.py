"""The state machine of one card: recognises duplicates and late payments, and computes features.

::

    payment --> duplicate? --> late? --> values of the history --> entry --> log and history
                (nothing)      (none)    and this payment                    (what expired goes)
    label   --> known, or too old? --------------------------> entry --> log and verdicts
                (nothing)

    frontier = watermark - allowed lateness: the oldest event time that is still on time
"""

from collections.abc import Iterable
from typing import Final, Literal, Self

from msgspec import Struct

from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue
from features.fraud.card_history import CardEntry, CardHistory, CardHistoryImage
from features.fraud.label_entry import LabelEntry, label_entry
from features.shared.accumulators.verdicts import NO_VERDICTS, Verdicts, VerdictsImage
from features.shared.dedup import TransactionIds, TransactionIdsImage, identity_of
from features.shared.limits import HistoryLimits
from features.shared.log_element import LogKind
from features.shared.state_log import LogFormat, worth_compacting
from features.shared.watermark import NOTHING_SEEN_MS
from features.shared.windows import LONGEST_WINDOW_MS


class CardOutcome(Struct, frozen=True, gc=False):
    """What a payment did.

    Attributes:
        kind: accepted; late (accepted without values); or a duplicate, which changed nothing.
        values: of `CARD_FEATURES`, in their order; empty unless accepted.
        entry: to append to the card's log; empty for a duplicate.
    """

    kind: Literal["accepted", "late", "duplicate"]
    values: tuple[FeatureValue, ...]
    entry: bytes


class CardSnapshot(Struct, frozen=True, array_like=True):
    """The whole state of a card; version 1 had no verdicts."""

    frontier_ms: int
    history: CardHistoryImage
    transaction_ids: TransactionIdsImage
    verdicts: VerdictsImage = NO_VERDICTS


CARD_LOG: Final = LogFormat[CardEntry | LabelEntry, CardSnapshot](
    "card-log-v1",
    {
        LogKind.CARD_ENTRY_V1: CardEntry,
        LogKind.CARD_LABEL_V1: LabelEntry,
        LogKind.CARD_ENTRY_V2: CardEntry,
        LogKind.CARD_LABEL_V2: LabelEntry,
    },
    {
        LogKind.CARD_SNAPSHOT_V1: CardSnapshot,
        LogKind.CARD_SNAPSHOT_V2: CardSnapshot,
        LogKind.CARD_SNAPSHOT_V3: CardSnapshot,
    },
)
_DUPLICATE: Final = CardOutcome("duplicate", (), b"")


class CardState:
    """State of one card: a pure function of its log.

    Args:
        limits: how much history to keep.
    """

    __slots__ = (
        "_allowed_lateness_ms",
        "_frontier_ms",
        "_history",
        "_log_length",
        "_transaction_ids",
        "_verdicts",
    )

    def __init__(self, limits: HistoryLimits) -> None:
        self._allowed_lateness_ms = limits.allowed_lateness_ms
        self._frontier_ms = NOTHING_SEEN_MS
        self._history = CardHistory(limits)
        self._transaction_ids = TransactionIds(
            limits.dedup_window_ms, limits.allowed_lateness_ms, limits.dedup_ids
        )
        self._verdicts = Verdicts(limits.labelled_payments)
        self._log_length = 0

    @classmethod
    def empty(cls, limits: HistoryLimits) -> Self:
        """The state of a card without history."""
        return cls(limits)

    @classmethod
    def from_log(cls, log: Iterable[bytes], limits: HistoryLimits) -> Self:
        """The state that `log` holds: possibly a snapshot, then entries in order.

        Raises:
            StateFormatError: an element cannot be read.
        """
        state = cls(limits)
        snapshot, entries = CARD_LOG.read(log)
        if snapshot is not None:
            state._frontier_ms = snapshot.frontier_ms
            state._history.restore(snapshot.history)
            state._transaction_ids.restore(snapshot.transaction_ids)
            state._verdicts.restore(snapshot.verdicts)
        for entry in entries:
            watermark_ms = entry.event_time_ms - entry.watermark_lag_ms
            if isinstance(entry, LabelEntry):
                state._judge(entry, watermark_ms)
            else:
                state._advance(watermark_ms)
                state._record(entry, watermark_ms)
        return state

    def add(self, payment: Payment, watermark_ms: int) -> CardOutcome:
        """Takes one payment; `watermark_ms` is the watermark it arrived at."""
        time_ms = payment.event_time_ms
        identity = identity_of(payment.transaction_id)
        if self._transaction_ids.holds(identity, time_ms, watermark_ms):
            return _DUPLICATE
        # Not against the watermark alone: after a restore it starts anew, while what lies before
        # the old frontier has been forgotten all the same.
        self._advance(watermark_ms)
        late = time_ms < self._frontier_ms
        values = () if late else self._values(payment)
        entry = CardEntry(
            time_ms,
            time_ms - watermark_ms,
            payment.amount_minor,
            payment.merchant_id,
            payment.country,
            identity,
            payment.latitude,
            payment.longitude,
        )
        self._record(entry, watermark_ms)
        return CardOutcome("late" if late else "accepted", values, CARD_LOG.write_entry(entry))

    def add_label(self, label: Label, watermark_ms: int) -> bytes:
        """Takes one label; what to append to the card's log, empty where it changes nothing."""
        identity = identity_of(label.transaction_id)
        entry = label_entry(label, identity, watermark_ms)
        return CARD_LOG.write_entry(entry) if self._judge(entry, watermark_ms) else b""

    def _values(self, payment: Payment) -> tuple[FeatureValue, ...]:
        time_ms = payment.event_time_ms
        frauds = self._verdicts.frauds(time_ms, time_ms - LONGEST_WINDOW_MS, time_ms)
        return (*self._history.values(payment), frauds)

    def _judge(self, entry: LabelEntry, watermark_ms: int) -> bool:
        """Takes a label, unless it changes nothing."""
        floor_ms = self._frontier_ms - LONGEST_WINDOW_MS
        if not self._verdicts.add(entry.identity, entry.event_time_ms, entry.verdict, floor_ms):
            return False
        self._advance(watermark_ms)
        self._log_length += 1
        return True

    def _advance(self, watermark_ms: int) -> None:
        self._frontier_ms = max(self._frontier_ms, watermark_ms - self._allowed_lateness_ms)

    def _record(self, entry: CardEntry, watermark_ms: int) -> None:
        self._history.add(entry, self._frontier_ms)
        self._transaction_ids.add(entry.identity, entry.event_time_ms, watermark_ms)
        self._log_length += 1

    def snapshot(self) -> bytes:
        """The one element that replaces the whole log."""
        self._log_length = 0
        return CARD_LOG.write_snapshot(
            CardSnapshot(
                self._frontier_ms,
                self._history.image(),
                self._transaction_ids.image(),
                self._verdicts.image(),
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
        return len(self._history) + len(self._transaction_ids) + len(self._verdicts)

    def expires_at_ms(self) -> int:
        """Once the watermark is after this time the state is as good as an empty one."""
        until_ms = self._transaction_ids.latest_until_ms
        for newest_ms in (self._history.newest_ms, self._verdicts.newest_ms):
            if newest_ms is not None:
                reached_ms = newest_ms + LONGEST_WINDOW_MS + self._allowed_lateness_ms
                until_ms = max(until_ms, reached_ms)
        return until_ms
