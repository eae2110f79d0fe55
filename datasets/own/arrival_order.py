"""In which order the records of an input arrive."""

from typing import Any

import numpy as np
import pyarrow as pa

from datasets.own.description import Order
from datasets.own.notes import Notes


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
