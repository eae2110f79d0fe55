"""Recognition of redelivered payments by their transaction ids.

::

    watermark at arrival ----+                   kept until the watermark is after
    event time      ---------+--> the later one  + dedup window + allowed lateness
"""

from hashlib import blake2b
from typing import Final, Self

from msgspec import Struct

from features.shared.gaps import from_gaps, to_gaps
from features.shared.watermark import NOTHING_SEEN_MS

_LONGEST_PLAIN_ID: Final = 36
"""A UUID is kept as it is; a longer id by its digest, so that its size is bounded."""
_DIGEST_BYTES: Final = 20
_FEWEST_TO_PURGE: Final = 16


def identity_of(transaction_id: str) -> str:
    """What is kept of a transaction id: itself, or 40 hex digits, longer than any kept as it is."""
    if len(transaction_id) <= _LONGEST_PLAIN_ID:
        return transaction_id
    return blake2b(transaction_id.encode(), digest_size=_DIGEST_BYTES).hexdigest()


class TransactionIdsImage(Struct, frozen=True, array_like=True):
    """Kept ids as they are stored.

    Attributes:
        purge_at: number of ids to purge at.
        latest_until_ms: the watermark after which no id is kept.
        ids: in order of arrival.
        gaps_ms: for each its (event time, kept until, ...) as gaps from `latest_until_ms`.
    """

    purge_at: int
    latest_until_ms: int
    ids: list[str]
    gaps_ms: list[list[int]]


class TransactionIds:
    """The transaction ids of one card that a redelivery can still repeat.

    Above a number of ids the oldest quarter by arrival goes: a redelivery of one of these is taken
    for a new payment.

    Args:
        window_ms: event time within which an id that is repeated is a duplicate.
        lateness_ms: how far behind the watermark a payment may still be.
        most_ids: number of ids above which the oldest go.
    """

    __slots__ = (
        "_keep_ms",
        "_latest_until_ms",
        "_most_ids",
        "_purge_at",
        "_stays_ms",
        "_window_ms",
    )

    def __init__(self, window_ms: int, lateness_ms: int, most_ids: int) -> None:
        self._window_ms = window_ms
        self._keep_ms = window_ms + lateness_ms
        self._most_ids = most_ids
        self._purge_at = _FEWEST_TO_PURGE
        self._stays_ms: dict[str, tuple[int, ...]] = {}
        self._latest_until_ms = NOTHING_SEEN_MS

    def __len__(self) -> int:
        """Number of ids held."""
        return len(self._stays_ms)

    @property
    def latest_until_ms(self) -> int:
        """The watermark after which no id is kept any more."""
        return self._latest_until_ms

    def holds(self, identity: str, time_ms: int, watermark_ms: int) -> bool:
        """Whether a payment of this identity, with a time near `time_ms`, is still remembered."""
        stays = self._stays_ms.get(identity)
        if stays is None:
            return False
        return any(
            watermark_ms <= until and abs(time_ms - known) < self._window_ms
            for known, until in zip(stays[::2], stays[1::2], strict=True)
        )

    def add(self, identity: str, time_ms: int, watermark_ms: int) -> None:
        """Remembers an accepted payment."""
        if not self._window_ms:
            return
        stays = self._stays_ms
        if watermark_ms > self._latest_until_ms:
            stays.clear()
            self._purge_at = _FEWEST_TO_PURGE
        until_ms = max(time_ms, watermark_ms) + self._keep_ms
        self._latest_until_ms = max(self._latest_until_ms, until_ms)
        known = stays.get(identity)
        stay = (time_ms, until_ms)
        stays[identity] = stay if known is None else _kept(known, watermark_ms) + stay
        if len(stays) >= self._purge_at or len(stays) > self._most_ids:
            self._purge(watermark_ms)

    def _purge(self, watermark_ms: int) -> None:
        kept = [
            (identity, stays)
            for identity, stays in self._stays_ms.items()
            if stays[1] >= watermark_ms or max(stays[1::2]) >= watermark_ms
        ]
        if len(self._stays_ms) > self._most_ids:
            kept = kept[-(self._most_ids * 3 // 4) :]
        self._stays_ms = dict(kept)
        self._purge_at = max(_FEWEST_TO_PURGE, 2 * len(kept))

    def image(self) -> TransactionIdsImage:
        """What `restore` makes the same set from."""
        until_ms = self._latest_until_ms
        gaps_ms = [to_gaps(stays, until_ms) for stays in self._stays_ms.values()]
        return TransactionIdsImage(self._purge_at, until_ms, list(self._stays_ms), gaps_ms)

    def restore(self, image: TransactionIdsImage) -> Self:
        """Takes over the ids that `image` was taken of."""
        self._purge_at = image.purge_at
        until_ms = self._latest_until_ms = image.latest_until_ms
        stays_ms = (tuple(from_gaps(gaps, until_ms)) for gaps in image.gaps_ms)
        self._stays_ms = dict(zip(image.ids, stays_ms, strict=True))
        return self


def _kept(stays_ms: tuple[int, ...], watermark_ms: int) -> tuple[int, ...]:
    pairs = zip(stays_ms[::2], stays_ms[1::2], strict=True)
    return tuple(value for pair in pairs if watermark_ms <= pair[1] for value in pair)
