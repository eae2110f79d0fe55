"""A history of payments in their order of arrival, with what became known about them later.

Kept as Arrow columns, because a payment as an object takes some ten times their memory; objects are
made while somebody iterates.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

import msgspec

from datasets.base_amounts import compared, lack_note
from datasets.payment_columns import payments_of, table_of
from events.fraud.label import Label, by_report
from events.fraud.payment import Payment
from events.fraud.payment_type import given_copy
from events.shared.json_records import encode
from events.shared.own_fields import OwnField
from events.shared.record_contract import RecordContract


@dataclass(frozen=True, slots=True)
class RowCounts:
    """Where the rows of an input went.

    Attributes:
        taken: rows that became records.
        faulty: rows, or records, that cannot be taken.
        left_out: rows that are not meant to be any, such as refunds.
    """

    taken: int
    faulty: int = 0
    left_out: int = 0

    @property
    def rows(self) -> int:
        """Rows of the input."""
        return self.taken + self.faulty + self.left_out


@dataclass(frozen=True)
class History:
    """Payments, labels, and what was assumed to get them.

    Attributes:
        table: the payments as columns of `datasets.payment_columns`, in order of arrival.
        labels: sorted by the time when they were reported.
        unfed_fields: by name, a field of a payment that the data says nothing in, and why:
            ``absent`` or ``constant DE``. The field ``label`` is one of them.
        notes: everything that was assumed, one sentence each.
        counts: where the rows of the input went; None where the payments were made otherwise.
        fields: own fields of the payments.
    """

    table: Any
    labels: list[Label] = field(default_factory=list)
    unfed_fields: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    counts: RowCounts | None = None
    fields: tuple[OwnField, ...] = ()

    @property
    def payments(self) -> Iterator[Payment]:
        """A new iterator over all payments, in order of arrival."""
        return payments_of(self.table, self.fields)

    @property
    def records(self) -> Iterator[bytes]:
        """The payments as the job reads them, in order of arrival."""
        return map(encode, map(given_copy(self.fields), self.payments))

    @property
    def count(self) -> int:
        """Number of payments."""
        return int(self.table.num_rows)

    @cached_property
    def data_id(self) -> str:
        """Sha256, in hex, of the payments, the labels and the unfed fields.

        The same payments in another file format or under other column names have the same id,
        whatever the rates that their amounts are compared by.
        """
        encode = msgspec.json.Encoder().encode
        digest = sha256()
        for known in (*self.labels, sorted(self.unfed_fields.items())):
            digest.update(encode(known) + b"\n")
        for record in self.records:
            digest.update(record + b"\n")
        return digest.hexdigest()


def history_of(
    payments: Iterable[Payment],
    labels: Iterable[Label] = (),
    unfed_fields: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> History:
    """The history of payments that are at hand as objects, in their order of arrival."""
    return History(table_of(payments), by_report(labels), unfed_fields or {}, notes)


def with_base_amounts(history: History, contract: RecordContract) -> History:
    """`history`, whose payments nothing compared yet, with amounts in the base currency.

    Raises:
        ValueError: payments have no rate or lack a required own field.
    """
    required = [one.name for one in contract.fields if one.required]
    if required:
        raise ValueError(f"{', '.join(required)}: required own fields, which this data lacks")
    table, lacks = compared(history.table, contract.money)
    if lacks:
        raise ValueError(lack_note(lacks))
    absent = {one.name: "absent" for one in contract.fields}
    unfed = {**history.unfed_fields, **absent}
    return replace(history, table=table, unfed_fields=unfed, fields=contract.fields)
