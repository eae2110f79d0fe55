"""The genuine payments of each merchant, found without a search through all payments."""

from dataclasses import dataclass

import numpy as np

from simulator.table import Ints, PaymentTable


@dataclass(frozen=True, slots=True)
class Customers:
    """Rows of `genuine` by merchant: those of merchant m are `rows[starts[m]:starts[m + 1]]`."""

    genuine: PaymentTable
    rows: Ints
    starts: Ints

    @classmethod
    def of(cls, genuine: PaymentTable, merchants: int) -> "Customers":
        """The customers in `genuine`, which is in time order."""
        rows = np.argsort(genuine.merchant, kind="stable")
        starts = np.searchsorted(genuine.merchant[rows], np.arange(merchants + 1))
        return cls(genuine, rows, starts)

    def between(self, merchant: int, from_ms: int, to_ms: int) -> Ints:
        """Rows at a merchant with from_ms <= event time < to_ms, in time order."""
        rows = self.rows[self.starts[merchant] : self.starts[merchant + 1]]
        first, end = np.searchsorted(self.genuine.time_ms[rows], (from_ms, to_ms))
        found: Ints = rows[first:end]
        return found
