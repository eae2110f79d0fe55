"""Parquet input: payments in a Parquet file, written out as the JSON Lines that the job reads.

The connector jar has no Parquet format, which would more than double it; replays are local.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec
import pyarrow as pa
from pyarrow import parquet

from jobs.locations import LocalPath
from jobs.settings import FraudSettings

_BATCH_ROWS: Final = 16_384


def with_json_lines(settings: FraudSettings, folder: Path) -> FraudSettings:
    """`settings` with a Parquet source replaced by the same payments as JSON Lines in `folder`."""
    source = settings.source_uri
    if not isinstance(source, LocalPath) or source.path.suffix != ".parquet":
        return settings
    lines = folder / "payments.jsonl"
    write_json_lines(source.path, lines)
    return replace(settings, source_uri=LocalPath(lines))


def write_json_lines(source: Path, target: Path) -> None:
    """Write each row of `source` as one JSON object; a null is an absent field.

    Raises:
        ValueError: `source` is not a Parquet file.
    """
    encode = msgspec.json.Encoder().encode
    try:
        table = parquet.ParquetFile(source)
    except pa.ArrowInvalid as error:
        raise ValueError(f"{source}: not a Parquet file: {error}") from None
    with target.open("wb") as lines:
        for batch in table.iter_batches(batch_size=_BATCH_ROWS):
            for row in batch.to_pylist():
                present = {name: value for name, value in row.items() if value is not None}
                lines.write(encode(present) + b"\n")
