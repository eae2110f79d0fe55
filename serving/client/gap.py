"""What the feed gives where it cannot give decisions."""

from msgspec import Struct


class Gap(Struct, frozen=True):
    """Decisions are missing here."""
