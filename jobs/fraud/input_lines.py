"""How many payments and labels an input file has, counted apart from the job that reads it."""

import gzip
from pathlib import Path
from typing import NamedTuple

from jobs.fraud.labels_file import LABEL_MARK
from jobs.fraud.settings import FraudSettings
from jobs.shared.locations import Inline, LocalPath


class InputLines(NamedTuple):
    """Lines of a file that the job takes for payments, and for labels."""

    payments: int
    labels: int


def input_lines(settings: FraudSettings) -> InputLines | None:
    """The lines of the source of `settings`, None where it is a stream."""
    if not isinstance(settings.source_uri, LocalPath):
        return None
    lines, marked = _count(settings.source_uri.path, LABEL_MARK.decode())
    labels = marked if isinstance(settings.labels_uri, Inline) else 0
    return InputLines(lines - labels, labels)


def _count(path: Path, mark: str) -> tuple[int, int]:
    r"""Lines, and those that begin with `mark`, by Flink's rule: \n, \r\n and \r end a line."""
    opened = gzip.open if path.suffix == ".gz" else open
    count = marked = 0
    with opened(path, "rt", encoding="latin-1") as lines:
        for line in lines:
            count += 1
            marked += line.startswith(mark)
    return count, marked
