"""The newest ids of a stream, so that what is delivered again soon after is recognised."""

from collections import OrderedDict
from typing import Final

MOST_IDS: Final = 50_000


class RecentIds:
    """The last ids that were added; older ones are forgotten, so that memory is bounded.

    Args:
        most: how many are remembered.
    """

    def __init__(self, most: int = MOST_IDS) -> None:
        self._most = most
        self._ids: OrderedDict[bytes, None] = OrderedDict()

    def add(self, identity: str) -> bool:
        """Remember an id; whether it was not known yet."""
        key = identity.encode()
        known = key in self._ids
        self._ids[key] = None
        self._ids.move_to_end(key)
        if len(self._ids) > self._most:
            self._ids.popitem(last=False)
        return not known
