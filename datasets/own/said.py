"""What was said about an input, by options and by a mapping file; the options win."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from datasets.own.amounts import NegativeAmounts, NumberFormat
from datasets.own.description import (
    DEFAULT_LABEL_DELAY_MS,
    UTC,
    Description,
    FileForm,
    LabelTable,
    Order,
)
from datasets.own.layout import Layout
from datasets.own.payments import PAYMENTS
from datasets.own.text_lines import UTF_8

Texts = Mapping[str, str]


@dataclass(frozen=True)
class SaidForm:
    """How a file is written, None for what was not said; see `FileForm`."""

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    time_form: str | None = None
    zone: ZoneInfo | None = None

    def over(self, other: "SaidForm") -> "SaidForm":
        """What this says, and what `other` says where this says nothing."""
        names = SaidForm.__dataclass_fields__
        pairs = {name: (getattr(self, name), getattr(other, name)) for name in names}
        return SaidForm(**{name: b if a is None else a for name, (a, b) in pairs.items()})

    def form(self) -> FileForm:
        """The form, as usual where nothing was said.

        Raises:
            ValueError: decimals and thousands have one separator.
        """
        decimal, thousands = self.decimal or ".", self.thousands or ""
        if decimal == thousands:
            raise ValueError(
                f"decimal, thousands: different separators are expected, got {decimal!r} for both"
            )
        return FileForm(
            self.encoding or UTF_8,
            self.delimiter or ",",
            NumberFormat(decimal, thousands),
            self.time_form,
            self.zone or UTC,
        )


@dataclass(frozen=True)
class Said:
    """What was said about an input, None or nothing for what was not; see `Description`."""

    columns: Texts = field(default_factory=dict)
    constants: Texts = field(default_factory=dict)
    form: SaidForm = field(default_factory=SaidForm)
    values: Mapping[str, Texts] = field(default_factory=dict)
    left_out: Mapping[str, Sequence[str]] = field(default_factory=dict)
    negative_amounts: NegativeAmounts | None = None
    label_delay_ms: int | None = None
    order: Order | None = None
    label_table: LabelTable = field(default_factory=LabelTable)

    def over(self, other: "Said") -> "Said":
        """What this says, and what `other` says where this says nothing."""
        delay_ms = other.label_delay_ms if self.label_delay_ms is None else self.label_delay_ms
        return Said(
            {**other.columns, **self.columns},
            {**other.constants, **self.constants},
            self.form.over(other.form),
            {**other.values, **self.values},
            {**other.left_out, **self.left_out},
            self.negative_amounts or other.negative_amounts,
            delay_ms,
            self.order or other.order,
            other.label_table if self.label_table == LabelTable() else self.label_table,
        )

    def description(
        self,
        inputs: tuple[Path, ...],
        labels: Path | None = None,
        *,
        skip_faulty: bool = False,
        card_numbers: bool = False,
        layout: Layout = PAYMENTS,
    ) -> Description:
        """The description of `inputs`, records of `layout`, as usual where nothing was said.

        Raises:
            ValueError: what was said does not fit together.
        """
        delay_ms = self.label_delay_ms
        return Description(
            inputs,
            self.columns,
            self.constants,
            self.form.form(),
            self.values,
            self.left_out,
            self.negative_amounts or "refuse",
            DEFAULT_LABEL_DELAY_MS if delay_ms is None else delay_ms,
            labels,
            self.label_table,
            self.order,
            skip_faulty,
            card_numbers,
            layout=layout,
        )
