"""The training table that a command reads: a stored training set."""

from pathlib import Path

from trainset.storage import read_table
from trainset.table import TrainingTable


def training_table(trainset: Path) -> TrainingTable:
    """The table of the training set in the folder `trainset`.

    Raises:
        ValueError: it holds no whole training set of this version's catalogue.
    """
    return read_table(trainset)
