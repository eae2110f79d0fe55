"""Rows of a training set by the identity of their payment."""

from pathlib import Path

import numpy as np

from trainset.exact_columns import ExactColumn
from trainset.manifest import Manifest
from trainset.storage import open_rows
from trainset.table import Ints

_Key = tuple[str, str, int]
_COLUMNS = ["transaction_id", "card_id", "event_time_ms", "late"]


class RowIndex:
    """Finds rows, each claimed once.

    A payment delivered again after its id was forgotten is a second row of the same identity; the
    first claim gets the first of them, the second the second.

    Attributes:
        repeated: number of claims of identities that had no unclaimed row left.
    """

    def __init__(self, keys: list[_Key], late: list[bool]) -> None:
        self._keys = keys
        self._late = late
        self._first: dict[_Key, int] = {}
        self._next: dict[int, int] = {}
        self._claimed = np.zeros(len(keys), dtype=np.bool_)
        self.repeated = 0
        last: dict[_Key, int] = {}
        for row, key in enumerate(keys):
            if self._first.setdefault(key, row) != row:
                self._next[last.get(key, self._first[key])] = row
                last[key] = row

    def claim(self, transaction_id: str, card_id: str, event_time_ms: int) -> int | None:
        """The next row of an identity, its last one if all are claimed; None without any."""
        row = self._first.get((transaction_id, card_id, event_time_ms))
        if row is None:
            return None
        while self._claimed[row] and row in self._next:
            row = self._next[row]
        self.repeated += bool(self._claimed[row])
        self._claimed[row] = True
        return row

    def unclaimed(self) -> Ints:
        """Rows that were never claimed."""
        return np.flatnonzero(~self._claimed)

    def transaction_id(self, row: int) -> str:
        """Transaction id of a row."""
        return self._keys[row][0]

    def late_column(self) -> ExactColumn:
        """Which rows are late."""
        late = np.array(self._late, dtype=np.bool_)
        return ExactColumn(late, np.ones(late.size, dtype=np.bool_))


def read_index(folder: Path, manifest: Manifest) -> RowIndex:
    """The index of the training set in `folder`."""
    keys: list[_Key] = []
    late: list[bool] = []
    cards: dict[str, str] = {}
    with open_rows(folder, manifest) as rows:
        for number in range(rows.num_row_groups):
            group = rows.read_row_group(number, _COLUMNS)
            transactions, card_ids, times_ms, lates = (group[name].to_pylist() for name in _COLUMNS)
            # One object a card, not one a row.
            shared = [cards.setdefault(card, card) for card in card_ids]
            keys += zip(transactions, shared, times_ms, strict=True)
            late += lates
    return RowIndex(keys, late)
