"""Some of all shoppers, whom their ids decide: the same ones in every run."""

from zlib import crc32

_NUMBERS = 2**32
_FORESEEN = 0.6
"""Share of events that end as a list with its next item among the candidates, roughly."""


def share_for(lists: int, events: int) -> float:
    """The share of shoppers that have about so many lists to learn from, of so many events."""
    return min(1.0, lists / max(1.0, events * _FORESEEN))


class DrawnShoppers:
    """A share of all shoppers.

    >>> everyone, nobody = DrawnShoppers(1.0), DrawnShoppers(0.0)
    >>> "user:u1" in everyone, "user:u1" in nobody
    (True, False)

    Args:
        share: how many, from 0 to 1.
    """

    def __init__(self, share: float) -> None:
        self._most = int(share * _NUMBERS)

    def __contains__(self, shopper_id: object) -> bool:
        """Whether a shopper is one of them."""
        return crc32(str(shopper_id).encode()) < self._most
