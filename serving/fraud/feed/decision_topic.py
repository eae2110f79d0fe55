"""What one client follows: the decisions that it may see and asked for."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from events.fraud.decision import Action
from serving.fraud.feed.forms import EVENTS, TEXTS, Form
from serving.fraud.received import Received

FormName = Literal["events", "texts"]


class DecisionTopic(Struct, frozen=True, kw_only=True):
    """Decisions, in one form.

    Attributes:
        merchants: whose decisions the client may see; None for all.
        with_why: whether it may see what says why.
        form: of its messages.
        merchant_id: only those at this merchant.
        action: only those that were decided so.
    """

    merchants: frozenset[str] | None
    with_why: bool
    form: FormName
    merchant_id: str | None = None
    action: Action | None = None

    def wants(self, item: Received) -> bool:
        """Whether it is about `item`."""
        return (
            (self.merchants is None or item.merchant_id in self.merchants)
            and self.merchant_id in (None, item.merchant_id)
            and self.action in (None, item.action)
        )

    def encoded(self, items: Sequence[Received]) -> bytes:
        """One or more items as they go over the wire."""
        return self._form.decisions(items, with_why=self.with_why)

    @property
    def heartbeat(self) -> bytes:
        """A sign of life."""
        return self._form.heartbeat

    @property
    def too_slow(self) -> bytes:
        """The last message to a client that did not keep up."""
        return self._form.too_slow

    @property
    def closing(self) -> bytes:
        """The last message of a service that ends."""
        return self._form.closing

    @property
    def gap(self) -> bytes:
        """Says that some decisions are not in the feed."""
        return self._form.gap

    @property
    def _form(self) -> Form:
        return EVENTS if self.form == "events" else TEXTS
