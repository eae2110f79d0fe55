"""Counts records that the job refused, by their cause."""

from collections import Counter
from typing import Final

from events.shared.json_records import RecordDecoder
from events.shared.rejected import Fault, Rejected
from monitoring.recent_ids import RecentIds
from serving.shared.tail.following import Following, Looked
from serving.shared.tail.growing_file import MOST_LINE_BYTES
from serving.shared.tail.source import RecordSource

_REMEMBERED_IDS: Final = 50_000


class DeadLetterCounts:
    """Refused records since the start, each once."""

    def __init__(self) -> None:
        self.by_cause: Counter[str] = Counter()
        self.newest_ms: int | None = None
        self._recent = RecentIds(_REMEMBERED_IDS)
        self._run = 1

    def following(self, source: RecordSource) -> Following[Rejected]:
        """What reads `source` into this."""
        decoder = RecordDecoder(Rejected, MOST_LINE_BYTES)

        def read(raw: bytes) -> Rejected | Fault:
            return decoder.decode(raw)

        return Following("dead letters", source, read, self.take)

    def take(self, looked: Looked[Rejected]) -> None:
        """Take what one look gave."""
        if looked.run != self._run:
            self._run = looked.run
            self._recent.clear()
            self.by_cause.clear()
            self.newest_ms = None
        for letter in looked.read:
            # A large record comes in parts; those of schema version 1 have no id.
            named = letter.dead_letter_id
            if letter.part > 1 or (named is not None and not self._recent.is_new(named)):
                continue
            self.by_cause[letter.cause] += 1
            if letter.arrived_ms is not None:
                self.newest_ms = max(self.newest_ms or 0, letter.arrived_ms)
