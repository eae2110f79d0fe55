"""What a user says about an input of records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo

from datasets.own.amounts import NegativeAmounts, NumberFormat
from datasets.own.layout import Layout
from datasets.own.payments import PAYMENTS
from datasets.own.text_lines import UTF_8
from events.shared.record_contract import RecordContract
from events.shared.time_units import DAY_MS

Order = Literal["arrival", "event-time"]

UTC: Final = ZoneInfo("UTC")
DEFAULT_LABEL_DELAY_MS: Final = 7 * DAY_MS


@dataclass(frozen=True)
class FileForm:
    """How a file is written.

    Attributes:
        encoding: name of a codec, of CSV and JSON Lines.
        delimiter: of CSV, one character.
        numbers: separators of numbers that are text.
        time_form: of times that are text, as of `datetime.strptime`; ISO 8601 if None.
        zone: of times that name none.
    """

    encoding: str = UTF_8
    delimiter: str = ","
    numbers: NumberFormat = field(default_factory=NumberFormat)
    time_form: str | None = None
    zone: ZoneInfo = UTC


@dataclass(frozen=True)
class LabelTable:
    """What a user says about a file of labels that is not in the job's form.

    Attributes:
        columns: column of the file by target of a label.
        constants: value by field.
        values: by target what a value of the file stands for.
        form: how the file is written.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    form: FileForm = field(default_factory=FileForm)


@dataclass(frozen=True)
class Description:
    """Where records are and how they are to be read.

    Attributes:
        inputs: files and folders.
        columns: column of the data by mapping target.
        constants: value by target, for what the data lacks.
        form: how the files are written.
        values: by target what a value of the data stands for, such as EUR for ``eur``.
        left_out: by column, the values of rows that are no records, such as refunds.
        negative_amounts: whether a row with one is at fault or left out.
        label_delay_ms: of payments: from a fraud to its report, where the data does not say.
        labels: of payments: a file of labels; None where they come from the data or there are none.
        label_table: how that file is read.
        order: of arrival; None is as it stands for wire JSON Lines, by event time for the rest.
        skip_faulty: leave faulty rows out.
        card_numbers: whether a card number may stand for a token, as `source.card_numbers` says.
        contract: own fields of the records, and how their amounts are compared.
        layout: what they are.
    """

    inputs: tuple[Path, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    form: FileForm = field(default_factory=FileForm)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left_out: Mapping[str, Sequence[str]] = field(default_factory=dict)
    negative_amounts: NegativeAmounts = "refuse"
    label_delay_ms: int = DEFAULT_LABEL_DELAY_MS
    labels: Path | None = None
    label_table: LabelTable = field(default_factory=LabelTable)
    order: Order | None = None
    skip_faulty: bool = False
    card_numbers: bool = False
    contract: RecordContract = field(default_factory=RecordContract)
    layout: Layout = PAYMENTS

    @property
    def is_mapped(self) -> bool:
        """Whether anything is said that JSON Lines of the job's own form do not need."""
        said = (self.columns, self.constants, self.values, self.left_out)
        return any(said) or self.form.encoding != UTF_8
