"""What a user says about an input of payments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo

Order = Literal["arrival", "event-time"]

UTC: Final = ZoneInfo("UTC")
DEFAULT_LABEL_DELAY_MS: Final = 7 * 86_400_000


@dataclass(frozen=True, slots=True)
class Description:
    """Where payments are and how they are to be read.

    Attributes:
        inputs: files and folders.
        columns: column of the data by mapping target.
        constants: value by field, for what the data lacks.
        zone: of times that name none.
        label_delay_ms: from a fraud to its report, where the data does not say.
        labels: a file of labels; None where they come from the data or there are none.
        order: of arrival; None is as it stands for wire JSON Lines, by event time for the rest.
        skip_faulty: leave faulty rows out.
        delimiter: of CSV.
    """

    inputs: tuple[Path, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    zone: ZoneInfo = UTC
    label_delay_ms: int = DEFAULT_LABEL_DELAY_MS
    labels: Path | None = None
    order: Order | None = None
    skip_faulty: bool = False
    delimiter: str = ","
