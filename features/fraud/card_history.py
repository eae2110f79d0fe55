"""The payments of one card and its features, exact in event time whatever the order of arrival."""

from math import sqrt
from typing import Final, Self

from msgspec import Struct

from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue
from features.fraud.catalogue import CARD_WINDOWS
from features.shared.accumulators.peaks import PeakTimeline
from features.shared.accumulators.positions import Positions, PositionsImage
from features.shared.accumulators.seen_ids import SeenIds
from features.shared.accumulators.seen_ids_image import SeenIdsImage
from features.shared.accumulators.timeline_image import TimelineImage
from features.shared.limits import HistoryLimits
from features.shared.windows import LONGEST_WINDOW_MS, WINDOW_MS

_WINDOWS_MS: Final = tuple(WINDOW_MS[name] for name in CARD_WINDOWS)
_MERCHANT_WINDOWS_MS: Final = (WINDOW_MS["24h"], WINDOW_MS["7d"])
_COUNTRY_WINDOWS_MS: Final = (WINDOW_MS["24h"],)


class CardEntry(Struct, frozen=True, array_like=True, gc=False):
    """One accepted payment in a card's log."""

    event_time_ms: int
    watermark_lag_ms: int
    amount_minor: int
    merchant_id: str
    country: str
    identity: str
    latitude: float | None
    longitude: float | None


class CardHistoryImage(Struct, frozen=True, array_like=True):
    """A card's history as it is stored."""

    timeline: TimelineImage
    merchants: SeenIdsImage
    countries: SeenIdsImage
    positions: PositionsImage


class CardHistory:
    """Accepted payments of one card, for as long as a window of an on-time payment reaches."""

    __slots__ = ("_countries", "_merchants", "_positions", "_timeline")

    def __init__(self, limits: HistoryLimits) -> None:
        self._timeline = PeakTimeline(limits.exact_payments)
        self._merchants = SeenIds(_MERCHANT_WINDOWS_MS[0], LONGEST_WINDOW_MS, limits.distinct_ids)
        self._countries = SeenIds(*_COUNTRY_WINDOWS_MS, *_COUNTRY_WINDOWS_MS, limits.distinct_ids)
        self._positions = Positions(LONGEST_WINDOW_MS, limits.exact_payments)

    def __len__(self) -> int:
        """Number of payments, tiles, ids and positions held."""
        ids = len(self._merchants) + len(self._countries)
        return len(self._timeline) + ids + len(self._positions)

    @property
    def newest_ms(self) -> int | None:
        """Time of the newest payment held, None without any."""
        times_ms = self._timeline.times_ms
        return times_ms[-1] if times_ms else None

    def values(self, payment: Payment) -> tuple[FeatureValue, ...]:
        """Values of `CARD_FEATURES`, in their order, for a payment about to be added."""
        timeline, merchants = self._timeline, self._merchants
        time_ms, amount, merchant = payment.event_time_ms, payment.amount_minor, payment.merchant_id
        row = timeline.row_after(time_ms)
        counts, sums, peaks, squares = timeline.windows_and_peaks(row, time_ms, amount, _WINDOWS_MS)
        count, total = counts[-1], sums[-1]
        return (
            *counts,
            *sums,
            *peaks,
            sums[-3] / counts[-3],
            sums[-2] / counts[-2],
            total / count,
            *merchants.distinct(merchant, time_ms, _MERCHANT_WINDOWS_MS),
            *self._countries.distinct(payment.country, time_ms, _COUNTRY_WINDOWS_MS),
            (time_ms - timeline.times_ms[row - 1]) / 1000 if count > 1 else None,
            not merchants.met(merchant, time_ms, LONGEST_WINDOW_MS),
            _z_score(amount, count, total, squares),
            self._speed_kmh(payment),
        )

    def _speed_kmh(self, payment: Payment) -> float | None:
        latitude, longitude = payment.latitude, payment.longitude
        if latitude is None or longitude is None:
            return None
        return self._positions.speed_kmh(payment.event_time_ms, latitude, longitude)

    def add(self, entry: CardEntry, frontier_ms: int) -> None:
        """Adds a payment, unless no window of a payment at or after `frontier_ms` reaches it."""
        time_ms = entry.event_time_ms
        floor_ms = frontier_ms - LONGEST_WINDOW_MS
        if time_ms <= floor_ms:
            return
        self._timeline.add(time_ms, entry.amount_minor, floor_ms)
        self._merchants.add(entry.merchant_id, time_ms, frontier_ms)
        self._countries.add(entry.country, time_ms, frontier_ms)
        if entry.latitude is not None and entry.longitude is not None:
            self._positions.add(time_ms, entry.latitude, entry.longitude, frontier_ms)

    def image(self) -> CardHistoryImage:
        """What `restore` makes the same history from."""
        return CardHistoryImage(
            self._timeline.image(),
            self._merchants.image(),
            self._countries.image(),
            self._positions.image(),
        )

    def restore(self, image: CardHistoryImage) -> Self:
        """Takes over the history that `image` was taken of."""
        self._timeline.restore(image.timeline)
        self._merchants.restore(image.merchants)
        self._countries.restore(image.countries)
        self._positions.restore(image.positions)
        return self


def _z_score(amount: int, count: int, total: int, squares: int) -> float:
    """(a - mean) / population standard deviation, over integers until the last step.

    With n payments, sum S and sum of squares Q: (n a - S) / sqrt(n Q - S^2).
    """
    spread = count * squares - total * total
    return (count * amount - total) / sqrt(spread) if spread else 0.0
