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


class Seat(Struct, frozen=True):
    """A client's place in the feed."""

    topic: DecisionTopic
    client: Subscription


class DecisionFeed:
    """The feed of decisions.

    Args:
        archive: has what a client missed.
        hub: sends what happens.
        limits: of a client's share.
    """

    def __init__(
        self, archive: DecisionArchive, hub: FeedHub[Received], limits: FeedLimits
    ) -> None:
        self._archive = archive
        self._hub = hub
        self._replayed = limits.replay_messages

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
        missed = None if wanted.after is None else self._missed(wanted.after, wanted, caller)
        chunks = None if missed is None else _chunks(missed, topic)
        client = self._hub.join(topic, caller.tenant, chunks, stays)
        return client if isinstance(client, str) else Seat(topic, client)

    def leave(self, seat: Seat) -> None:
        """The client is gone."""
        self._hub.leave(seat.topic, seat.client)

    def _missed(self, after: str, wanted: Wanted, caller: Caller) -> Missed:
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
