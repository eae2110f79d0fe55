"""Payments by column, before they become records: what numpy generates and sorts quickly."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

GENUINE: Final = -1
NO_DEVICE: Final = -1


@dataclass(frozen=True, slots=True)
class PaymentTable:
    """Columns of equal length.

    Attributes:
        time_ms: event time, epoch ms.
        card: card index.
        merchant: merchant index.
        amount_minor: amount.
        latitude: degrees north, NaN where unknown.
        longitude: degrees east, NaN where unknown.
        device: number of the client's device, `NO_DEVICE` at a terminal.
        pattern: index of the fraud pattern, `GENUINE` for none.
    """

    time_ms: Ints
    card: Ints
    merchant: Ints
    amount_minor: Ints
    latitude: Floats
    longitude: Floats
    device: Ints
    pattern: Ints

    @classmethod
    def at(cls, time_ms: Ints, card: Ints, merchant: Ints, amount_minor: Ints) -> "PaymentTable":
        """Genuine payments whose position and device are not known yet."""
        unknown, none = np.full(time_ms.size, np.nan), np.full(time_ms.size, NO_DEVICE)
        genuine = np.full(time_ms.size, GENUINE)
        return cls(time_ms, card, merchant, amount_minor, unknown, unknown, none, genuine)

    def __len__(self) -> int:
        """Number of rows."""
        return int(self.time_ms.size)

    def take(self, rows: Ints) -> "PaymentTable":
        """The rows with these indices, in their order."""
        return PaymentTable(*(getattr(self, column.name)[rows] for column in fields(self)))

    def in_time_order(self) -> "PaymentTable":
        """The same rows by event time; rows of equal time keep their order."""
        return self.take(np.argsort(self.time_ms, kind="stable"))


def stacked(tables: Sequence[PaymentTable]) -> PaymentTable:
    """All rows of all tables, of which there is at least one."""
    return PaymentTable(
        *(
            np.concatenate([getattr(table, column.name) for table in tables])
            for column in fields(PaymentTable)
        )
    )
