"""What a sample says of its file, as far as it leaves no doubt: the steps of any suggestion."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from datasets.own.column_names import columns_for
from datasets.own.faults import listed
from datasets.own.identifiers import stands_for_no_value
from datasets.own.layout import Layout
from datasets.own.mapping_file import VERSION
from datasets.own.sample import Sample
from datasets.own.written_forms import number_forms, time_targets
from events.shared.iso_codes import CURRENCIES

_USUAL_CURRENCY: Final = "EUR"
_HEAD: Final = "# How this export is read: {} --input FILE --mapping-file THIS\n"
_SHOWN_VALUES: Final = 5


@dataclass(slots=True)
class Suggestion:
    """What a sample says about its file.

    Args:
        layout: of the records.
        sample: the first rows of the file.
        columns: column by target that are known.
        constants: value by target that are known.
        reads: the command that the mapping file is for.

    Attributes:
        entries: of the mapping file.
        undecided: what somebody has to say, a line each.
        kept: of each row of the sample, whether it is a record.
    """

    layout: Layout
    sample: Sample
    columns: dict[str, str]
    constants: dict[str, str]
    reads: str = "revstream inspect"
    entries: dict[str, Any] = field(default_factory=dict)
    undecided: list[str] = field(default_factory=list)
    kept: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        """Note what is known already, and how the file is written."""
        sample = self.sample
        for name, value in (("encoding", sample.encoding), ("delimiter", sample.delimiter)):
            if value is not None:
                self.entries[name] = value
        self.entries["columns"], self.entries["constants"] = self.columns, self.constants
        self.kept = [True] * len(next(iter(sample.columns.values())))

    def text(self) -> str:
        """The mapping file."""
        entries = {"version": VERSION, **self.entries}
        body = yaml.safe_dump(entries, sort_keys=False, allow_unicode=True)
        return (
            _HEAD.format(self.reads)
            + body
            + "".join(f"# to do: {line}\n" for line in self.undecided)
        )

    def choose(self, target: str, *, required: bool) -> str | None:
        """Map `target` to the one column that is named like it, which is returned."""
        if target in self.columns:
            return self.columns[target]
        found = columns_for(target, list(self.sample.columns))
        if len(found) == 1:
            self.columns[target] = found[0]
            return found[0]
        if required:
            place = "columns or constants" if target in self.layout.constants else "columns"
            several = f"one of {listed(found)}" if found else "no column looks like it"
            self.undecided.append(f"{place}: {target}: {several}")
        return None

    def present(self, column: str) -> list[object]:
        """The values that a column has in the rows that are records."""
        values = self.sample.columns[column]
        return [
            value
            for value, keep in zip(values, self.kept, strict=True)
            if keep and value is not None and not stands_for_no_value(str(value))
        ]

    def suggest_values(
        self, target: str, meant: Mapping[str, str], known: Iterable[str], missing: str = "code"
    ) -> None:
        """Say what the values of the column of `target` stand for.

        Args:
            target: that is mapped, or nothing happens.
            meant: by a value in small letters, what it stands for.
            known: the values that are taken as they are.
            missing: what is missing of any other.
        """
        if target not in self.columns:
            return
        texts = {str(value).strip() for value in self.present(self.columns[target])} - {*known}
        found = {text: meant[text.lower()] for text in sorted(texts) if text.lower() in meant}
        if found:
            self.entries.setdefault("values", {})[target] = found
        unknown = sorted(texts - set(found))
        if unknown:
            shown = listed(unknown[:_SHOWN_VALUES])
            self.undecided.append(f"values: {target}: the {missing} of {shown}")

    def suggest_currency(self) -> None:
        """Say what currency codes in small letters stand for."""
        self.suggest_values("currency", {code.lower(): code for code in CURRENCIES}, CURRENCIES)

    def suggest_time(self, now_ms: int) -> None:
        """Find the column of the event time, and the form of its values."""
        chosen = self.columns
        if {"event_time_s", "event_time_ms"} & set(chosen) or "event_time" in self.constants:
            return
        column = self.choose("event_time", required=True)
        if column is None:
            return
        found = time_targets(self.present(column), now_ms)
        del chosen["event_time"]
        chosen[found[0][0] if found else "event_time"] = column
        forms = [form for _, form in found if form is not None]
        if len(found) == 1 and forms:
            self.entries["time_format"] = forms[0]
        elif len(found) != 1:
            several = f"one of {', '.join(forms)}" if forms else "no known form"
            self.undecided.append(f"time_format: {column}: {several}")

    def suggest_amount(self, *, required: bool) -> None:
        """Find the column of the amount, and how its numbers are written."""
        minor, major = self.layout.amount
        if minor in self.columns or self.choose(minor, required=False):
            return
        column = self.choose(major, required=required)
        if column is None:
            return
        values = self.present(column)
        forms = number_forms(values, self.constants.get("currency", _USUAL_CURRENCY))
        if len(forms) == 1:
            self.entries |= {"decimal": forms[0].decimal} if forms[0].decimal != "." else {}
            self.entries |= {"thousands": forms[0].thousands} if forms[0].thousands else {}
        else:
            several = "several fit" if forms else "none fits all values"
            self.undecided.append(f"decimal, thousands: {column}: {several}")
        if any(str(value).strip().startswith("-") for value in values):
            self.entries["negative_amounts"] = "left-out"
