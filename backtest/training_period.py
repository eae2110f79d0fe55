"""When a model was trained, and which part of a history it has therefore never seen."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from models.shared.training.period import day
from trainset.table import TrainingTable

LINEAGE_FILE: Final = "lineage.json"
_OPTIMISTIC: Final = "the results are optimistic"
_NO_LINEAGE: Final = (
    "the model has no lineage, so it is not known whether it was trained on these payments; if it"
    f" was, {_OPTIMISTIC}"
)


class TrainingPeriod(Struct, frozen=True):
    """Event times that a model was trained on: from `from_ms` on, before `to_ms`."""

    from_ms: int
    to_ms: int


class _Lineage(Struct, frozen=True):
    period: TrainingPeriod


@dataclass(frozen=True, slots=True)
class DecidedPeriod:
    """The part of the history that is decided: from `from_ms` on, before `to_ms`.

    Attributes:
        chosen: why this part, for people.
        warnings: what makes the results better than they would be in service.
    """

    from_ms: int
    to_ms: int
    chosen: str
    warnings: tuple[str, ...]


def training_period(model: Path) -> TrainingPeriod | None:
    """The period in the lineage beside a model; None where there is no lineage.

    Raises:
        ValueError: there is one that cannot be read.
    """
    path = model / LINEAGE_FILE
    if not path.exists():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Lineage).period
    except msgspec.DecodeError as error:
        raise ValueError(f"{path}: not a lineage with a period ({error})") from error


def decided_period(
    table: TrainingTable, trained: TrainingPeriod | None, from_ms: int | None, to_ms: int | None
) -> DecidedPeriod:
    """What is decided: what was asked for, else what comes after the model's training period.

    Raises:
        ValueError: no payment of the table is in it.
    """
    start, chosen = int(table.event_time_ms.min()), "the whole history"
    if from_ms is not None or to_ms is not None:
        start, chosen = (start if from_ms is None else from_ms), "as asked for"
    elif trained is not None and trained.to_ms > start:
        start, chosen = trained.to_ms, "everything after the model's training period"
    end = int(table.event_time_ms.max()) + 1 if to_ms is None else to_ms
    if not table.between(start, end).size:
        first, last = day(int(table.event_time_ms.min())), day(int(table.event_time_ms.max()))
        raise ValueError(
            f"period: no payment from {day(start)} to {day(end)} ({chosen}); the history is from"
            f" {first} to {last}; choose a part of it by --from and --to"
        )
    return DecidedPeriod(start, end, chosen, _warnings(trained, start, end))


def _warnings(trained: TrainingPeriod | None, from_ms: int, to_ms: int) -> tuple[str, ...]:
    if trained is None:
        return (_NO_LINEAGE,)
    if from_ms < trained.to_ms and trained.from_ms < to_ms:
        training = f"{day(trained.from_ms)} to {day(trained.to_ms)}"
        return (f"the period overlaps the model's training period, {training}: {_OPTIMISTIC}",)
    return ()
