"""Writing a training set row group by row group, under another name until it is whole.

::

    NAME.partial/rows.parquet  <-- row groups, as the replay goes
    NAME.partial/labels.parquet, trainset.json  <-- at the end
    NAME/  <-- renamed, once everything is in it
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue
from features.shared.definitions.model import PAYMENT_SCOPE, Feature
from trainset.manifest import LABELS_FILE, MANIFEST_FILE, ROWS_FILE, Manifest
from trainset.row_schema import AMOUNT, feature_types, identity_columns, labels_schema, rows_schema
from trainset.table import Ints
from trainset.variation import Variation

ROWS_A_GROUP: Final = 32_768


def check_free(folder: Path) -> None:
    """Sees that a training set can get the name `folder`.

    Raises:
        ValueError: it has something in it, or is a file.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValueError(f"{folder}: exists already, a new folder is expected")


class TableWriter:
    """Takes rows in order of arrival; the folder appears when `finish` has been called.

    A context manager: left without `finish`, nothing stays.

    Args:
        folder: does not exist yet, or is empty.
        features: of the values of a row, in their order.
        rows_a_group: rows held in memory until they are written.

    Attributes:
        rows: number of rows taken.
        variation: which features vary, of the rows written so far.

    Raises:
        ValueError: `folder` has something in it.
    """

    def __init__(
        self, folder: Path, features: Sequence[Feature], rows_a_group: int = ROWS_A_GROUP
    ) -> None:
        check_free(folder)
        self._folder = folder
        self._partial = folder.with_name(folder.name + ".partial")
        self._rows_a_group = rows_a_group
        self._payments: list[Payment] = []
        self._late: list[bool] = []
        self._values: list[tuple[FeatureValue, ...]] = []
        self._schema = rows_schema(features)
        self._types = feature_types(features)
        self._own_amount = AMOUNT in identity_columns(features)
        self._of_payment = tuple(
            place for place, feature in enumerate(features) if feature.scope == PAYMENT_SCOPE
        )
        self._file: Any = None
        self.rows = 0
        self.variation = Variation(features)

    def __enter__(self) -> Self:
        """Makes the folder under its partial name."""
        shutil.rmtree(self._partial, ignore_errors=True)
        self._partial.mkdir(parents=True)
        self._file = pq.ParquetWriter(
            self._partial / ROWS_FILE, self._schema, compression="zstd", compression_level=1
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Removes what is not whole."""
        self._file.close()
        shutil.rmtree(self._partial, ignore_errors=True)

    def add(self, payment: Payment, values: tuple[FeatureValue, ...], *, late: bool) -> int:
        """Takes the next row and returns its index.

        Args:
            payment: the payment of the row.
            values: of all features; of a late payment, of those of the payment itself only.
            late: whether it is late.
        """
        self._payments.append(payment)
        self._late.append(late)
        self._values.append(self._without_history(values) if late else values)
        row = self.rows
        self.rows = row + 1
        if len(self._payments) >= self._rows_a_group:
            self.flush()
        return row

    def _without_history(self, values: tuple[FeatureValue, ...]) -> tuple[FeatureValue, ...]:
        row: list[FeatureValue] = [None] * len(self._types)
        for place, value in zip(self._of_payment, values, strict=True):
            row[place] = value
        return tuple(row)

    def flush(self) -> None:
        """Writes the rows held as a row group."""
        if not self._payments:
            return
        columns = zip(zip(*self._values, strict=True), self._types, strict=True)
        features = [pa.array(column, kind) for column, kind in columns]
        self.variation.take(features, np.array(self._late))
        identity = _identity(self._payments, self._late)
        if self._own_amount:
            identity.append(pa.array([p.amount_minor for p in self._payments], pa.int64()))
        self._file.write_table(pa.Table.from_arrays([*identity, *features], schema=self._schema))
        self._payments.clear()
        self._late.clear()
        self._values.clear()

    def finish(self, labels: Sequence[Label], rows: Ints, manifest: Manifest) -> None:
        """Writes the rest and gives the folder its name.

        Args:
            labels: all labels, by reported time.
            rows: the row of each, -1 for one that has none.
            manifest: what `read_manifest` will give.

        Raises:
            ValueError: the manifest counts other rows than there are.
        """
        self.flush()
        self._file.close()
        if manifest.counts.rows != self.rows:
            raise ValueError(f"counts: {self.rows} rows are expected, got {manifest.counts.rows}")
        pq.write_table(_labels_table(labels, rows), self._partial / LABELS_FILE)
        raw = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
        (self._partial / MANIFEST_FILE).write_bytes(raw + b"\n")
        if self._folder.exists():
            self._folder.rmdir()
        self._partial.rename(self._folder)


def _labels_table(labels: Sequence[Label], rows: Ints) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The labels by row and by reported time, those without a row at the end."""
    last = np.iinfo(np.int64).max
    reported_ms = np.array([label.reported_time_ms for label in labels], dtype=np.int64)
    order = np.lexsort((reported_ms, np.where(rows < 0, last, rows)))
    ordered = [labels[place] for place in order]
    columns = [
        pa.array(rows[order], mask=rows[order] < 0),
        pa.array(reported_ms[order]),
        pa.array([label.is_fraud for label in ordered], pa.bool_()),
        pa.array([label.transaction_id for label in ordered], pa.string()),
        pa.array([label.card_id for label in ordered], pa.string()),
        pa.array([label.merchant_id for label in ordered], pa.string()),
        pa.array([label.event_time_ms for label in ordered], pa.int64()),
    ]
    return pa.Table.from_arrays(columns, schema=labels_schema())


def _identity(payments: Sequence[Payment], late: Sequence[bool]) -> list[Any]:
    texts = ([p.transaction_id for p in payments], [p.card_id for p in payments])
    more_texts = ([p.currency for p in payments], [p.country for p in payments])
    return [
        *(pa.array(column, pa.string()) for column in texts),
        pa.array([p.merchant_id for p in payments], pa.string()),
        pa.array([p.event_time_ms for p in payments], pa.int64()),
        *(pa.array(column, pa.string()) for column in more_texts),
        pa.array([p.channel for p in payments], pa.string()),
        pa.array(late, pa.bool_()),
    ]
