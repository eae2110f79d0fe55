"""Labelled feature rows: what a model is trained and measured on.

::

    event time  |---- period.from ------------- period.to ----|
                        rows, not late                          known_at: labels reported by then
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.fraud.training.knowledge import Knowledge
from models.shared.training.period import Period
from trainset.table import FRAUD, UNKNOWN, TrainingTable

Inputs = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Rows:
    """Payments whose label is known, as the model reads them, in the table's order.

    Attributes:
        inputs: (rows, features) float32, missing values filled: what the scorer hands over.
        fraud: (rows,) the label.
        time_ms: (rows,) event time, epoch ms.
        card: (rows,) code of the card.
        amount_minor: (rows,) minor units.
    """

    inputs: Inputs
    fraud: NDArray[np.bool_]
    time_ms: NDArray[np.int64]
    card: NDArray[np.int64]
    amount_minor: NDArray[np.int64]

    def __len__(self) -> int:
        """Number of rows."""
        return int(self.fraud.size)

    def where(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> "Rows":
        """The rows of a mask, or of indices."""
        return Rows(
            self.inputs[which],
            self.fraud[which],
            self.time_ms[which],
            self.card[which],
            self.amount_minor[which],
        )

    def columns(self, which: NDArray[np.int64]) -> "Rows":
        """The same rows with only some columns of the inputs, in the order of `which`."""
        return Rows(self.inputs[:, which], self.fraud, self.time_ms, self.card, self.amount_minor)


def inputs_of(values: NDArray[np.float64], missing_value: float) -> Inputs:
    """Feature values, NaN where missing, as the model's input."""
    return np.where(np.isnan(values), missing_value, values).astype(np.float32)


def labelled_rows(
    table: TrainingTable,
    features: tuple[str, ...],
    period: Period,
    knowledge: Knowledge,
    missing_value: float,
) -> Rows:
    """The rows of `period` that a training may use.

    Left out are late payments, which have no history, and payments whose label was not known.

    Args:
        table: payments, features and labels.
        features: columns of the inputs.
        period: event times.
        knowledge: of labels, at the time of the training.
        missing_value: what the model reads for a missing feature.
    """
    known = table.labels_as_of(knowledge.at_ms, knowledge.maturity_ms)
    within = table.between(period.from_ms, period.to_ms)
    chosen = within[(known[within] != UNKNOWN) & ~table.late[within]]
    values = table.values[np.ix_(chosen, table.columns(features))]
    return Rows(
        inputs=inputs_of(values, missing_value),
        fraud=known[chosen] == FRAUD,
        time_ms=table.event_time_ms[chosen],
        card=table.card[chosen],
        amount_minor=table.amount_minor[chosen],
    )
