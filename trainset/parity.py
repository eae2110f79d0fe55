"""Parity: whether a stream computed the same features as the training set, value for value.

::

    decisions --> by (transaction, card, event time) --> row of the table --> value == value ?
        +--> no such row: only in the stream           +--> never asked for: only in the table
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from events.shared.feature_value import WrittenValue
from features.shared.definitions.model import Definitions
from trainset.exact_columns import (
    Difference,
    ExactColumn,
    difference,
    given_column,
    stored_columns,
)
from trainset.manifest import definitions_of, read_manifest, stored_features
from trainset.row_index import RowIndex, read_index
from trainset.stream_rows import StreamRow

_ROWS_A_BATCH: Final = 8_192
MOST_EXAMPLES: Final = 5


@dataclass(slots=True)
class FeatureParity:
    """One feature in the stream and in the table.

    Attributes:
        rows: compared.
        mismatches: of them unequal, one missing alone included.
        largest_difference: over the rows where both have a value, None without any.
    """

    name: str
    rows: int = 0
    mismatches: int = 0
    largest_difference: float | None = None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One value that differs."""

    feature: str
    transaction_id: str
    event_time_ms: int
    in_stream: WrittenValue
    in_trainset: WrittenValue


@dataclass(slots=True)
class Parity:
    """The comparison as a whole.

    Attributes:
        features: in their order; the first is ``late``, the flag of the row.
        not_kept: features that are not compared, since a training set keeps no lists.
        rows: of the stream that have a row in the table, repeated ones too.
        repeated: of them delivered again; output is at-least-once.
        only_in_stream: rows of the stream without a row in the table.
        only_in_trainset: rows of the table that the stream does not have.
        examples: the first mismatches.
        lone_transactions: ids of the first rows on one side only.
    """

    features: list[FeatureParity]
    not_kept: list[str] = field(default_factory=list)
    rows: int = 0
    repeated: int = 0
    only_in_stream: int = 0
    only_in_trainset: int = 0
    examples: list[Mismatch] = field(default_factory=list)
    lone_transactions: list[str] = field(default_factory=list)

    @property
    def mismatches(self) -> int:
        """Values that differ."""
        return sum(feature.mismatches for feature in self.features)

    @property
    def holds(self) -> bool:
        """Whether both have the same rows with the same values."""
        return not (self.mismatches or self.only_in_stream or self.only_in_trainset)


def compare(folder: Path, rows: Iterable[StreamRow]) -> Parity:
    """The training set in `folder` against the rows of a stream, in any order.

    Raises:
        ValueError: `folder` holds no whole training set, or the stream has a feature that it
            does not know.
    """
    manifest = read_manifest(folder)
    index = read_index(folder, manifest)
    columns = [index.late_column(), *stored_columns(folder, manifest)]
    comparison = _Comparison(index, definitions_of(manifest), columns)
    for batch in _batches(rows):
        comparison.take(batch)
    return comparison.parity()


def _batches(rows: Iterable[StreamRow]) -> Iterator[list[StreamRow]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, _ROWS_A_BATCH)):
        yield batch


class _Comparison:
    def __init__(
        self, index: RowIndex, definitions: Definitions, columns: list[ExactColumn]
    ) -> None:
        features = stored_features(definitions)
        self._index = index
        self._columns = columns
        names = [feature.name for feature in features]
        self._kinds = ("bool", *(feature.kind for feature in features))
        # What only a model or a rule reads is in a stream where there is such a model or rule.
        self._optional = {feature.name for feature in features if not feature.written}
        self._known = {feature.name for feature in definitions.features}
        not_kept = [feature.name for feature in definitions.features if feature not in features]
        self._parity = Parity([FeatureParity(name) for name in ("late", *names)], not_kept)

    def take(self, batch: list[StreamRow]) -> None:
        """Compares some rows."""
        _check_names(batch, self._known)
        found: list[StreamRow] = []
        places: list[int] = []
        for row in batch:
            place = self._index.claim(row.transaction_id, row.card_id, row.event_time_ms)
            if place is None:
                self._parity.only_in_stream += 1
                self._name(row.transaction_id)
            else:
                found.append(row)
                places.append(place)
        self._parity.rows += len(found)
        rows = np.array(places, dtype=np.int64)
        computed = set[str]().union(*(row.features.keys() for row in found))
        every = zip(self._parity.features, self._kinds, self._columns, strict=True)
        for result, kind, stored in every:
            if result.name in self._optional and result.name not in computed:
                continue
            values = _given(result.name, found)
            given, wrong = given_column(values, kind)
            expected = stored.take(rows)
            differing = difference(expected, given)
            differing.unequal[wrong] = True
            _count(result, differing)
            self._show(result.name, found, values, expected, differing)

    def parity(self) -> Parity:
        """The result, once all rows of the stream have been taken."""
        parity = self._parity
        parity.repeated = self._index.repeated
        lone = self._index.unclaimed()
        parity.only_in_trainset = lone.size
        for row in lone[:MOST_EXAMPLES].tolist():
            self._name(self._index.transaction_id(row))
        return parity

    def _name(self, transaction_id: str) -> None:
        if len(self._parity.lone_transactions) < MOST_EXAMPLES:
            self._parity.lone_transactions.append(transaction_id)

    def _show(
        self,
        name: str,
        rows: list[StreamRow],
        values: list[WrittenValue],
        expected: ExactColumn,
        differing: Difference,
    ) -> None:
        free = MOST_EXAMPLES - len(self._parity.examples)
        for place in np.flatnonzero(differing.unequal)[:free].tolist():
            row = rows[place]
            self._parity.examples.append(
                Mismatch(
                    name,
                    row.transaction_id,
                    row.event_time_ms,
                    in_stream=values[place],
                    in_trainset=expected.value(place),
                )
            )


def _given(name: str, rows: list[StreamRow]) -> list[WrittenValue]:
    if name == "late":
        return [row.late for row in rows]
    return [row.features.get(name) for row in rows]


def _count(result: FeatureParity, differing: Difference) -> None:
    result.rows += differing.unequal.size
    result.mismatches += int(np.count_nonzero(differing.unequal))
    distances = differing.distance[~np.isnan(differing.distance)]
    if distances.size:
        known = result.largest_difference or 0.0
        result.largest_difference = max(known, float(distances.max()))


def _check_names(rows: list[StreamRow], known: set[str]) -> None:
    for row in rows:
        if not row.features.keys() <= known:
            odd = sorted(row.features.keys() - known)
            raise ValueError(
                f"transaction {row.transaction_id}: features {odd} of the stream are not among"
                " those of the training set"
            )
