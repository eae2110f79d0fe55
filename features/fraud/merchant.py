"""The state machine of one merchant: its payments, their labels, and the merchant features.

::

                 |<------ 30d ------>|<-- feedback delay -->|
    frauds of labels in a window     until              payment at t: labels reported by t
    payments in the same window
"""

from collections.abc import Iterable
from typing import Final, Self

from msgspec import Struct

from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue
from features.fraud.catalogue import FEEDBACK_WINDOW_MS, MERCHANT_WINDOWS
from features.fraud.label_entry import LabelEntry, label_entry
from features.shared.accumulators.seen_ids import SeenIds
from features.shared.accumulators.seen_ids_image import SeenIdsImage
from features.shared.accumulators.timeline import Timeline
from features.shared.accumulators.timeline_image import TimelineImage
from features.shared.accumulators.verdicts import NO_VERDICTS, Verdicts, VerdictsImage
from features.shared.dedup import identity_of
from features.shared.limits import HistoryLimits
from features.shared.log_element import LogKind
from features.shared.state_log import LogFormat, worth_compacting
from features.shared.watermark import NOTHING_SEEN_MS
from features.shared.windows import WINDOW_MS

_WINDOWS_MS: Final = tuple(WINDOW_MS[name] for name in MERCHANT_WINDOWS)
_CARD_WINDOWS_MS: Final = (WINDOW_MS["24h"],)
_FEEDBACK_WINDOWS_MS: Final = tuple(FEEDBACK_WINDOW_MS.values())


class MerchantOutcome(Struct, frozen=True, gc=False):
    """What a payment did.

    Attributes:
        values: of `MERCHANT_FEATURES`, in their order; empty for a late payment.
        entry: to append to the merchant's log; empty where the payment is too old for any window.
    """

    values: tuple[FeatureValue, ...]
    entry: bytes


class MerchantEntry(Struct, frozen=True, array_like=True, gc=False):
    """One payment in a merchant's log."""

    event_time_ms: int
    watermark_lag_ms: int
    amount_minor: int
    card_id: str


class MerchantSnapshot(Struct, frozen=True, array_like=True):
    """The whole state of a merchant; version 1 had no verdicts."""

    frontier_ms: int
    timeline: TimelineImage
    cards: SeenIdsImage
    verdicts: VerdictsImage = NO_VERDICTS


MERCHANT_LOG: Final = LogFormat[MerchantEntry | LabelEntry, MerchantSnapshot](
    "merchant-log-v1",
    {
        LogKind.MERCHANT_ENTRY_V1: MerchantEntry,
        LogKind.MERCHANT_LABEL_V1: LabelEntry,
        LogKind.MERCHANT_ENTRY_V2: MerchantEntry,
        LogKind.MERCHANT_LABEL_V2: LabelEntry,
    },
    {
        LogKind.MERCHANT_SNAPSHOT_V1: MerchantSnapshot,
        LogKind.MERCHANT_SNAPSHOT_V2: MerchantSnapshot,
        LogKind.MERCHANT_SNAPSHOT_V3: MerchantSnapshot,
    },
)


class MerchantState:
    """State of one merchant: a pure function of its log. It gets no duplicates: cards drop them.

    Args:
        limits: how much history to keep.
    """

    __slots__ = ("_cards", "_frontier_ms", "_limits", "_log_length", "_timeline", "_verdicts")

    def __init__(self, limits: HistoryLimits) -> None:
        self._limits = limits
        self._frontier_ms = NOTHING_SEEN_MS
        self._timeline = Timeline(limits.exact_payments)
        self._cards = SeenIds(*_CARD_WINDOWS_MS, *_CARD_WINDOWS_MS, limits.distinct_ids)
        self._verdicts = Verdicts(limits.labelled_payments)
        self._log_length = 0

    @classmethod
    def empty(cls, limits: HistoryLimits) -> Self:
        """The state of a merchant without history."""
        return cls(limits)

    @classmethod
    def from_log(cls, log: Iterable[bytes], limits: HistoryLimits) -> Self:
        """The state that `log` holds: possibly a snapshot, then entries in order.

        Raises:
            StateFormatError: an element cannot be read.
        """
        state = cls(limits)
        snapshot, entries = MERCHANT_LOG.read(log)
        if snapshot is not None:
            state._frontier_ms = snapshot.frontier_ms
            state._timeline.restore(snapshot.timeline)
            state._cards.restore(snapshot.cards)
            state._verdicts.restore(snapshot.verdicts)
        for entry in entries:
            watermark_ms = entry.event_time_ms - entry.watermark_lag_ms
            if isinstance(entry, LabelEntry):
                state._judge(entry, watermark_ms)
            else:
                state._record(entry, watermark_ms)
        return state

    def add(self, payment: Payment, watermark_ms: int, *, late: bool) -> MerchantOutcome:
        """Takes one payment.

        Args:
            payment: it is not a duplicate.
            watermark_ms: the watermark it arrived at.
            late: what the card found; a late payment gets no values, later ones count it.
        """
        time_ms = payment.event_time_ms
        limits = self._limits
        out_of_reach_ms = watermark_ms - limits.allowed_lateness_ms - limits.merchant_reach_ms
        if late and time_ms <= out_of_reach_ms:
            return MerchantOutcome((), b"")
        values = () if late else self._values(time_ms, payment.amount_minor, payment.card_id)
        entry = MerchantEntry(
            time_ms, time_ms - watermark_ms, payment.amount_minor, payment.card_id
        )
        self._record(entry, watermark_ms)
        return MerchantOutcome(values, MERCHANT_LOG.write_entry(entry))

    def _values(self, time_ms: int, amount_minor: int, card_id: str) -> tuple[FeatureValue, ...]:
        timeline = self._timeline
        row = timeline.row_after(time_ms)
        counts, sums = timeline.windows(row, time_ms, amount_minor, _WINDOWS_MS)
        means = [total / count for total, count in zip(sums, counts, strict=True)]
        cards = self._cards.distinct(card_id, time_ms, _CARD_WINDOWS_MS)
        return (*counts, *sums, *means, *cards, *self._feedback(time_ms))

    def _feedback(self, time_ms: int) -> tuple[FeatureValue, ...]:
        """Confirmed frauds, and their share of the payments, as known at `time_ms`."""
        until_ms = time_ms - self._limits.feedback_delay_ms
        frauds, shares = [], []
        for window_ms in _FEEDBACK_WINDOWS_MS:
            after_ms = until_ms - window_ms
            fraud = self._verdicts.frauds(time_ms, after_ms, until_ms)
            payments = self._timeline.count_between(after_ms, until_ms)
            frauds.append(fraud)
            # A label can be about a payment that never came here.
            shares.append(min(1.0, fraud / payments) if payments else None)
        return (*frauds, *shares)

    def add_label(self, label: Label, watermark_ms: int) -> bytes:
        """Takes one label; what to append to the merchant's log, empty if it changes nothing."""
        identity = identity_of(f"{label.card_id}\x1f{label.transaction_id}")
        entry = label_entry(label, identity, watermark_ms)
        return MERCHANT_LOG.write_entry(entry) if self._judge(entry, watermark_ms) else b""

    def _judge(self, entry: LabelEntry, watermark_ms: int) -> bool:
        """Takes a label, unless it changes nothing."""
        floor_ms = self._frontier_ms - self._limits.merchant_reach_ms
        if not self._verdicts.add(entry.identity, entry.event_time_ms, entry.verdict, floor_ms):
            return False
        self._advance(watermark_ms)
        self._log_length += 1
        return True

    def _advance(self, watermark_ms: int) -> None:
        frontier_ms = watermark_ms - self._limits.allowed_lateness_ms
        self._frontier_ms = max(self._frontier_ms, frontier_ms)

    def _record(self, entry: MerchantEntry, watermark_ms: int) -> None:
        self._advance(watermark_ms)
        frontier_ms, time_ms = self._frontier_ms, entry.event_time_ms
        floor_ms = frontier_ms - self._limits.merchant_reach_ms
        self._timeline.add(time_ms, entry.amount_minor, floor_ms)
        self._cards.add(entry.card_id, time_ms, frontier_ms)
        self._log_length += 1

    def snapshot(self) -> bytes:
        """The one element that replaces the whole log."""
        self._log_length = 0
        return MERCHANT_LOG.write_snapshot(
            MerchantSnapshot(
                self._frontier_ms,
                self._timeline.image(),
                self._cards.image(),
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
        """Number of payments, tiles, ids and labels held: the measure of size."""
        return len(self._timeline) + len(self._cards) + len(self._verdicts)

    def expires_at_ms(self) -> int:
        """Once the watermark is after this time the state is as good as an empty one."""
        newest_ms = [*self._timeline.times_ms[-1:]]
        if self._verdicts.newest_ms is not None:
            newest_ms.append(self._verdicts.newest_ms)
        if not newest_ms:
            return NOTHING_SEEN_MS
        return max(newest_ms) + self._limits.merchant_reach_ms + self._limits.allowed_lateness_ms
