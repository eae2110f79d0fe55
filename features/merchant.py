"""The state machine of one merchant: its payments and the merchant features, in event time."""

from collections.abc import Iterable
from typing import Final, Self

from msgspec import Struct

from events.decision import FeatureValue
from events.payment import Payment
from features.catalogue import LONGEST_WINDOW_MS, MERCHANT_WINDOWS, WINDOW_MS
from features.limits import HistoryLimits
from features.seen_ids import SeenIds
from features.seen_ids_image import SeenIdsImage
from features.state_log import MERCHANT_ENTRY_V1, MERCHANT_SNAPSHOT_V1, LogFormat, worth_compacting
from features.timeline import Timeline
from features.timeline_image import TimelineImage
from features.watermark import NOTHING_SEEN_MS

_WINDOWS_MS: Final = tuple(WINDOW_MS[name] for name in MERCHANT_WINDOWS)
_CARD_WINDOWS_MS: Final = (WINDOW_MS["24h"],)


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
    """The whole state of a merchant."""

    frontier_ms: int
    timeline: TimelineImage
    cards: SeenIdsImage


_LOG: Final = LogFormat(MERCHANT_ENTRY_V1, MerchantEntry, MERCHANT_SNAPSHOT_V1, MerchantSnapshot)


class MerchantState:
    """State of one merchant: a pure function of its log. It gets no duplicates: cards drop them.

    Args:
        limits: how much history to keep.
    """

    __slots__ = ("_allowed_lateness_ms", "_cards", "_frontier_ms", "_log_length", "_timeline")

    def __init__(self, limits: HistoryLimits) -> None:
        self._allowed_lateness_ms = limits.allowed_lateness_ms
        self._frontier_ms = NOTHING_SEEN_MS
        self._timeline = Timeline(limits.exact_payments)
        self._cards = SeenIds(*_CARD_WINDOWS_MS, *_CARD_WINDOWS_MS, limits.distinct_ids)
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
        snapshot, entries = _LOG.read(log)
        if snapshot is not None:
            state._frontier_ms = snapshot.frontier_ms
            state._timeline.restored(snapshot.timeline)
            state._cards.restored(snapshot.cards)
        for entry in entries:
            state._record(entry, entry.event_time_ms - entry.watermark_lag_ms)
        return state

    def add(self, payment: Payment, watermark_ms: int, *, late: bool) -> MerchantOutcome:
        """Takes one payment.

        Args:
            payment: it is not a duplicate.
            watermark_ms: the watermark it arrived at.
            late: what the card found; a late payment gets no values, later ones count it.
        """
        time_ms = payment.event_time_ms
        out_of_reach_ms = watermark_ms - self._allowed_lateness_ms - LONGEST_WINDOW_MS
        if late and time_ms <= out_of_reach_ms:
            return MerchantOutcome((), b"")
        values = () if late else self._values(time_ms, payment.amount_minor, payment.card_id)
        entry = MerchantEntry(
            time_ms, time_ms - watermark_ms, payment.amount_minor, payment.card_id
        )
        self._record(entry, watermark_ms)
        return MerchantOutcome(values, _LOG.write_entry(entry))

    def _values(self, time_ms: int, amount_minor: int, card_id: str) -> tuple[FeatureValue, ...]:
        timeline = self._timeline
        row = timeline.row_after(time_ms)
        counts, sums = timeline.windows(row, time_ms, amount_minor, _WINDOWS_MS)
        means = [total / count for total, count in zip(sums, counts, strict=True)]
        return (*counts, *sums, *means, *self._cards.distinct(card_id, time_ms, _CARD_WINDOWS_MS))

    def _record(self, entry: MerchantEntry, watermark_ms: int) -> None:
        frontier_ms = max(self._frontier_ms, watermark_ms - self._allowed_lateness_ms)
        self._frontier_ms = frontier_ms
        time_ms = entry.event_time_ms
        self._timeline.add(time_ms, entry.amount_minor, frontier_ms - LONGEST_WINDOW_MS)
        self._cards.add(entry.card_id, time_ms, frontier_ms)
        self._log_length += 1

    def snapshot(self) -> bytes:
        """The one element that replaces the whole log."""
        self._log_length = 0
        return _LOG.write_snapshot(
            MerchantSnapshot(self._frontier_ms, self._timeline.image(), self._cards.image())
        )

    @property
    def log_length(self) -> int:
        """Number of entries since the last snapshot."""
        return self._log_length

    def should_compact(self) -> bool:
        """Whether the entries have grown enough for a snapshot to be worth its size."""
        return worth_compacting(self._log_length, self)

    def retained(self) -> int:
        """Number of payments, tiles and ids held: the measure of size."""
        return len(self._timeline) + len(self._cards)

    def expires_at_ms(self) -> int:
        """Once the watermark is after this time the state is as good as an empty one."""
        times_ms = self._timeline.times_ms
        if not times_ms:
            return NOTHING_SEEN_MS
        return times_ms[-1] + LONGEST_WINDOW_MS + self._allowed_lateness_ms
