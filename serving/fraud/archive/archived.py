"""What is asked of the archive of decisions, and what it gives back."""

import msgspec
from msgspec import Struct

from events.fraud.decision import Action, Decision
from events.fraud.label import LabelKind
from serving.fraud.archive.packing import Packed
from serving.fraud.received import received_again


class Outcome(Struct, frozen=True, gc=False):
    """What became known about a payment after it was decided: the newest verdict on it.

    Attributes:
        kind: who says what, as in the label.
        is_fraud: whether it confirms a fraud.
        reported_time_ms: when it became known, milliseconds since the epoch, UTC.
    """

    kind: LabelKind
    is_fraud: bool
    reported_time_ms: int


class ArchivedDecision(Struct, frozen=True):
    """One decision, as its reader may see it.

    Attributes:
        packed: as the job wrote it.
        with_why: whether its reader may see why, with the scope `explain`.
        outcome: what was known by the newest event time in the archive; None if nothing was.
    """

    decision_id: str
    card_id: str
    merchant_id: str
    action: Action
    event_time_ms: int
    packed: Packed
    with_why: bool
    outcome: Outcome | None = None

    @property
    def encoded(self) -> bytes:
        """The decision as JSON; without what says why it is a `serving.fraud.brief` one.

        It is unpacked each time: some tens of microseconds.
        """
        full = self.packed.record
        return full if self.with_why else received_again(full).brief

    @property
    def decision(self) -> Decision:
        """The decision of `encoded`; where it does not say why, that is empty."""
        return msgspec.json.decode(self.encoded, type=Decision)


class DecisionQuery(Struct, frozen=True, kw_only=True):
    """Which decisions are asked for; those that meet every condition that is given.

    Attributes:
        card_id: of this card.
        merchant_id: at this merchant.
        action: decided so.
        limit: so many at most, 1 or more; it is for the caller to bound it.
        after: the `next_cursor` of the page before; None for the first page.
    """

    card_id: str | None = None
    merchant_id: str | None = None
    action: Action | None = None
    limit: int = 50
    after: str | None = None


class DecisionPage(Struct, frozen=True):
    """One page, newest first.

    Attributes:
        decisions: at most as many as were asked for.
        next_cursor: of the page after this one; None if there are no more. A page goes on where
            the one before ended, whatever has come in between.
    """

    decisions: tuple[ArchivedDecision, ...]
    next_cursor: str | None
