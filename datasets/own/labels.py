"""Labels of own data: chargebacks from a column that says fraud, or a file of labels."""

from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from datasets.own.faults import FaultLog, FaultyRowsError, RowFault
from events.codec import LabelDecoder
from events.label import Label, by_report
from events.rejected import Fault

_ID_BYTES: Final = 16
_OF_PAYMENT: Final = ("transaction_id", "card_id", "merchant_id", "event_time_ms")


def chargebacks(table: Any, delay_ms: int) -> list[Label]:  # noqa: ANN401 - a pyarrow table
    """A chargeback for each payment whose column ``label`` is true, by the time of its report.

    A genuine payment has none: it is genuine once nothing was reported for long enough. A
    redelivered payment has the chargeback that it had.

    Args:
        table: columns of payments, ``label`` and ``reported_time_ms``.
        delay_ms: from the payment to its report, where ``reported_time_ms`` has no value.
    """
    frauds = table.filter(table["label"])
    reports = pc.fill_null(frauds["reported_time_ms"], pc.add(frauds["event_time_ms"], delay_ms))
    frauds = frauds.set_column(
        frauds.column_names.index("reported_time_ms"), "reported_time_ms", reports
    )
    labels: dict[str, Label] = {}
    for row in frauds.select([*_OF_PAYMENT, "reported_time_ms"]).to_pylist():
        label_id = _label_id(row)
        labels.setdefault(label_id, Label(label_id=label_id, kind="chargeback", **row))
    return by_report(labels.values())


def read_labels(path: Path, now_ms: int, *, skip_faulty: bool) -> tuple[list[Label], int]:
    """The labels of a JSON Lines file by the time of their report, and how many lines are none.

    Raises:
        FaultyRowsError: lines are no labels, and they are not to be skipped.
    """
    decoder, faults, labels, lines = LabelDecoder(), FaultLog(), [], 0
    with path.open("rb") as records:
        for number, line in enumerate(records, start=1):
            if not line.strip():
                continue
            lines += 1
            label = decoder.decode(line.rstrip(b"\r\n"), now_ms)
            if isinstance(label, Fault):
                faults.add_row(
                    [RowFault(str(path), number, label.field, label.cause, label.detail)]
                )
            else:
                labels.append(label)
    if faults.rows and not skip_faulty:
        raise FaultyRowsError(faults, lines)
    return by_report(labels), faults.rows


def unknown_payments(labels: list[Label], table: Any) -> int:  # noqa: ANN401 - a pyarrow table
    """Number of labels about a transaction id that no payment of `table` has."""
    ids = pa.array([label.transaction_id for label in labels], type=pa.large_string())
    known = pc.is_in(ids, value_set=table["transaction_id"].combine_chunks())
    return len(labels) - int(pc.sum(known).as_py() or 0)


def _label_id(row: dict[str, Any]) -> str:
    """The same for the same payment in every run, however long its own ids are."""
    parts = (str(row[name]) for name in ("card_id", "transaction_id", "event_time_ms"))
    return blake2b("\x00".join(parts).encode(), digest_size=_ID_BYTES).hexdigest()
