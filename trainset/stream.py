"""The payments of a history, with all that a key must know of the others, column by column.

::

    payment      p1   p2   p3   p4     in order of arrival
    watermark    -    w1   w2   w2     that each arrived at: by the payments before it
    counts       yes  yes  no   yes    no duplicate, and with an amount
    code         0    1    0    -1     of its key, a column for each key; -1 without one

With these columns the payments of one key are replayed without those of any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from datasets.base_amounts import compared
from datasets.payment_columns import BASE_AMOUNT
from events.fraud.label import Label
from events.shared.own_fields import OwnField
from features.shared.definitions.money_terms import money_terms
from features.shared.label_queue import check_order
from features.shared.limits import HistoryLimits
from features.shared.plan.plan import Plan
from features.shared.watermark import NOTHING_SEEN_MS
from trainset.redeliveries import redelivered
from trainset.table import Ints

BLOCK_ROWS: Final = 131_072
"""Payments that are replayed key by key: many, so that a key's state is at hand for all of its."""

_WATERMARK: Final = "watermark of arrival"
_COUNTS: Final = "counts"
_LATE: Final = "is late"
_WITHOUT_RATE: Final = "without a rate"


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive payments of a stream.

    Attributes:
        start: number of payments before it.
        table: columns of payments.
        fields: own fields of them.
        watermarks_ms: (rows,) that each arrived at.
        counts: (rows,) whether it is neither a duplicate nor without an amount.
        late: (rows,) whether it is late.
    """

    start: int
    table: Any
    fields: tuple[OwnField, ...]
    watermarks_ms: Ints
    counts: NDArray[np.bool_]
    late: NDArray[np.bool_]

    def codes(self, field: str) -> Ints:
        """(rows,) of the values of a field that is a key, -1 where there is none."""
        codes: Ints = self.table[_code(field)].to_numpy()
        return codes


@dataclass(frozen=True, slots=True)
class Stream:
    """All payments of a history, in order of arrival.

    Attributes:
        table: columns of payments and of what else is known of each.
        fields: own fields of the payments.
        labels: by reported time.
        block_rows: payments of a block.
    """

    table: Any
    fields: tuple[OwnField, ...]
    labels: Sequence[Label]
    block_rows: int

    @classmethod
    def opened(
        cls, path: Path, fields: tuple[OwnField, ...], labels: Sequence[Label], block_rows: int
    ) -> Self:
        """The stream that `store` wrote; its columns stay in the file until they are read."""
        table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
        return cls(table, fields, labels, block_rows)

    def store(self, path: Path) -> None:
        """Writes the columns to a file that several processes can read at once."""
        with pa.ipc.new_file(str(path), self.table.schema) as file:
            file.write_table(self.table, max_chunksize=self.block_rows)

    @property
    def starts(self) -> range:
        """Where the blocks begin."""
        return range(0, self.table.num_rows, self.block_rows)

    def block(self, start: int) -> Block:
        """The block that begins at `start`."""
        table = self.table.slice(start, self.block_rows).combine_chunks()
        return Block(
            start,
            table,
            self.fields,
            table[_WATERMARK].to_numpy(),
            table[_COUNTS].to_numpy(),
            table[_LATE].to_numpy(),
        )

    def key_counts(self, field: str) -> Ints:
        """Number of payments by the code of their key."""
        codes = self.table[_code(field)].to_numpy()
        return np.bincount(codes[codes >= 0])

    def label_places(self) -> Ints:
        """(labels,) of each the first payment that it is known to; number of payments if none."""
        newest_ms = np.maximum.accumulate(self.table["event_time_ms"].to_numpy())
        reported_ms = np.array([label.reported_time_ms for label in self.labels], dtype=np.int64)
        return np.searchsorted(newest_ms, reported_ms)

    def watermark_ms(self, place: int) -> int:
        """The watermark that a payment arrived at."""
        watermark_ms: int = self.table[_WATERMARK][place].as_py()
        return watermark_ms

    @property
    def late_rows(self) -> int:
        """Number of payments that count and are late."""
        counts, late = self.table[_COUNTS].to_numpy(), self.table[_LATE].to_numpy()
        return int(np.count_nonzero(counts & late))

    @property
    def without_rate(self) -> int:
        """Number of payments that no rate gives an amount in the base currency."""
        return int(np.count_nonzero(self.table[_WITHOUT_RATE].to_numpy()))


def stream_of(  # noqa: PLR0913, PLR0917 - payments, and what is said of them
    table: Any,  # noqa: ANN401 - a pyarrow table
    labels: Sequence[Label],
    plan: Plan,
    limits: HistoryLimits,
    out_of_orderness_ms: int,
    block_rows: int = BLOCK_ROWS,
) -> Stream:
    """The stream of payments that arrived as they stand in a table.

    Args:
        table: columns of `datasets.payment_columns`.
        labels: by reported time.
        plan: whose keys they are replayed by.
        limits: of every key's history.
        out_of_orderness_ms: see `Watermark`.
        block_rows: payments that are replayed before their rows are put together.

    Raises:
        ValueError: the labels are not by reported time.
    """
    check_order(labels)
    terms = money_terms(plan.definitions.money)
    if BASE_AMOUNT not in table.column_names:
        table, _ = compared(table, terms, keeps_all=True)
    without_rate = np.zeros(table.num_rows, dtype=np.bool_)
    if terms.takes_no_other:
        without_rate = table[BASE_AMOUNT].is_null().to_numpy()
    times_ms = table["event_time_ms"].to_numpy()
    watermarks_ms = _watermarks_ms(times_ms, out_of_orderness_ms)
    for hop in plan.hops:
        table = table.append_column(_code(hop.field), _codes(table, hop.field))
    cards = table[_code(plan.hops[0].field)].to_numpy()
    repeats = redelivered(table, cards, watermarks_ms, ~without_rate, limits)
    columns = {
        _WATERMARK: watermarks_ms,
        _WITHOUT_RATE: without_rate,
        _COUNTS: ~(without_rate | repeats),
        # Added, since nothing can be taken from the watermark before the first payment.
        _LATE: times_ms + limits.allowed_lateness_ms < watermarks_ms,
    }
    for name, column in columns.items():
        table = table.append_column(name, pa.array(column))
    return Stream(table, plan.definitions.fields, labels, block_rows)


def _watermarks_ms(times_ms: Ints, out_of_orderness_ms: int) -> Ints:
    """(rows,) the watermark before each payment."""
    watermarks_ms = np.full(times_ms.size, NOTHING_SEEN_MS, dtype=np.int64)
    newest_ms = np.maximum.accumulate(times_ms[:-1])
    watermarks_ms[1:] = newest_ms - out_of_orderness_ms - 1
    return watermarks_ms


def _code(field: str) -> str:
    return f"code of {field}"


def _codes(table: Any, field: str) -> Any:  # noqa: ANN401 - pyarrow
    """Small numbers that stand for the values of a field, -1 where it is missing."""
    if field not in table.column_names:
        return pa.array(np.full(table.num_rows, -1, dtype=np.int32))
    encoded = table[field].combine_chunks().dictionary_encode()
    indices = encoded.indices if isinstance(encoded, pa.Array) else encoded.chunk(0).indices
    return pc.fill_null(indices, -1)
