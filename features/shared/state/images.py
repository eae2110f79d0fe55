"""A key's state as it is stored: every image under what it is of, so that any plan can look for it.

::

    KeySnapshot   frontier, transaction ids
      own           heads: [timeline 30d; amount] [seen ids of merchant 30d] ...
                    images:        ...                      ...
      pairs         by the other field: heads once, images for each of its values
"""

from typing import Self

import msgspec
from msgspec import Struct

from features.shared.limits import HistoryLimits
from features.shared.state.dedup import TransactionIdsImage


class PartHead(Struct, frozen=True, array_like=True):
    """What an image is of, and what its writer asked of it.

    Attributes:
        signature: see `Part`.
        columns: names of a timeline's columns, in the order of its image.
        reach_ms: see `Part`.
        shortest_ms: likewise.
        longest_delay_ms: the longest of its delays.
        last_n: the most last values asked for.
    """

    signature: str
    columns: list[str]
    reach_ms: int
    shortest_ms: int
    longest_delay_ms: int
    last_n: int


class HistoryImage(Struct, frozen=True, array_like=True):
    """One history.

    Attributes:
        newest_ms: event time of the newest event in it.
        whole_from_ms: by what it is of (see `Unknown`), the time from which on nothing lacks.
        images: of the parts, in the order of the heads.
    """

    newest_ms: int
    whole_from_ms: dict[str, int]
    images: list[msgspec.Raw]


class PairsImage(Struct, frozen=True, array_like=True):
    """The histories of a key with each value of another field.

    Attributes:
        heads: of the images of each history.
        forgotten_until_ms: event time of the newest event in a history that there was no room for.
        purge_at: number of histories to look at which have expired.
        histories: by the other field's value, in the order in which they began.
    """

    heads: list[PartHead]
    forgotten_until_ms: int
    purge_at: int
    histories: dict[str, HistoryImage]


class StoredSnapshot(Struct, frozen=True, array_like=True):
    """A snapshot of any layout there has been."""

    def common(self, limits: HistoryLimits) -> "KeySnapshot":
        """The same snapshot in the present layout; the limits are those of then, too."""
        raise NotImplementedError


class StoredEntry(Struct, frozen=True, array_like=True, gc=False):
    """An entry of any layout there has been."""

    def common(self) -> "KeyEntry | LabelEntry":
        """The same entry in the present layout."""
        raise NotImplementedError


class KeySnapshot(StoredSnapshot, frozen=True, array_like=True):
    """The whole state of a key.

    Attributes:
        frontier_ms: the oldest event time that was on time.
        transaction_ids: None where duplicates are not found at this key.
        heads: of the images of the key's own history.
        own: that history.
        pairs: by the stored name of the other field.
    """

    frontier_ms: int
    transaction_ids: TransactionIdsImage | None
    heads: list[PartHead]
    own: HistoryImage
    pairs: dict[str, PairsImage]

    def common(self, _: HistoryLimits) -> Self:
        """The snapshot itself, which is of the present layout."""
        return self


class KeyEntry(StoredEntry, frozen=True, array_like=True, gc=False):
    """One event in a key's log.

    Attributes:
        slots: stored names of what `values` are; None where they are as in the entry before.
        event_time_ms: of the event.
        watermark_lag_ms: that time less the watermark at which it arrived.
        identity: of the event; None where duplicates are not found at this key.
        values: of its fields.
    """

    slots: tuple[str, ...] | None
    event_time_ms: int
    watermark_lag_ms: int
    identity: str | None
    values: tuple[str | int | float | bool | None, ...]

    def common(self) -> Self:
        """The entry itself, which is of the present layout."""
        return self


class LabelEntry(StoredEntry, frozen=True, array_like=True, gc=False):
    """One label in a key's log.

    Attributes:
        event_time_ms: of the payment that it is about.
        watermark_lag_ms: that time less the watermark at which the label arrived.
        identity: of the payment.
        report_lag_ms: the time it was reported less the time of the payment.
        is_fraud: what it says.
        other: the other key that it names, by which a pair is known; older entries have none.
    """

    event_time_ms: int
    watermark_lag_ms: int
    identity: str
    report_lag_ms: int
    is_fraud: bool
    other: str | None = None

    @property
    def verdict(self) -> tuple[int, bool]:
        """When it was reported, and what it says."""
        return self.event_time_ms + self.report_lag_ms, self.is_fraud

    def common(self) -> Self:
        """The entry itself: every layout of it is read alike."""
        return self
