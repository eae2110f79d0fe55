"""Labels from CSV, Parquet or JSON Lines with columns of their own, such as a list of chargebacks.

::

    payments   transaction_id  card_id  merchant_id  event_time
                     |            v          v            v
    labels     transaction_id  ....... looked up .......  reported_time  kind
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from datasets.own.codes import label_kind
from datasets.own.description import Description, LabelTable
from datasets.own.faults import FaultLog, Refused, listed
from datasets.own.field_readers import field_readers
from datasets.own.files import input_files
from datasets.own.label_columns import (
    LABEL_OPTIONAL,
    LABEL_SHOWN,
    LABEL_TARGETS,
    label_sources,
)
from datasets.own.labels import made_id
from datasets.own.mapped import check_columns, row_reader
from datasets.own.notes import Notes
from datasets.own.read_columns import Columns, row_faults, rows_of, take_adjusted
from datasets.own.rows import RawRows
from events.fraud.label import Label
from events.shared.time_units import DAY_MS

_LOOKED_UP: Final = ("card_id", "merchant_id", "event_time_ms")
_DEFAULT_KIND: Final = "chargeback"
_EARLY: Final = Refused("before its payment", "a time not before its payment expected")
_AMBIGUOUS: Final = Refused(
    "ambiguous", "one payment with this id expected; map card_id, merchant_id and event_time, too"
)


class LabelRows:
    """Reads the labels of one file.

    Args:
        mapped: how the file is read.
        payments: columns of the payments, which say what a label does not.
        description: how long after its payment a fraud is reported where the file does not say,
            and whether a card number may stand for a card.
        now_ms: later reports are faults.
        notes: takes what was assumed.

    Attributes:
        faults: rows that are no labels.
        unknown: number of labels left out, since their payment is not in the data.
    """

    def __init__(
        self,
        mapped: LabelTable,
        payments: Any,  # noqa: ANN401 - a pyarrow table
        description: Description,
        now_ms: int,
        notes: Notes,
    ) -> None:
        self._mapped = mapped
        self._payments = payments
        self._delay_ms = description.label_delay_ms
        self._notes = notes
        self._readers = field_readers(
            mapped.form,
            now_ms,
            notes,
            mapped.values,
            tokens=frozenset() if description.card_numbers else frozenset({"card_id"}),
            optional=LABEL_OPTIONAL,
        )
        self.faults = FaultLog()
        self.unknown = 0

    def read(self, path: Path) -> list[Label]:
        """The labels of `path`, a file or a folder, in its order.

        Raises:
            ValueError: it is not usable.
        """
        kind = self._kind()
        files = input_files((path,), self._notes)
        reader = row_reader(files.kind, self._mapped.form)
        names = {each: reader.names(each) for each in files.paths}
        every = list(dict.fromkeys(name for each in names.values() for name in each))
        sources = label_sources(self._mapped.columns, every)
        wanted = sorted(set(sources.values()))
        check_columns(names, wanted, may_miss=files.kind == "json lines")
        labels: list[Label] = []
        for each in files.paths:
            for rows in reader.rows(each, wanted, self.faults):
                labels += self._labels(rows, sources, kind)
        return labels

    def _kind(self) -> str:
        unknown = set(self._mapped.constants) - {"kind"}
        if unknown:
            raise ValueError(f"labels: constants: kind expected, got {listed(sorted(unknown))}")
        kind = label_kind(self._mapped.constants.get("kind", _DEFAULT_KIND))
        if isinstance(kind, str):
            return kind
        raise ValueError(f"labels: constants: kind: {kind.expectation}")

    def _labels(self, rows: RawRows, sources: Mapping[str, str], kind: str) -> list[Label]:
        targets = {
            field: next((each for each in names if each in sources), None)
            for field, names in LABEL_TARGETS.items()
        }
        columns: Columns = {
            field: list(map(self._readers[target], rows.columns[sources[target]]))
            for field, target in targets.items()
            if target is not None
        }
        take_adjusted(columns, targets, self._notes)
        made = self._completed(columns, kind)
        faulty = rows_of(made, Refused)
        found_in = {
            field: (target or "transaction_id", sources[target or "transaction_id"])
            for field, target in targets.items()
        }
        for index in sorted(faulty):
            self.faults.add_row(row_faults(index, rows, made, found_in, LABEL_SHOWN))
        complete = zip(*(made[name] for name in Label.__struct_fields__), strict=True)
        labels = []
        for index, values in enumerate(complete):
            if index not in faulty and None not in values:
                labels.append(Label(*values))
        self.unknown += len(rows.numbers) - len(faulty) - len(labels)
        return labels

    def _completed(self, columns: Columns, kind: str) -> Columns:
        """The columns of labels: what the file lacks is looked up, None where nothing is found."""
        ids = columns["transaction_id"]
        payments = self._of(ids)
        made: Columns = dict(columns)
        for field in _LOOKED_UP:
            if field not in made:
                made[field] = [_looked_up(payments.get(str(each)), field) for each in ids]
        reports = made.get("reported_time_ms", [None] * len(ids))
        known = zip(made["event_time_ms"], reports, strict=True)
        made["reported_time_ms"] = [self._report(*times) for times in known]
        made.setdefault("kind", [kind] * len(ids))
        if "label_id" not in made:
            parts = zip(ids, made["reported_time_ms"], made["kind"], strict=True)
            made["label_id"] = [made_id(map(str, each)) for each in parts]
        return made

    def _of(self, ids: Sequence[object]) -> dict[str, dict[str, Any]]:
        """The payment of each id; one that cards share has a card that is `Refused`."""
        wanted = pa.array([each for each in ids if isinstance(each, str)], type=pa.large_string())
        fields = ["transaction_id", *_LOOKED_UP]
        payments = self._payments.select(fields)
        payments = payments.filter(pc.is_in(payments["transaction_id"], value_set=wanted))
        found: dict[str, dict[str, Any]] = {}
        for row in payments.to_pylist():
            first = found.setdefault(row["transaction_id"], row)
            if row["card_id"] != first["card_id"]:
                found[row["transaction_id"]] = {"card_id": _AMBIGUOUS}
        return found

    def _report(self, made: object, known: object) -> object:
        if not isinstance(made, int):
            return known
        if known is None:
            days = self._delay_ms / DAY_MS
            self._notes.count(
                f"{{count}} labels without a reported time are taken as reported {days:g} days"
                " after their payment."
            )
            return made + self._delay_ms
        return _EARLY if isinstance(known, int) and known < made else known


def _looked_up(payment: Mapping[str, Any] | None, field: str) -> object:
    return None if payment is None else payment.get(field)
