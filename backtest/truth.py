"""What is true of each payment, and of which payments that can be said yet.

::

    history ............................ newest payment or label = end of what is known
                          |<-- maturity -->|
      payments old enough | young: early labels are mostly frauds, so none of them is counted
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.files import Truth
from trainset.table import Ints, TrainingTable


@dataclass(frozen=True, slots=True)
class KnownTruth:
    """The truth about some rows; all arrays have one value a row.

    Attributes:
        fraud: whether the payment is fraudulent; where not `counted`, as far as is known.
        counted: whether the payment is old enough for rates and money.
        pattern: name of the fraud pattern, empty for none; None where nobody said.
        source: where the truth came from.
    """

    fraud: NDArray[np.bool_]
    counted: NDArray[np.bool_]
    pattern: NDArray[np.object_] | None
    source: str

    @property
    def counted_fraud(self) -> NDArray[np.bool_]:
        """The frauds that count."""
        return self.fraud & self.counted

    @property
    def counted_genuine(self) -> NDArray[np.bool_]:
        """The genuine payments that count."""
        return ~self.fraud & self.counted


def truth_from_labels(table: TrainingTable, rows: Ints, maturity_ms: int) -> KnownTruth:
    """The newest label of each row; without one, genuine.

    A row counts once it is `maturity_ms` older than the newest payment or label of the table.
    """
    reported = table.labels.reported_ms
    known_until_ms = max(table.event_time_ms.max(), reported.max(initial=0))
    return KnownTruth(
        fraud=table.truth()[rows],
        counted=table.event_time_ms[rows] <= known_until_ms - maturity_ms,
        pattern=None,
        source="labels of the training set",
    )


def truth_from_file(
    table: TrainingTable, rows: Ints, truths: Mapping[str, Truth], name: str
) -> KnownTruth:
    """The truth of a simulation, which is known of every payment at once.

    Raises:
        ValueError: a payment is not in `truths`.
    """
    ids = table.transaction_id[rows].tolist()
    unknown = [id_ for id_ in ids if id_ not in truths]
    if unknown:
        raise ValueError(
            f"{name}: {len(unknown)} of the {len(ids)} payments are not in it, the first is"
            f" {unknown[0]!r}; the truth about every payment is expected"
        )
    found = [truths[id_] for id_ in ids]
    return KnownTruth(
        fraud=np.array([truth.is_fraud for truth in found], dtype=np.bool_),
        counted=np.ones(rows.size, dtype=np.bool_),
        pattern=np.array([truth.pattern or "" for truth in found], dtype=object),
        source=name,
    )
