"""The newest ids of a stream, so that what is delivered again soon after is recognised."""

from collections import OrderedDict


class RecentIds:
    """The ids that came last; the one that did not come for longest is forgotten first.

    Args:
        most: how many are remembered, so that memory is bounded.

    >>> ids = RecentIds(most=2)
    >>> [ids.is_new(name) for name in "abacab"]
    [True, True, False, True, False, True]
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._ids: OrderedDict[bytes, None] = OrderedDict()

    def is_new(self, name: str) -> bool:
        """Whether `name` is not remembered; from now on it is."""
        key = name.encode()
        known = key in self._ids
        self._ids[key] = None
        self._ids.move_to_end(key)
        if len(self._ids) > self._most:
            self._ids.popitem(last=False)
        return not known

    def clear(self) -> None:
        """Forget all."""
        self._ids.clear()
