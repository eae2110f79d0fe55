"""An input, as its user describes it, to a history.

files --> raw rows --> columns of payments --> in order of arrival --> history with labels, notes
              faulty rows: all of them are listed and it ends, or they are left out if asked
"""

from typing import Any, Final

from datasets.base_amounts import compared, lack_note
from datasets.history import History, RowCounts
from datasets.own.arrival_order import in_order
from datasets.own.as_it_is import is_wire
from datasets.own.card_numbers import look_like_card_numbers
from datasets.own.description import Description
from datasets.own.files import InputFiles, input_files
from datasets.own.label_files import read_labels
from datasets.own.labels import chargebacks, unknown_payments
from datasets.own.mapped import Progress, ReadRecords, read_mapped
from datasets.own.mapping import ColumnMapping
from datasets.own.notes import Notes
from datasets.own.payments import PAYMENTS
from datasets.own.wire import WireRecords, read_wire
from datasets.payment_columns import BASE_AMOUNT, FIELDS
from events.fraud.codec import PaymentDecoder
from events.fraud.label import Label
from events.fraud.payment_contract import PaymentContract
from events.shared.time_units import DAY_MS

_CARDS_LOOKED_AT: Final = 1000
_SPARSE_FIELDS: Final = ("device_id", "ip", "latitude", "longitude")
_IDS: Final = ("transaction_id", "card_id", "merchant_id")


def read_history(
    description: Description, now_ms: int, progress: Progress = lambda _: None
) -> History:
    """The history that `description` describes.

    Args:
        description: of the input.
        now_ms: event times more than five minutes after it are faults, as in the job.
        progress: is told the number of rows read so far.

    Raises:
        FaultyRowsError: rows are no payments, and they are not to be skipped.
        ValueError: the files or the mapping are not usable.
    """
    notes = Notes()
    files = input_files(description.inputs, notes)
    wire, contract = is_wire(files, description), description.contract
    if wire:
        read = _read_wire(files, description, now_ms, notes)
    else:
        read = read_mapped(files, description, now_ms, notes, progress)
        _note_reports(read.mapping, read.table, description, notes)
    table, unfed = _compared(read.table, description, notes, wire=wire), dict(read.unfed_fields)
    own = [field.name for field in contract.fields]
    for name in (*_SPARSE_FIELDS, *own):
        if name not in table.column_names or table[name].null_count == table.num_rows:
            unfed.setdefault(name, "absent")
    order = description.order or ("arrival" if wire else "event-time")
    table = in_order(table, order, PAYMENTS.many, notes)
    if look_like_card_numbers(table["card_id"].slice(0, _CARDS_LOOKED_AT).to_pylist()):
        notes.add("card_id: these look like card numbers; use tokens, never the numbers.")
    labels = _labels(table, description, unfed, now_ms, notes)
    fields = [name for name in (*FIELDS, BASE_AMOUNT, *own) if name in table.column_names]
    without_rate = read.table.num_rows - table.num_rows
    counts = RowCounts(table.num_rows, read.faulty + without_rate, read.left_out)
    columns = table.select(fields)
    return History(columns, labels, unfed, notes.sentences(), counts, contract.fields)


def _read_wire(
    files: InputFiles, description: Description, now_ms: int, notes: Notes
) -> ReadRecords:
    fields = description.contract.fields
    decoder = PaymentDecoder(
        card_numbers=description.card_numbers, contract=PaymentContract(fields=fields)
    )
    wire = WireRecords(
        layout=PAYMENTS,
        decode=lambda line: decoder.decode(line, now_ms),
        fields=fields,
        ids=_IDS,
    )
    read = read_wire(files.paths, wire, notes)
    return ReadRecords(read.table, {"label": "absent"}, read.faulty)


def _note_reports(
    mapping: ColumnMapping | None,
    table: Any,  # noqa: ANN401 - a pyarrow table
    description: Description,
    notes: Notes,
) -> None:
    """Say when frauds are taken as reported, where the data does not."""
    if mapping is None or mapping.target_of("label") is None:
        return
    days = description.label_delay_ms / DAY_MS
    if mapping.target_of("reported_time_ms") is None:
        notes.add(f"Frauds are taken as reported {days:g} days after their payment.")
        return
    late = table.filter(table["label"])["reported_time_ms"].null_count
    if late:
        notes.add(
            f"{late} frauds without a reported time are taken as reported {days:g} days after"
            " their payment."
        )


def _compared(table: Any, description: Description, notes: Notes, *, wire: bool) -> Any:  # noqa: ANN401 - pyarrow tables
    """`table` with amounts in the base currency, where those without one stay if it is as it came.

    Raises:
        ValueError: no payment has one.
    """
    table, lacks = compared(table, description.contract.money, keeps_all=wire)
    if lacks:
        if table.num_rows == (lacks.total() if wire else 0):
            raise ValueError(f"{description.inputs[0]}: {lack_note(lacks)}")
        notes.add(lack_note(lacks))
    return table


def _labels(
    table: Any,  # noqa: ANN401 - a pyarrow table
    description: Description,
    unfed: dict[str, str],
    now_ms: int,
    notes: Notes,
) -> list[Label]:
    mapped = "label" not in unfed
    if description.labels is None:
        return chargebacks(table, description.label_delay_ms) if mapped else []
    if mapped:
        raise ValueError("labels: --labels or a column is_fraud expected, got both")
    labels = read_labels(description, table, now_ms, notes)
    del unfed["label"]
    unknown = unknown_payments(labels, table)
    if unknown:
        notes.add(f"{unknown} labels are about payments that are not in the data.")
    return labels
