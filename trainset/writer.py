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
from features.shared.definitions.model import Feature
from trainset.manifest import LABELS_FILE, MANIFEST_FILE, ROWS_FILE, Manifest
from trainset.row_schema import labels_schema, rows_schema
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
        features: of the columns beside those of the payment, in their order.
        rows_a_group: rows held in memory until they are written.

    Attributes:
        partial: the folder until it has its name.
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
        self.partial = folder.with_name(folder.name + ".partial")
        self._rows_a_group = rows_a_group
        self._schema = rows_schema(features)
        self._held = self._schema.empty_table()
        self._file: Any = None
        self.rows = 0
        self.variation = Variation(features)

    def __enter__(self) -> Self:
        """Makes the folder under its partial name."""
        shutil.rmtree(self.partial, ignore_errors=True)
        self.partial.mkdir(parents=True)
        self._file = pq.ParquetWriter(
            self.partial / ROWS_FILE, self._schema, compression="zstd", compression_level=1
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Removes what is not whole."""
        self._file.close()
        shutil.rmtree(self.partial, ignore_errors=True)

    def add(self, rows: Any) -> None:  # noqa: ANN401 - a pyarrow table
        """Takes the next rows, columns of `rows_schema`."""
        self._held = pa.concat_tables([self._held, rows])
        self.rows += rows.num_rows
        while self._held.num_rows >= self._rows_a_group:
            self._write(self._rows_a_group)

    def flush(self) -> None:
        """Writes the rows held as a row group."""
        if self._held.num_rows:
            self._write(self._held.num_rows)

    def _write(self, rows: int) -> None:
        """Writes the first of the rows held as a row group."""
        group = self._held.slice(0, rows).combine_chunks()
        self._held = self._held.slice(rows)
        late = group["late"].to_numpy()
        self.variation.take([group[name] for name in self.variation.names], late)
        self._file.write_table(group)

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
        pq.write_table(_labels_table(labels, rows), self.partial / LABELS_FILE)
        raw = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
        (self.partial / MANIFEST_FILE).write_bytes(raw + b"\n")
        if self._folder.exists():
            self._folder.rmdir()
        self.partial.rename(self._folder)


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
