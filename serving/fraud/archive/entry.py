"""What the archive keeps of a decision, and how much memory that is."""

from typing import Final

from msgspec import Struct

from events.fraud.decision import Action
from serving.fraud.archive.packing import Packed

BYTES_BESIDE: Final = 1_100
"""Memory of an entry beside its packed bytes and the characters of its ids, where no other has its
card or merchant: indexes and objects; measured, rounded up."""


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
        texts = _bytes_of(self.card_id) + _bytes_of(self.merchant_id)
        return len(self.packed.data) + texts + BYTES_BESIDE


def _bytes_of(text: str) -> int:
    """Memory of characters: four bytes each where they are not ASCII, and in UTF-8 once encoded."""
    return len(text) if text.isascii() else 4 * len(text) + len(text.encode())
