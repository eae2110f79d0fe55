"""Labels of own data: chargebacks from a column that says fraud, or labels in the job's form."""

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from datasets.own.card_numbers import masked
from datasets.own.faults import FaultLog, RowFault
from datasets.own.text_lines import byte_lines
from events.fraud.codec import LabelDecoder
from events.fraud.label import Label, by_report
from events.shared.rejected import Fault

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


def read_wire_labels(
    path: Path, now_ms: int, faults: FaultLog, *, card_numbers: bool
) -> list[Label]:
    """The labels of JSON Lines in the job's own form; lines that are none go to `faults`."""
    decoder, labels = LabelDecoder(card_numbers=card_numbers), []
    for number, line in enumerate(byte_lines(path), start=1):
        if not line.strip():
            continue
        label = decoder.decode(line, now_ms)
        if isinstance(label, Fault):
            detail = masked(label.detail)
            faults.add_row([RowFault(str(path), number, label.field, label.cause, detail)])
        else:
            labels.append(label)
    return labels


def unknown_payments(labels: list[Label], table: Any) -> int:  # noqa: ANN401 - a pyarrow table
    """Number of labels about a transaction id that no payment of `table` has."""
    ids = pa.array([label.transaction_id for label in labels], type=pa.large_string())
    known = pc.is_in(ids, value_set=table["transaction_id"].combine_chunks())
    return len(labels) - int(pc.sum(known).as_py() or 0)


def _label_id(row: dict[str, Any]) -> str:
    """The same for the same payment in every run."""
    return made_id(str(row[name]) for name in ("card_id", "transaction_id", "event_time_ms"))


def made_id(parts: Iterable[str]) -> str:
    """An id that is the same for the same parts, however long these are."""
    return blake2b("\x00".join(parts).encode(), digest_size=_ID_BYTES).hexdigest()
