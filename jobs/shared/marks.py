"""What the lines of a file begin with that holds two kinds of records.

P{payment} P{payment} L{label}          E{event} I{item} E{event}
"""

from typing import NamedTuple


class Marks(NamedTuple):
    """A character for each kind.

    Attributes:
        event: of what the job is about.
        fact: of what comes beside it: a label, an item of the catalogue.
    """

    event: str
    fact: str
