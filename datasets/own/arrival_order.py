"""In which order the records of an input arrive."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa

from datasets.own.description import Order
from datasets.own.notes import Notes
from events.shared.time_units import DAY_MS

_LATE_MS: Final = DAY_MS
"""How far behind a record may be for a job with the settings that it has unless said."""


@dataclass(frozen=True, slots=True)
class Disorder:
    """How far records are out of order.

    Attributes:
        older: how many are older than one before them.
        most_behind_ms: how far one is behind the newest before it, at most.
        late: how many are further behind than a job with the usual settings waits.
    """

    older: int
    most_behind_ms: int
    late: int


def disorder_of(table: Any) -> Disorder:  # noqa: ANN401 - a pyarrow table
    """How far the records of `table`, which has some, are out of order."""
    times_ms = table["event_time_ms"].to_numpy()
    behind_ms = np.maximum.accumulate(times_ms) - times_ms
    return Disorder(
        older=int((behind_ms > 0).sum()),
        most_behind_ms=int(behind_ms.max()),
        late=int((behind_ms > _LATE_MS).sum()),
    )


def in_order(table: Any, order: Order, many: str, notes: Notes) -> Any:  # noqa: ANN401 - pyarrow tables
    """`table` in order of arrival; a sort keeps the order of the file among equal times.

    Args:
        table: columns of records, in the order of the input.
        order: that is wanted.
        many: what the records are, for messages.
        notes: takes what was done.
    """
    times_ms = table["event_time_ms"].to_numpy()
    disorder = int((np.diff(times_ms) < 0).sum())
    if order == "arrival":
        notes.add(
            f"Order of arrival: as in the input ({disorder} {many} older than the one before)."
        )
        return table
    if disorder == 0:
        notes.add("Order of arrival: by event time, which is the order of the input.")
        return table
    notes.add(
        f"Order of arrival: by event time; the input was not sorted ({disorder} rows older than"
        " the one before)."
    )
    return table.take(pa.array(np.argsort(times_ms, kind="stable")))
