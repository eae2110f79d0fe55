"""Some of all shoppers, whom their ids decide: the same ones in every run."""

from zlib import crc32

_NUMBERS = 2**32


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
