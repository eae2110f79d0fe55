"""The layouts that the logs of cards and merchants were written in before there were definitions.

Their amounts are those of one currency, which stand for amounts in the base currency. A layout that
has shipped never changes: see `features.shared.state.state_log`.
"""

from typing import Final

from msgspec import Struct

from events.shared.time_units import DAY_MS
from features.shared.accumulators.positions import PositionsImage
from features.shared.accumulators.seen_ids_image import SeenIdsImage
from features.shared.accumulators.timeline_image import TimelineImage
from features.shared.accumulators.verdicts import NO_VERDICTS, VerdictsImage
from features.shared.limits import HistoryLimits
from features.shared.state.dedup import TransactionIdsImage
from features.shared.state.images import (
    HistoryImage,
    KeyEntry,
    KeySnapshot,
    LabelEntry,
    PartHead,
    StoredEntry,
    StoredSnapshot,
)
from features.shared.state.key_log import OlderKinds
from features.shared.state.log_element import LogKind
from features.shared.state.part_kinds import written_image
from features.shared.watermark import NOTHING_SEEN_MS

_AMOUNTS: Final = ["amount_base_minor:integer", "amount_minor:integer"]
_CARD_SLOTS: Final = (
    *_AMOUNTS,
    "merchant_id:text",
    "country:country",
    "latitude:degrees",
    "longitude:degrees",
)
_MERCHANT_SLOTS: Final = (*_AMOUNTS, "card_id:text")
_MONTH_MS: Final = 30 * DAY_MS


class CardEntry(StoredEntry, frozen=True, array_like=True, gc=False):
    """One accepted payment in a card's log."""

    event_time_ms: int
    watermark_lag_ms: int
    amount_minor: int
    merchant_id: str
    country: str
    identity: str
    latitude: float | None
    longitude: float | None

    def common(self) -> KeyEntry:
        """See `StoredEntry`."""
        amount, place = self.amount_minor, (self.latitude, self.longitude)
        return KeyEntry(
            _CARD_SLOTS,
            self.event_time_ms,
            self.watermark_lag_ms,
            self.identity,
            (amount, amount, self.merchant_id, self.country, *place),
        )


class CardHistoryImage(Struct, frozen=True, array_like=True):
    """A card's history as it was stored."""

    timeline: TimelineImage
    merchants: SeenIdsImage
    countries: SeenIdsImage
    positions: PositionsImage


class CardSnapshot(StoredSnapshot, frozen=True, array_like=True):
    """The whole state of a card; version 1 had no verdicts."""

    frontier_ms: int
    history: CardHistoryImage
    transaction_ids: TransactionIdsImage
    verdicts: VerdictsImage = NO_VERDICTS

    def common(self, _: HistoryLimits) -> KeySnapshot:
        """See `StoredSnapshot`."""
        history = self.history
        return _snapshot(
            self.frontier_ms,
            self.transaction_ids,
            history.timeline.gaps_ms,
            [
                (_rows(_MONTH_MS), history.timeline.of_fields(len(_AMOUNTS))),
                (_ids("merchant_id:text", DAY_MS, _MONTH_MS), history.merchants),
                (_ids("country:country", DAY_MS, DAY_MS), history.countries),
                (_head("positions", _MONTH_MS), history.positions),
                (_head("verdicts", _MONTH_MS), self.verdicts),
            ],
        )


class MerchantEntry(StoredEntry, frozen=True, array_like=True, gc=False):
    """One payment in a merchant's log."""

    event_time_ms: int
    watermark_lag_ms: int
    amount_minor: int
    card_id: str

    def common(self) -> KeyEntry:
        """See `StoredEntry`."""
        amount = self.amount_minor
        return KeyEntry(
            _MERCHANT_SLOTS,
            self.event_time_ms,
            self.watermark_lag_ms,
            None,
            (amount, amount, self.card_id),
        )


class MerchantSnapshot(StoredSnapshot, frozen=True, array_like=True):
    """The whole state of a merchant; version 1 had no verdicts."""

    frontier_ms: int
    timeline: TimelineImage
    cards: SeenIdsImage
    verdicts: VerdictsImage = NO_VERDICTS

    def common(self, limits: HistoryLimits) -> KeySnapshot:
        """See `StoredSnapshot`."""
        reach_ms = _MONTH_MS + limits.feedback_delay_ms
        return _snapshot(
            self.frontier_ms,
            None,
            self.timeline.gaps_ms,
            [
                (_rows(reach_ms), self.timeline.of_fields(len(_AMOUNTS))),
                (_ids("card_id:text", DAY_MS, DAY_MS), self.cards),
                (_head("verdicts", reach_ms, delay_ms=limits.feedback_delay_ms), self.verdicts),
            ],
        )


def _snapshot(
    frontier_ms: int,
    transaction_ids: TransactionIdsImage | None,
    gaps_ms: list[int],
    parts: list[tuple[PartHead, Struct]],
) -> KeySnapshot:
    """A snapshot of one history.

    Args:
        frontier_ms: as it was.
        transaction_ids: likewise.
        gaps_ms: times of the payments in the history, as gaps from 0.
        parts: what it was made of.
    """
    newest_ms = sum(gaps_ms) if gaps_ms else NOTHING_SEEN_MS
    own = HistoryImage(newest_ms, {}, [written_image(image) for _, image in parts])
    return KeySnapshot(frontier_ms, transaction_ids, [head for head, _ in parts], own, {})


def _rows(reach_ms: int) -> PartHead:
    return PartHead("timeline", _AMOUNTS, reach_ms, 0, 0, 1)


def _ids(field: str, shortest_ms: int, reach_ms: int) -> PartHead:
    return PartHead(f"seen_ids of {field}", [], reach_ms, shortest_ms, 0, 1)


def _head(signature: str, reach_ms: int, *, delay_ms: int = 0) -> PartHead:
    return PartHead(signature, [], reach_ms, 0, delay_ms, 1)


CARD_KINDS: Final = OlderKinds(
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
MERCHANT_KINDS: Final = OlderKinds(
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
OLDER_KINDS: Final = {"card": CARD_KINDS, "merchant": MERCHANT_KINDS}
"""By the name of a hop."""
