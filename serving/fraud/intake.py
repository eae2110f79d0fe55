"""Brings decisions and labels into the archive, and decisions to the feed, each once."""

from typing import Final

import msgspec
from msgspec import Struct

from events.fraud.decision import Decision
from events.fraud.label import Label
from events.shared.json_records import RecordDecoder
from events.shared.rejected import Fault
from serving.fraud.agreement import Agreement
from serving.fraud.archive.archive import DecisionArchive
from serving.fraud.received import DecisionReader, Received
from serving.shared.feed.hub import FeedHub
from serving.shared.tail.following import Following, Looked
from serving.shared.tail.recent_ids import RecentIds
from serving.shared.tail.source import RecordSource

REMEMBERED_IDS: Final = 200_000
"""A job that fails writes again what came after its last checkpoint; that is far less."""


class IntakeCounts(Struct):
    """What came in since the start.

    Attributes:
        decisions: each once.
        repeated: decisions that had come before.
        runs: that were seen.
    """

    decisions: int = 0
    repeated: int = 0
    runs: int = 1


class DecisionIntake:
    """Where decisions go as they come.

    What is there at the start goes to the archive alone: the feed is of what happens.

    Args:
        archive: keeps them.
        hub: sends them to clients.
        agreement: compares them with what was said on request; None where nobody is answered.
    """

    def __init__(
        self,
        archive: DecisionArchive,
        hub: FeedHub[Received],
        agreement: Agreement | None = None,
    ) -> None:
        self._agreement = agreement
        self.counts = IntakeCounts()
        self.has_caught_up = False
        self._archive = archive
        self._hub = hub
        self._recent = RecentIds(REMEMBERED_IDS)
        self._run = 1

    def following(self, source: RecordSource) -> Following[Received]:
        """What reads `source` into this."""
        return Following("decisions", source, DecisionReader().read, self.take)

    def take(self, looked: Looked[Received]) -> None:
        """Take what one look gave."""
        if looked.run != self._run:
            self._run = looked.run
            self.counts.runs += 1
            self._recent.clear()
            self._archive.clear()
        fresh = [one for one in looked.read if self._recent.is_new(one.decision_id)]
        self.counts.decisions += len(fresh)
        self.counts.repeated += len(looked.read) - len(fresh)
        for one in fresh:
            self._archive.add(one)
            if self._agreement is not None and self._agreement.waits_for(one.decision_id):
                self._agreement.decided(msgspec.json.decode(one.full, type=Decision))
        if self.has_caught_up:
            self._hub.publish(fresh)
        self.has_caught_up |= not looked.has_more


def following_labels(source: RecordSource, archive: DecisionArchive) -> Following[Label]:
    """What reads labels into the archive."""
    decoder = RecordDecoder(Label)

    def read(raw: bytes) -> Label | Fault:
        return decoder.decode(raw)

    def take(looked: Looked[Label]) -> None:
        for label in looked.read:
            archive.add_label(label)

    return Following("labels", source, read, take)
