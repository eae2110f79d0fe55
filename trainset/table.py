"""The training table in memory: one row a payment, its features as of its arrival, its labels.

::

    row:  payment | values (n, f), NaN where missing
            |
            +--< labels: (reported_ms, is_fraud) ...   none, one, or several that revise each other
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from features.fraud.catalogue import SHIPPED
from features.shared.definitions.model import Definitions

Ints = NDArray[np.int64]

UNKNOWN: Final = -1
GENUINE: Final = 0
FRAUD: Final = 1


@dataclass(frozen=True, slots=True)
class LabelColumns:
    """The labels of a table's rows, sorted by row and then by reported time.

    Attributes:
        row: index of the row that a label is about.
        reported_ms: when it became known, epoch ms.
        is_fraud: what it says.
    """

    row: Ints
    reported_ms: Ints
    is_fraud: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TrainingTable:
    """Payments with their features, in order of arrival; duplicates are not in it.

    Attributes:
        transaction_id: (n,) text.
        card: (n,) index into `card_ids`.
        merchant: (n,) index into `merchant_ids`.
        event_time_ms: (n,) epoch ms.
        amount_minor: (n,) minor units of `currency`.
        currency: (n,) text, as are `country` and `channel`.
        late: (n,) the payment was late: it has only the features of the payment itself.
        values: (n, f) float64, NaN where a feature is missing; flags are 0 and 1.
        feature_names: names of the f features, in the order of the catalogue.
        labels: what became known afterwards.
        left_out: feature name to the reason why the input cannot feed it; not for training.
        feedback_delay_ms: delay that the risk features from labels were computed with.
        data_id: hash of the input and of what the features depend on.
        definitions: what the features are.
    """

    transaction_id: NDArray[np.object_]
    card: Ints
    merchant: Ints
    card_ids: tuple[str, ...]
    merchant_ids: tuple[str, ...]
    event_time_ms: Ints
    amount_minor: Ints
    currency: NDArray[np.object_]
    country: NDArray[np.object_]
    channel: NDArray[np.object_]
    late: NDArray[np.bool_]
    values: NDArray[np.float64]
    feature_names: tuple[str, ...]
    labels: LabelColumns
    left_out: dict[str, str]
    feedback_delay_ms: int
    data_id: str
    definitions: Definitions = SHIPPED

    def __len__(self) -> int:
        """Number of rows."""
        return int(self.event_time_ms.size)

    def labels_as_of(self, time_ms: int, maturity_ms: int) -> NDArray[np.int8]:
        """(n,) what was known of each payment at `time_ms`: `FRAUD`, `GENUINE` or `UNKNOWN`.

        The newest label reported by then decides. A payment without one counts as genuine once it
        is `maturity_ms` old, and is unknown before.
        """
        mature = self.event_time_ms <= time_ms - maturity_ms
        known = np.where(mature, np.int8(GENUINE), np.int8(UNKNOWN))
        labels = self.labels
        reported = labels.reported_ms <= time_ms
        # Sorted by row and reported time: of repeated indices, the last assignment stays.
        known[labels.row[reported]] = np.where(labels.is_fraud[reported], FRAUD, GENUINE)
        return known

    def truth(self) -> NDArray[np.bool_]:
        """(n,) whether the newest label of all says fraud; without a label, genuine."""
        fraud = np.zeros(len(self), dtype=np.bool_)
        fraud[self.labels.row] = self.labels.is_fraud
        return fraud

    def between(self, from_ms: int, to_ms: int) -> Ints:
        """Indices of the rows with `from_ms` <= event time < `to_ms`."""
        times = self.event_time_ms
        return np.flatnonzero((times >= from_ms) & (times < to_ms))

    def columns(self, names: tuple[str, ...]) -> Ints:
        """Indices of the features `names` in `values`.

        Raises:
            ValueError: a name is not among `feature_names`.
        """
        unknown = [name for name in names if name not in self.feature_names]
        if unknown:
            raise ValueError(f"features: {unknown} are not in the table")
        return np.array([self.feature_names.index(name) for name in names], dtype=np.int64)
