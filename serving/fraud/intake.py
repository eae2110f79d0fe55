"""Brings decisions and labels into the archive, and decisions to the feed, each once."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from msgspec import Struct

from events.fraud.label import Label
from events.shared.json_records import RecordDecoder
from events.shared.rejected import Fault
from monitoring.recent_ids import RecentIds
from serving.fraud.agreement import Agreement
from serving.fraud.archive.archive import DecisionArchive
from serving.fraud.received import DecisionReader, Received
from serving.shared.feed.history import History
from serving.shared.feed.hub import FeedHub
from serving.shared.tail.following import Following, Looked
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


class DecisionListener(Protocol):
    """Hears what comes in, beside the archive and the feed."""

    def forget(self) -> None:
        """The results were removed: all begins anew."""

    def heard(self, fresh: Sequence[Received], *, is_live: bool) -> None:
        """Decisions came in.

        Args:
            fresh: each for the first time.
            is_live: whether they came as they were made; else they were there at the start.
        """


class DecisionIntake:
    """Where decisions go as they come.

    What is there at the start goes to the archive alone: the feed is of what happens.

    Args:
        archive: keeps them.
        hub: sends them to clients.
        agreement: compares them with what was said on request; None where nobody is answered.
        listeners: hear them, too.

    Attributes:
        counts: of what came in.
        history: what is there at the start.
    """

    def __init__(
        self,
        archive: DecisionArchive,
        hub: FeedHub[Received],
        agreement: Agreement | None = None,
        listeners: Sequence[DecisionListener] = (),
    ) -> None:
        self._listeners = listeners
        self._agreement = agreement
        self.counts = IntakeCounts()
        self.history = History()
        self._archive = archive
        self._hub = hub
        self._recent = RecentIds(REMEMBERED_IDS)
        self._run = 1

    @property
    def has_caught_up(self) -> bool:
        """Whether what was there at the start has been read."""
        return self.history.is_read

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
            for listener in self._listeners:
                listener.forget()
        fresh = [one for one in looked.read if self._recent.is_new(one.decision_id)]
        self.counts.decisions += len(fresh)
        self.counts.repeated += len(looked.read) - len(fresh)
        for one in fresh:
            self._archive.add(one)
            if self._agreement is not None:
                self._agreement.decided(one.decision)
        for listener in self._listeners:
            listener.heard(fresh, is_live=self.has_caught_up)
        if self.has_caught_up:
            self._hub.publish(fresh)
        elif not looked.has_more:
            self.history.end()


def following_labels(source: RecordSource, *takers: Callable[[Label], None]) -> Following[Label]:
    """What reads labels, such as into the archive."""
    decoder = RecordDecoder(Label)

    def read(raw: bytes) -> Label | Fault:
        return decoder.decode(raw)

    def take(looked: Looked[Label]) -> None:
        for label in looked.read:
            for taker in takers:
                taker(label)

    return Following("labels", source, read, take)
