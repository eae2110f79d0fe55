"""A stored training set as a table in memory, read a row group at a time.

::

    DIR/trainset.json    settings, counts, what is left out       `trainset.manifest`
    DIR/rows.parquet     a row a payment, in order of arrival     `trainset.row_schema`
    DIR/labels.parquet   row, when reported, whether fraud; labels without a row too
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from features.shared.definitions.model import Feature
from trainset.manifest import (
    LABELS_FILE,
    ROWS_FILE,
    Manifest,
    definitions_of,
    features_of,
    numeric,
    read_manifest,
)
from trainset.row_schema import REPEATED_TEXTS, labels_schema, rows_schema
from trainset.table import LabelColumns, TrainingTable


def read_table(folder: Path) -> TrainingTable:
    """The training set in `folder`.

    Memory is that of the table and of one row group beside it: about 8 bytes a value.

    Raises:
        ValueError: `folder` holds no whole training set.
    """
    manifest = read_manifest(folder)
    with open_rows(folder, manifest) as rows:
        columns = _Columns(manifest.counts.rows, numeric(features_of(manifest)))
        for group in range(rows.num_row_groups):
            columns.take(rows.read_row_group(group))
    return columns.table(manifest, _labels_of_rows(folder, manifest))


def open_rows(folder: Path, manifest: Manifest) -> Any:  # noqa: ANN401 - pyarrow has no types
    """`rows.parquet` of `folder`, a context manager; checked against the manifest."""
    path = folder / ROWS_FILE
    rows = _opened(path, list(REPEATED_TEXTS))
    _check(path, rows, rows_schema(features_of(manifest)), manifest.counts.rows)
    return rows


def read_all_labels(folder: Path, manifest: Manifest) -> Any:  # noqa: ANN401 - pyarrow has no types
    """All of `labels.parquet` as an Arrow table, checked against the manifest."""
    path = folder / LABELS_FILE
    with _opened(path, []) as labels:
        _check(path, labels, labels_schema(), manifest.counts.labels)
        return labels.read()


def _labels_of_rows(folder: Path, manifest: Manifest) -> LabelColumns:
    labels = read_all_labels(folder, manifest)
    of_rows = labels.filter(labels["row"].is_valid())
    return LabelColumns(*(of_rows[name].to_numpy() for name in ("row", "reported_ms", "is_fraud")))


def _opened(path: Path, dictionaries: list[str]) -> Any:  # noqa: ANN401 - pyarrow has no types
    if not path.is_file():
        raise ValueError(f"{path.parent}: not a whole training set, {path.name} is missing")
    try:
        return pq.ParquetFile(path, read_dictionary=dictionaries)
    except pa.ArrowException as error:
        raise ValueError(f"{path}: no readable Parquet file ({error})") from error


def _check(path: Path, file: Any, schema: Any, rows: int) -> None:  # noqa: ANN401 - pyarrow has no types
    names = file.schema_arrow.names
    if names != schema.names:
        odd = sorted(set(names) ^ set(schema.names)) or ["their order"]
        raise ValueError(f"{path}: other columns than expected, the difference is {odd}")
    if file.metadata.num_rows != rows:
        raise ValueError(
            f"{path}: {rows} rows are expected by the manifest, got {file.metadata.num_rows};"
            " the training set is not whole"
        )


class CodedTexts:
    """A column of texts as codes, given in the order in which the texts come up.

    Attributes:
        codes: (rows,) index into `texts`; filled as far as `take` was called.
    """

    def __init__(self, rows: int) -> None:
        self.codes = np.empty(rows, dtype=np.int64)
        self._code_of: dict[str, int] = {}

    def take(self, column: Any, start: int) -> None:  # noqa: ANN401 - pyarrow has no types
        """Takes an Arrow column of dictionaries as the rows from `start` on."""
        for chunk in column.chunks:
            known = self._code_of
            texts = chunk.dictionary.to_pylist()
            local = np.array([known.setdefault(text, len(known)) for text in texts], dtype=np.int64)
            self.codes[start : start + len(chunk)] = local[chunk.indices.to_numpy()]
            start += len(chunk)

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts by code."""
        return tuple(self._code_of)

    def decoded(self) -> NDArray[np.object_]:
        """The column as texts; equal ones are one object."""
        return np.array(self.texts, dtype=np.object_)[self.codes]


class _Columns:
    """The columns of a table, filled row group by row group."""

    def __init__(self, rows: int, features: Sequence[Feature]) -> None:
        self._names = tuple(feature.name for feature in features)
        self._filled = 0
        self._transaction_id = np.empty(rows, dtype=np.object_)
        self._event_time_ms = np.empty(rows, dtype=np.int64)
        self._amount_minor = np.empty(rows, dtype=np.int64)
        self._late = np.empty(rows, dtype=np.bool_)
        self._texts = {name: CodedTexts(rows) for name in REPEATED_TEXTS}
        self._values = np.empty((rows, len(features)), dtype=np.float64)

    def take(self, group: Any) -> None:  # noqa: ANN401 - pyarrow has no types
        start, end = self._filled, self._filled + group.num_rows
        self._filled = end
        self._transaction_id[start:end] = group["transaction_id"].to_numpy()
        self._event_time_ms[start:end] = group["event_time_ms"].to_numpy()
        self._amount_minor[start:end] = group["amount_minor"].to_numpy()
        self._late[start:end] = group["late"].to_numpy()
        for name, texts in self._texts.items():
            texts.take(group[name], start)
        for place, name in enumerate(self._names):
            self._values[start:end, place] = _as_floats(group[name])

    def table(self, manifest: Manifest, labels: LabelColumns) -> TrainingTable:
        cards, merchants = self._texts["card_id"], self._texts["merchant_id"]
        return TrainingTable(
            transaction_id=self._transaction_id,
            card=cards.codes,
            merchant=merchants.codes,
            card_ids=cards.texts,
            merchant_ids=merchants.texts,
            event_time_ms=self._event_time_ms,
            amount_minor=self._amount_minor,
            currency=self._texts["currency"].decoded(),
            country=self._texts["country"].decoded(),
            channel=self._texts["channel"].decoded(),
            late=self._late,
            values=self._values,
            feature_names=self._names,
            labels=labels,
            left_out=manifest.left_out,
            feedback_delay_ms=manifest.limits.feedback_delay_ms,
            data_id=manifest.data_id,
            definitions=definitions_of(manifest),
        )


def _as_floats(column: Any) -> NDArray[np.float64]:  # noqa: ANN401 - pyarrow has no types
    floats: NDArray[np.float64] = column.cast(pa.float64(), safe=False).to_numpy()
    return floats
