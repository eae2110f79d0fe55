"""Payments as the job reads them: JSON Lines in their order of arrival, all else counted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import pyarrow.compute as pc

from datasets.own.card_numbers import masked
from datasets.own.identifiers import stands_for_no_value
from datasets.own.mapped import ReadPayments
from datasets.own.mapping import TARGETS
from datasets.own.notes import Notes
from datasets.own.text_lines import byte_lines
from datasets.payment_columns import FIELDS, table_of
from events.fraud.codec import NO_OWN_FIELDS, PaymentDecoder
from events.fraud.payment import Payment
from events.fraud.payment_contract import PaymentContract
from events.shared.rejected import Fault

_REQUIRED_IDS: Final = ("transaction_id", "card_id", "merchant_id")


def read_wire(
    paths: Sequence[Path],
    now_ms: int,
    notes: Notes,
    *,
    card_numbers: bool,
    contract: PaymentContract = NO_OWN_FIELDS,
) -> ReadPayments:
    """All payments in `paths`, repeated ones too, as they would arrive.

    Raises:
        ValueError: no record is a payment.
    """
    rejected: Counter[str] = Counter()
    firsts: list[Fault] = []
    decode = PaymentDecoder(card_numbers=card_numbers, contract=contract).decode
    decoded = (decode(line, now_ms) for line in _lines(paths, notes))
    table = table_of(_payments(decoded, rejected, firsts), contract.fields)
    if table.num_rows == 0:
        first = f" (the first: {masked(firsts[0].detail)})" if firsts else ""
        raise ValueError(
            f"{paths[0]}: no record is a payment{first}; JSON Lines in another form than the job's"
            " need --columns"
        )
    if rejected:
        causes = ", ".join(f"{count} x {cause}" for cause, count in rejected.most_common())
        notes.add(
            f"{rejected.total()} records that are no payment are left out; the job sends them to"
            f" the dead letters: {causes}."
        )
    for name in _REQUIRED_IDS:
        ids = pc.value_counts(table[name]).to_pylist()
        blank = [each for each in ids if stands_for_no_value(each["values"])]
        if blank:
            words = ", ".join(each["values"] for each in blank)
            count = sum(each["counts"] for each in blank)
            notes.add(f"{name}: {count:,} payments say {words}, which is an id like any other.")
    return ReadPayments(table, {"label": "absent"}, rejected.total())


def _lines(paths: Sequence[Path], notes: Notes) -> Iterator[bytes]:
    for path in paths:
        for number, line in enumerate(byte_lines(path)):
            if number == 0:
                _note_ignored(line, notes)
            yield line


def _payments(
    decoded: Iterable[Payment | Fault], rejected: Counter[str], firsts: list[Fault]
) -> Iterator[Payment]:
    for payment in decoded:
        if isinstance(payment, Payment):
            yield payment
            continue
        rejected[payment.cause] += 1
        if not firsts:
            firsts.append(payment)


def _note_ignored(line: bytes, notes: Notes) -> None:
    """Say when a record holds what only --columns would read, such as a label."""
    try:
        record = msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return
    if not isinstance(record, dict):
        return
    ignored = [each for each in TARGETS if each not in FIELDS and each in record]
    if ignored:
        notes.add(f"Not read without --columns, since the job does not: {', '.join(ignored)}.")
