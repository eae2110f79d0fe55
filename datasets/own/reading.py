"""An input, as its user describes it, to a history.

files --> raw rows --> columns of payments --> in order of arrival --> history with labels, notes
              faulty rows: all of them are listed and it ends, or they are left out if asked
"""

from typing import Any, Final

import numpy as np
import pyarrow as pa

from datasets.base_amounts import compared, lack_note
from datasets.history import History, RowCounts
from datasets.own.card_numbers import look_like_card_numbers
from datasets.own.description import Description, Order
from datasets.own.files import InputFiles, input_files
from datasets.own.label_files import read_labels
from datasets.own.labels import chargebacks, unknown_payments
from datasets.own.mapped import Progress, read_mapped
from datasets.own.notes import Notes
from datasets.own.wire import read_wire
from datasets.payment_columns import BASE_AMOUNT, FIELDS
from events.fraud.label import Label
from events.fraud.payment_contract import PaymentContract

_CARDS_LOOKED_AT: Final = 1000
_SPARSE_FIELDS: Final = ("device_id", "ip", "latitude", "longitude")


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
        accepts, own_only = description.card_numbers, PaymentContract(fields=contract.fields)
        read = read_wire(files.paths, now_ms, notes, card_numbers=accepts, contract=own_only)
    else:
        read = read_mapped(files, description, now_ms, notes, progress)
    table, unfed = _compared(read.table, description, notes, wire=wire), dict(read.unfed_fields)
    own = [field.name for field in contract.fields]
    for name in (*_SPARSE_FIELDS, *own):
        if name not in table.column_names or table[name].null_count == table.num_rows:
            unfed.setdefault(name, "absent")
    table = _ordered(table, description.order or ("arrival" if wire else "event-time"), notes)
    if look_like_card_numbers(table["card_id"].slice(0, _CARDS_LOOKED_AT).to_pylist()):
        notes.add("card_id: these look like card numbers; use tokens, never the numbers.")
    labels = _labels(table, description, unfed, now_ms, notes)
    fields = [name for name in (*FIELDS, BASE_AMOUNT, *own) if name in table.column_names]
    without_rate = read.table.num_rows - table.num_rows
    counts = RowCounts(table.num_rows, read.faulty + without_rate, read.left_out)
    columns = table.select(fields)
    return History(columns, labels, unfed, notes.sentences(), counts, contract.fields)


def is_wire(files: InputFiles, description: Description) -> bool:
    """Whether the files are taken as JSON Lines of the job's own form."""
    return files.kind == "json lines" and not description.is_mapped


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


def _ordered(table: Any, order: Order, notes: Notes) -> Any:  # noqa: ANN401 - pyarrow tables
    """`table` in order of arrival; a sort keeps the order of the file among equal times."""
    times_ms = table["event_time_ms"].to_numpy()
    disorder = int((np.diff(times_ms) < 0).sum())
    if order == "arrival":
        notes.add(
            f"Order of arrival: as in the input ({disorder} payments older than the one before)."
        )
        return table
    if disorder == 0:
        notes.add("Order of arrival: by event time, which is the order of the input.")
        return table
    notes.add(
        f"Order of arrival: by event time; the input was not sorted ({disorder} rows older than"
        " the one before)."
    )
    return table.take(pa.array(np.argsort(times_ms, kind="stable")))


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
