"""What one client follows: the decisions that it may see and asked for."""

from collections.abc import Sequence

from msgspec import Struct

from events.fraud.decision import Action
from serving.fraud.feed.forms import Form
from serving.fraud.received import Received


class DecisionTopic(Struct, frozen=True, kw_only=True):
    """Decisions, in one form.

    Attributes:
        merchants: whose decisions the client may see; None for all.
        with_why: whether it may see what says why.
        form: of its messages.
        merchant_id: only those at this merchant.
        card_id: only those of this card.
        action: only those that were decided so.
    """

    merchants: frozenset[str] | None
    with_why: bool
    form: Form
    merchant_id: str | None = None
    card_id: str | None = None
    action: Action | None = None

    def wants(self, item: Received) -> bool:
        """Whether it is about `item`."""
        return (
            (self.merchants is None or item.merchant_id in self.merchants)
            and self.merchant_id in (None, item.merchant_id)
            and self.card_id in (None, item.card_id)
            and self.action in (None, item.action)
        )

    def encoded(self, items: Sequence[Received]) -> bytes:
        """One or more items as they go over the wire."""
        return self.form.decisions(items, with_why=self.with_why)

    @property
    def heartbeat(self) -> bytes:
        """A sign of life."""
        return self.form.heartbeat

    @property
    def too_slow(self) -> bytes:
        """The last message to a client that did not keep up."""
        return self.form.too_slow

    @property
    def shut_out(self) -> bytes:
        """The last message to a client that may not follow any more."""
        return self.form.shut_out

    @property
    def closing(self) -> bytes:
        """The last message of a service that ends."""
        return self.form.closing

    @property
    def gap(self) -> bytes:
        """Says that some decisions are not in the feed."""
        return self.form.gap
