"""What the archive keeps of a decision, and how much memory that is."""

from typing import Final

from msgspec import Struct

from events.fraud.decision import Action
from serving.fraud.archive.packing import Packed

BYTES_BESIDE: Final = 600
"""Memory of an entry beside its packed bytes: ids, indexes and objects; measured, rounded up."""


class Entry(Struct, frozen=True, gc=False):
    """A decision in the archive.

    Attributes:
        position: how many came before it, since the archive began.
    """

    position: int
    decision_id: str
    card_id: str
    merchant_id: str
    action: Action
    event_time_ms: int
    packed: Packed

    @property
    def size_bytes(self) -> int:
        """About how much memory it takes."""
        return len(self.packed.data) + BYTES_BESIDE
