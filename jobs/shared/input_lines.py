"""How many records of each kind an input file has, counted apart from the job that reads it."""

from typing import NamedTuple

from jobs.shared.line_files import lines_of
from jobs.shared.locations import LocalPath
from jobs.shared.settings import JobSettings


class InputLines(NamedTuple):
    """Lines of a file that the job takes for events, and for what comes beside them."""

    events: int
    facts: int


def input_lines(settings: JobSettings) -> InputLines | None:
    """The lines of the source of `settings`, None where it is a stream."""
    if not isinstance(settings.source_uri, LocalPath):
        return None
    marks = settings.line_marks
    fact = None if marks is None else marks.fact.encode()
    events = facts = 0
    for line in lines_of(settings.source_uri.path):
        if fact is not None and line.startswith(fact):
            facts += 1
        else:
            events += 1
    return InputLines(events, facts)
