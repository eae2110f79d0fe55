"""Rows of CSV files, plain or gzipped, every value as text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from pyarrow import csv

from datasets.own.faults import FaultLog, RowFault
from datasets.own.rows import RawRows

_BLOCK_BYTES: Final = 1 << 22
_HEADER_ROWS: Final = 1


@dataclass(frozen=True, slots=True)
class CsvReader:
    """Reads CSV with a header; an empty value is a missing one.

    Attributes:
        delimiter: one character between two values.
    """

    delimiter: str = ","

    def names(self, path: Path) -> list[str]:
        """The names in the header."""
        with self._opened(path, [], FaultLog()) as reader:
            names: list[str] = reader.schema.names
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise ValueError(
                f"{path}: different names in the header expected, got {repeated} twice"
            )
        if len(names) == 1:
            raise ValueError(
                f"{path}: several columns expected; is {self.delimiter!r} --delimiter?"
            )
        return names

    def rows(self, path: Path, wanted: Sequence[str], faults: FaultLog) -> Iterator[RawRows]:
        """All rows with as many values as the header has."""
        broken: set[int] = set()
        numbers = (number for number in count(1) if number not in broken)
        with self._opened(path, wanted, faults, broken) as reader:
            while (batch := _next(reader, path)) is not None:
                columns = {name: _texts(batch.column(name)) for name in wanted}
                yield RawRows(str(path), list(islice(numbers, batch.num_rows)), columns)

    def _opened(
        self, path: Path, wanted: Sequence[str], faults: FaultLog, broken: set[int] | None = None
    ) -> Any:  # noqa: ANN401 - a pyarrow reader
        def skip(row: Any) -> str:  # noqa: ANN401 - a pyarrow row
            number = row.number - _HEADER_ROWS
            expectation = f"{row.expected_columns} values expected, got {row.actual_columns}"
            faults.add_row([RowFault(str(path), number, None, "malformed", expectation)])
            if broken is not None:
                broken.add(number)
            return "skip"

        try:
            return csv.open_csv(
                pa.input_stream(str(path), compression="detect"),
                # Only a single thread knows the numbers of malformed rows.
                csv.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES),
                csv.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=skip
                ),
                csv.ConvertOptions(
                    column_types={name: pa.large_string() for name in wanted},
                    include_columns=list(wanted),
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
        except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
            raise ValueError(f"{path}: not a CSV file: {error}") from None


def _next(reader: Any, path: Path) -> Any | None:  # noqa: ANN401 - a pyarrow reader and batch
    try:
        return reader.read_next_batch()
    except StopIteration:
        return None
    except pa.ArrowInvalid as error:
        raise ValueError(f"{path}: not a CSV file: {error}") from None


def _texts(column: Any) -> list[str | None]:  # noqa: ANN401 - a pyarrow array
    """By numpy, which makes Python's objects far faster than Arrow does."""
    return list(column.to_numpy(zero_copy_only=False).tolist())
