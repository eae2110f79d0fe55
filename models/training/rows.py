"""Labelled feature rows: what a model is trained and measured on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from events.decision import FeatureValue

GENUINE_PATTERN = ""


class LabelledPayment(NamedTuple):
    """The features of one payment, in the model's order, and the truth about it."""

    values: Sequence[FeatureValue]
    event_time_ms: int
    pattern: str | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as the model reads them.

    Attributes:
        inputs: (rows, features) float32, missing values filled: what the scorer hands over.
        pattern: (rows,) name of the fraud pattern, `GENUINE_PATTERN` for a genuine payment.
        time_ms: (rows,) event time, epoch ms.
    """

    inputs: NDArray[np.float32]
    pattern: NDArray[np.str_]
    time_ms: NDArray[np.int64]

    @property
    def fraud(self) -> NDArray[np.bool_]:
        """(rows,) whether the payment is fraudulent."""
        return np.asarray(self.pattern != GENUINE_PATTERN)

    def where(self, mask: NDArray[np.bool_]) -> "Rows":
        """The rows for which `mask` holds."""
        return Rows(self.inputs[mask], self.pattern[mask], self.time_ms[mask])


def rows_of(payments: Sequence[LabelledPayment], missing_value: float) -> Rows:
    """The payments as rows, in their order."""
    return Rows(
        inputs=np.array(
            [
                [missing_value if value is None else value for value in payment.values]
                for payment in payments
            ],
            dtype=np.float32,
        ),
        pattern=np.array([payment.pattern or GENUINE_PATTERN for payment in payments], dtype=str),
        time_ms=np.array([payment.event_time_ms for payment in payments], dtype=np.int64),
    )


def joined(parts: Sequence[Rows]) -> Rows:
    """All rows of all parts, of which there is at least one."""
    return Rows(
        np.concatenate([part.inputs for part in parts]),
        np.concatenate([part.pattern for part in parts]),
        np.concatenate([part.time_ms for part in parts]),
    )
