"""Tells what came already, among the newest ids."""

from collections import deque


class RecentIds:
    """The newest ids.

    Args:
        most: ids that are remembered.
    """

    def __init__(self, most: int) -> None:
        self._order: deque[str] = deque()
        self._ids: set[str] = set()
        self._most = most

    def is_new(self, name: str) -> bool:
        """Whether `name` did not come before; from now on it did."""
        if name in self._ids:
            return False
        self._ids.add(name)
        self._order.append(name)
        if len(self._order) > self._most:
            self._ids.discard(self._order.popleft())
        return True

    def clear(self) -> None:
        """Forget all."""
        self._order.clear()
        self._ids.clear()
