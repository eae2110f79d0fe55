"""Which row each label is about.

A payment's identity is its card, its transaction id and, where an id comes again, its event time:
payments closer together than the dedup window are one payment.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.fraud.label import Label
from trainset.table import Ints

NO_ROW: Final = -1

_IDENTITY: Final = ["card_id", "transaction_id", "event_time_ms"]


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
        self._ids = pa.array([label.transaction_id for label in labels], pa.string())

    def take(self, rows: Any, first: int) -> None:  # noqa: ANN401 - a pyarrow table
        """Takes the next rows, of which the first has the number `first`."""
        labelled = pc.is_in(rows["transaction_id"], value_set=self._ids)
        places = np.flatnonzero(labelled.to_numpy())
        chosen = rows.select(_IDENTITY).take(pa.array(places))
        payments = zip(*(column.to_pylist() for column in chosen.columns), strict=True)
        for place, (card_id, transaction_id, time_ms) in zip(
            places.tolist(), payments, strict=True
        ):
            known = self._rows.get((card_id, transaction_id))
            if known is not None:
                known.append((first + place, time_ms))

    def rows(self) -> Ints:
        """(labels,) the row of each label, -1 for one that is about no row."""
        return np.array([self._row_of(label) for label in self._labels], dtype=np.int64)

    def _row_of(self, label: Label) -> int:
        rows = self._rows[label.card_id, label.transaction_id]
        near = [
            (abs(time_ms - label.event_time_ms), row)
            for row, time_ms in rows
            if abs(time_ms - label.event_time_ms) < self._reach_ms
        ]
        return min(near)[1] if near else NO_ROW
