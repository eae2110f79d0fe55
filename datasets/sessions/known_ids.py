"""Ids of a file, each checked and kept once however often it is there."""

from datasets.own.faults import shown
from datasets.sessions.csv_lines import CsvLines
from events.shared.identifiers import identifier_fault


class KnownIds:
    """Checks the ids in a file by the rule for ids on the wire."""

    def __init__(self, lines: CsvLines) -> None:
        self._lines = lines
        self._known: dict[str, str] = {}

    def take(self, line: int, field: str, text: str) -> str | None:
        """The id that `text` is; None, and a fault, where it is none."""
        known = self._known.get(text)
        if known is not None:
            return known
        fault = identifier_fault(text)
        if fault is None:
            self._known[text] = text
            return text
        self._lines.refuse(line, field, f"an id expected, this is {fault}", shown(text))
        return None
