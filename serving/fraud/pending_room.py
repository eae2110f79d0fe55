"""The memory that payments on their way take, by their number and by their bytes."""

from typing import Final

MOST_PENDING_NOTES: Final = 100_000
"""Payments on their way, once for each of their keys."""

MOST_PENDING_BYTES: Final = 128 << 20
"""The same with what Python takes beside their JSON: some 65 MB of usual payments with three keys,
140 MB of the largest."""

_BESIDE: Final = 900
_FOLD: Final = 2
"""A text beyond ASCII is held twice, since it was written as JSON."""


class PendingRoom:
    """How much of it is taken.

    Args:
        most: payments.
        most_bytes: of all of them.

    Attributes:
        count: of payments.
    """

    def __init__(
        self, most: int = MOST_PENDING_NOTES, most_bytes: int = MOST_PENDING_BYTES
    ) -> None:
        self._most, self._most_bytes = most, most_bytes
        self.count = self._bytes = 0

    def take(self, size: int) -> None:
        """One more payment, of so many bytes of JSON."""
        self.count += 1
        self._bytes += _FOLD * size + _BESIDE

    def give_back(self, size: int) -> None:
        """One less."""
        self.count -= 1
        self._bytes -= _FOLD * size + _BESIDE

    @property
    def is_overfull(self) -> bool:
        """Whether there are too many, or too large ones."""
        return self.count > self._most or self._bytes > self._most_bytes
