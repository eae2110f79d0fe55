"""Which payments are delivered again: as the first key finds it, for all payments at once.

Few transaction ids come more than once. The cards that have one of these are gone through as the
job does; no payment of another card can be a duplicate.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from features.shared.limits import HistoryLimits
from features.shared.state.dedup import TransactionIds, identity_of
from trainset.table import Ints

Flags = NDArray[np.bool_]


def redelivered(
    table: Any,  # noqa: ANN401 - a pyarrow table
    cards: Ints,
    watermarks_ms: Ints,
    taken: Flags,
    limits: HistoryLimits,
) -> Flags:
    """(rows,) which payments are duplicates.

    Args:
        table: columns of payments in order of arrival.
        cards: (rows,) code of each card.
        watermarks_ms: (rows,) that each arrived at.
        taken: (rows,) False for payments that never get to their card.
        limits: of a card's history.
    """
    found = np.zeros(table.num_rows, dtype=np.bool_)
    ids = table["transaction_id"]
    suspected = np.isin(cards, cards[_repeated(ids) & taken])
    rows = np.flatnonzero(suspected & taken)
    rows = rows[np.argsort(cards[rows], kind="stable")]
    chosen = pa.array(rows)
    columns = (
        rows.tolist(),
        cards[rows].tolist(),
        ids.take(chosen).to_pylist(),
        table["event_time_ms"].take(chosen).to_pylist(),
        watermarks_ms[rows].tolist(),
    )
    card, known = -1, _of_a_card(limits)
    for row, code, transaction_id, time_ms, watermark_ms in zip(*columns, strict=True):
        if code != card:
            card, known = code, _of_a_card(limits)
        identity = identity_of(transaction_id)
        if known.holds(identity, time_ms, watermark_ms):
            found[row] = True
        else:
            known.add(identity, time_ms, watermark_ms)
    return found


def _repeated(ids: Any) -> Flags:  # noqa: ANN401 - pyarrow
    """(rows,) whose text another row has, too."""
    counted = pc.value_counts(ids)
    several = counted.field("values").filter(pc.greater(counted.field("counts"), 1))
    repeated: Flags = pc.is_in(ids, value_set=several).to_numpy()
    return repeated


def _of_a_card(limits: HistoryLimits) -> TransactionIds:
    return TransactionIds(limits.dedup_window_ms, limits.allowed_lateness_ms, limits.dedup_ids)
