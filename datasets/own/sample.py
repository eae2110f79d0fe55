"""The first rows of a file whose form is not known yet: encoding, delimiter and columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from datasets.own.csv_records import CsvRecords
from datasets.own.description import FileForm
from datasets.own.faults import FaultLog
from datasets.own.files import Kind
from datasets.own.mapped import row_reader
from datasets.own.rows import Values
from datasets.own.text_lines import UTF_8, byte_lines, foreign_encoding, head_of, text_lines

SAMPLE_ROWS: Final = 2_000
_DELIMITERS: Final = (",", ";", "\t", "|")
_DELIMITER_ROWS: Final = 50
_WESTERN: Final = "cp1252"
"""What texts of Western Europe are in that are not UTF-8. It has nearly every character of
Latin-1, and those that Windows added."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a file.

    Attributes:
        encoding: None where it is the usual one, or the file no text.
        delimiter: None where it is the usual one, or the file no CSV.
        columns: the values of each column whose name comes once.
    """

    encoding: str | None
    delimiter: str | None
    columns: Mapping[str, Values]


def sample_of(path: Path, kind: Kind) -> Sample:
    """The first rows of `path`.

    Raises:
        ValueError: it is not of `kind`, or has no rows.
    """
    encoding = UTF_8 if kind == "parquet" else _encoding(path)
    delimiter = _delimiter(path, encoding) if kind == "csv" else ","
    reader = row_reader(kind, FileForm(encoding, delimiter))
    names = reader.names(path)
    once = [name for name in names if names.count(name) == 1]
    rows = next(reader.rows(path, once, FaultLog()), None)
    if rows is None or not rows.numbers:
        raise ValueError(f"{path}: rows expected, to suggest a mapping from")
    return Sample(
        None if encoding == UTF_8 else encoding,
        None if delimiter == "," else delimiter,
        {name: values[:SAMPLE_ROWS] for name, values in rows.columns.items()},
    )


def _encoding(path: Path) -> str:
    foreign = foreign_encoding(head_of(path))
    if foreign is not None:
        return foreign
    try:
        for line in byte_lines(path):
            line.decode()
    except UnicodeDecodeError:
        return _WESTERN
    return UTF_8


def _delimiter(path: Path, encoding: str) -> str:
    """That which gives most rows the number of columns that the header has, of several the most."""

    def fit(delimiter: str) -> tuple[float, int]:
        records = CsvRecords(iter(text_lines(path, encoding)), delimiter)
        lengths = [
            len(each) if isinstance(each, list) else 0 for each in islice(records, _DELIMITER_ROWS)
        ]
        if not lengths or lengths[0] < 2:  # noqa: PLR2004 - one column is none
            return 0, 0
        return lengths.count(lengths[0]) / len(lengths), lengths[0]

    return max(_DELIMITERS, key=fit)
