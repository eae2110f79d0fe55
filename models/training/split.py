"""Splits rows by time, so that a model is measured on days that came after its own.

|------- train -------|-- validate --|-- test --|   event time
"""

from dataclasses import dataclass

from models.training.rows import Rows, joined


@dataclass(frozen=True, slots=True)
class Split:
    """Rows to fit on, rows to choose thresholds on, rows to measure on."""

    train: Rows
    validate: Rows
    test: Rows


def split_by_time(rows: Rows, train_share: float, validate_share: float) -> Split:
    """Cuts the time that `rows` span; the rest, after train and validate, is the test part.

    Raises:
        ValueError: if the shares leave no time for one of the parts.
    """
    if not 0 < train_share < train_share + validate_share < 1:
        raise ValueError(
            f"train_share: {train_share}, validate_share: {validate_share},"
            " expected both above 0 and a sum below 1"
        )
    first, last = int(rows.time_ms.min()), int(rows.time_ms.max())
    validate_ms = first + int((last - first) * train_share)
    test_ms = first + int((last - first) * (train_share + validate_share))
    return Split(
        train=rows.where(rows.time_ms < validate_ms),
        validate=rows.where((rows.time_ms >= validate_ms) & (rows.time_ms < test_ms)),
        test=rows.where(rows.time_ms >= test_ms),
    )


def joined_splits(splits: list[Split]) -> Split:
    """The parts of all splits together, each split by its own time."""
    return Split(
        joined([split.train for split in splits]),
        joined([split.validate for split in splits]),
        joined([split.test for split in splits]),
    )
