"""The payments that are decided, as everything that measures decisions reads them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backtest.truth import KnownTruth
from trainset.table import Ints, TrainingTable


@dataclass(frozen=True, slots=True)
class History:
    """Some rows of a table, with the truth about them.

    Attributes:
        table: the whole history.
        rows: (n,) indices of the rows that are decided.
        truth: about these rows.
        main: (n,) whether a row is in the main currency, that with the most payments.
    """

    table: TrainingTable
    rows: Ints
    truth: KnownTruth
    main: NDArray[np.bool_]

    @property
    def amount_minor(self) -> Ints:
        """(n,) amounts in minor units."""
        return self.table.amount_minor[self.rows]

    @property
    def currency(self) -> NDArray[np.object_]:
        """(n,) currencies."""
        return self.table.currency[self.rows]

    @property
    def event_time_ms(self) -> Ints:
        """(n,) event times, epoch ms."""
        return self.table.event_time_ms[self.rows]

    @property
    def late(self) -> NDArray[np.bool_]:
        """(n,) whether a payment was late."""
        return self.table.late[self.rows]


def history_of(table: TrainingTable, rows: Ints, truth: KnownTruth) -> History:
    """The history of at least one row."""
    names, counts = np.unique(table.currency[rows].astype(str), return_counts=True)
    main = table.currency[rows] == names[np.argmax(counts)]
    return History(table, rows, truth, np.asarray(main, dtype=np.bool_))
