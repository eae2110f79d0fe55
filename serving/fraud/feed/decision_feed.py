"""Lets a client into the feed of decisions, with what it missed since it was here last."""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from events.fraud.decision import Action
from serving.fraud.archive.archive import DecisionArchive, Missed
from serving.fraud.archive.archived import DecisionQuery
from serving.fraud.feed.decision_topic import DecisionTopic
from serving.fraud.feed.forms import Form
from serving.fraud.received import Received, received_again
from serving.shared.caller import Caller
from serving.shared.feed.history import History
from serving.shared.feed.hub import FeedHub, Full
from serving.shared.feed.limits import FeedLimits
from serving.shared.feed.subscription import Chunk, Subscription

_AT_ONCE: Final = 20
"""Missed decisions that are unpacked for one message: a millisecond of work."""


class Wanted(Struct, frozen=True, kw_only=True):
    """What a client asks for.

    Attributes:
        merchant_id: only decisions at this merchant.
        card_id: only those of this card.
        action: only those that were decided so.
        after: id of the last decision that it has; None to begin with what happens now.
    """

    merchant_id: str | None = None
    card_id: str | None = None
    action: Action | None = None
    after: str | None = None


def _nothing() -> None:
    pass


class Seat(Struct, frozen=True):
    """A client's place in the feed.

    Attributes:
        topic: what it follows.
        client: what waits for it.
        end_waiting: ends its wait for what was there at the start.
    """

    topic: DecisionTopic
    client: Subscription
    end_waiting: Callable[[], None] = _nothing


class DecisionFeed:
    """The feed of decisions.

    Args:
        archive: has what a client missed.
        hub: sends what happens.
        limits: of a client's share.
        history: what a client that comes back waits for; None where all is in the archive.
    """

    def __init__(
        self,
        archive: DecisionArchive,
        hub: FeedHub[Received],
        limits: FeedLimits,
        history: History | None = None,
    ) -> None:
        self._archive = archive
        self._hub = hub
        self._replayed = limits.replay_messages
        self._history = History(is_read=True) if history is None else history
        self._history_s = limits.history_s

    def join(
        self, caller: Caller, wanted: Wanted, form: Form, stays: Callable[[], bool] | None = None
    ) -> Seat | Full:
        """A place for a client, or the limit that keeps it out.

        Args:
            caller: who follows.
            wanted: what it asks for.
            form: of its messages.
            stays: whether it may go on; None where nothing ends it.
        """
        topic = DecisionTopic(
            merchants=caller.merchants,
            with_why="explain" in caller.scopes,
            form=form,
            merchant_id=wanted.merchant_id,
            card_id=wanted.card_id,
            action=wanted.action,
        )
        # What is in the archive has been sent, so that nothing comes twice.
        self._hub.flush()
        client = self._hub.join(topic, caller.tenant, stays)
        if isinstance(client, str):
            return client
        if wanted.after is None:
            return Seat(topic, client)
        after = wanted.after

        def begin() -> None:
            client.begin(_chunks(self._missed(after, wanted, caller), topic))

        # Nothing is published before the history is read: what was missed comes first.
        return Seat(topic, client, self._history.wait(self._history_s, begin))

    def leave(self, seat: Seat) -> None:
        """The client is gone."""
        seat.end_waiting()
        self._hub.leave(seat.topic, seat.client)

    def _missed(self, after: str, wanted: Wanted, caller: Caller) -> Missed:
        if not self._history.is_read:
            # What is read of it later goes to no client.
            return Missed([], is_whole=False)
        query = DecisionQuery(
            merchant_id=wanted.merchant_id,
            card_id=wanted.card_id,
            action=wanted.action,
            limit=self._replayed,
        )
        return self._archive.missed(after, query, caller)


def _chunks(missed: Missed, topic: DecisionTopic) -> Iterator[Chunk]:
    if not missed.is_whole:
        yield Chunk(topic.gap, 0)
    for start in range(0, len(missed.entries), _AT_ONCE):
        entries = missed.entries[start : start + _AT_ONCE]
        items = [received_again(entry.packed.record) for entry in entries]
        yield Chunk(topic.encoded(items), len(items))
