"""Payments written as a user's own files would hold them, independently of how they are read."""

import csv
import gzip
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from datasets.history import History
from datasets.own.description import Description
from datasets.own.reading import read_history
from events.fraud.payment import Payment

NOW_MS = 1_800_000_000_000
DIGITS = {"EUR": 2, "JPY": 0, "KWD": 3}
COLUMNS = {
    "transaction_id": "TX",
    "card_id": "CUSTOMER",
    "merchant_id": "TERMINAL",
    "currency": "CUR",
    "country": "LAND",
    "channel": "CHANNEL",
    "latitude": "LAT",
    "longitude": "LON",
    "is_fraud": "TX_FRAUD",
}

Row = dict[str, Any]


def major(payment: Payment) -> str:
    """The amount in the currency's own unit, with all its places."""
    return str(Decimal(payment.amount_minor).scaleb(-DIGITS[payment.currency]))


def iso(time_ms: int, offset_minutes: int = 0) -> str:
    """The time in ISO 8601, at an offset from UTC."""
    zone = timezone(timedelta(minutes=offset_minutes))
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=time_ms)
    return moment.astimezone(zone).isoformat(timespec="milliseconds")


def moment(time_ms: int) -> datetime:
    """The time as a datetime without a zone, in UTC."""
    return datetime(1970, 1, 1) + timedelta(milliseconds=time_ms)  # noqa: DTZ001 - as in a file


def row(payment: Payment, *, fraud: bool, amount: object, time: object) -> Row:
    """One row of the user's columns."""
    return {
        "TX": payment.transaction_id,
        "CUSTOMER": payment.card_id,
        "TERMINAL": payment.merchant_id,
        "CUR": payment.currency,
        "LAND": payment.country,
        "CHANNEL": payment.channel,
        "LAT": payment.latitude,
        "LON": payment.longitude,
        "TX_FRAUD": int(fraud),
        "AMOUNT": amount,
        "TIME": time,
    }


def write(rows: Sequence[Mapping[str, object]], path: Path) -> Path:
    """`rows` as the kind of file that the name of `path` says."""
    if path.suffix == ".parquet":
        parquet.write_table(pa.Table.from_pylist([dict(each) for each in rows]), path)
        return path
    json_lines = ".json" in path.suffixes[-2:] or ".jsonl" in path.suffixes[-2:]
    text = "".join(json.dumps(each) + "\n" for each in rows) if json_lines else _csv(rows)
    content = text.encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def _csv(rows: Sequence[Mapping[str, object]]) -> str:
    file = StringIO(newline="")
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def simple_row(**changes: object) -> Row:
    """A row that is fine, in the columns of `SIMPLE`, unless `changes` say otherwise."""
    return {
        "CUSTOMER": "17850",
        "TERMINAL": "m-1",
        "AMOUNT": "12.50",
        "TIME": "2025-03-01T12:30:00Z",
        **changes,
    }


SIMPLE = {
    "card_id": "CUSTOMER",
    "merchant_id": "TERMINAL",
    "amount": "AMOUNT",
    "event_time": "TIME",
}
CONSTANT = {"currency": "EUR", "country": "DE", "channel": "pos"}


def read(path: Path, *more: Path, columns: dict[str, str] | None = None, **said: Any) -> History:  # noqa: ANN401 - of a description
    """The history of files in the columns of `SIMPLE`, unless described otherwise."""
    said.setdefault("constants", CONSTANT)
    return read_history(Description((path, *more), columns or SIMPLE, **said), NOW_MS)
