"""What is in columns of records, in figures."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc


@dataclass(frozen=True, slots=True)
class AmountRange:
    """Amounts in one currency, in its minor units; the median is the lower of the middle two."""

    count: int
    smallest_minor: int
    median_minor: int
    largest_minor: int


def different(table: Any, name: str) -> int:  # noqa: ANN401 - a pyarrow table
    """Number of different values of a column, missing ones apart; 0 without the column."""
    if name not in table.column_names:
        return 0
    return int(pc.count_distinct(table[name], mode="only_valid").as_py())


def counts_of(table: Any, name: str) -> dict[str, int]:  # noqa: ANN401 - a pyarrow table
    """Number of rows by value, the most frequent first, of equal ones by value; none of nulls."""
    if name not in table.column_names:
        return {}
    found = pc.value_counts(table[name].drop_null()).to_pylist()
    counted = [(each["values"], each["counts"]) for each in found]
    return dict(sorted(counted, key=lambda pair: (-pair[1], pair[0])))


def amounts_of(table: Any, name: str) -> dict[str, AmountRange]:  # noqa: ANN401 - a pyarrow table
    """The amounts in column `name` by the currency beside them."""
    return {code: _amounts(table, name, code) for code in counts_of(table, "currency")}


def _amounts(table: Any, name: str, currency: str) -> AmountRange:  # noqa: ANN401 - a pyarrow table
    chosen = table.filter(pc.equal(table["currency"], currency))
    minor = np.sort(chosen[name].to_numpy())
    return AmountRange(minor.size, int(minor[0]), int(minor[(minor.size - 1) // 2]), int(minor[-1]))
