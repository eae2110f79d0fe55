"""Which row each label is about.

A payment's identity is its card, its transaction id and, where an id comes again, its event time:
payments closer together than the dedup window are one payment.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from events.label import Label
from events.payment import Payment
from trainset.table import LabelColumns


class LabelMatching:
    """Finds the rows of labels while the rows go by; holds no more than one entry a label.

    Args:
        labels: all labels there are, by reported time.
        dedup_window_ms: a label whose event time is at least this far from its payment's is about
            another payment of the same id; with 0, the times must be equal.
    """

    def __init__(self, labels: Sequence[Label], dedup_window_ms: int) -> None:
        self._labels = labels
        self._reach_ms = max(dedup_window_ms, 1)
        self._rows: dict[tuple[str, str], list[tuple[int, int]]] = {
            (label.card_id, label.transaction_id): [] for label in labels
        }

    def take(self, row: int, payment: Payment) -> None:
        """Takes the payment of the next row."""
        rows = self._rows.get((payment.card_id, payment.transaction_id))
        if rows is not None:
            rows.append((row, payment.event_time_ms))

    def columns(self) -> LabelColumns:
        """The labels that belong to a row, by row and reported time; the rest has none."""
        found = [
            (row, label.reported_time_ms, place, label.is_fraud)
            for place, label in enumerate(self._labels)
            if (row := self._row_of(label)) is not None
        ]
        # By place among labels of one time: the later one in the input is the newer one.
        found.sort()
        return _columns(found)

    def _row_of(self, label: Label) -> int | None:
        rows = self._rows[label.card_id, label.transaction_id]
        near = [
            (abs(time_ms - label.event_time_ms), row)
            for row, time_ms in rows
            if abs(time_ms - label.event_time_ms) < self._reach_ms
        ]
        return min(near)[1] if near else None


def _columns(found: Iterable[tuple[int, int, int, bool]]) -> LabelColumns:
    rows, times_ms, _, frauds = zip(*found, strict=True) if found else ((), (), (), ())
    return LabelColumns(
        np.array(rows, dtype=np.int64),
        np.array(times_ms, dtype=np.int64),
        np.array(frauds, dtype=np.bool_),
    )
