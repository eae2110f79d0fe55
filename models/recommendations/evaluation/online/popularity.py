"""The items of most events so far."""

from collections import Counter


class OnlinePopularity:
    """Counts events, and knows the first of all items at any time.

    >>> popular = OnlinePopularity(2)
    >>> for item_id in "ABBCC":
    ...     popular.learn(item_id)
    >>> popular.best()
    ['B', 'C']

    Args:
        k: how many items are listed.
    """

    def __init__(self, k: int) -> None:
        self._k = k
        self._counts: Counter[str] = Counter()
        self._first: list[str] = []

    def learn(self, item_id: str) -> None:
        """Counts an event of an item."""
        self._counts[item_id] += 1
        # Counts only grow: who is not among the first and did not grow cannot get there.
        if item_id not in self._first:
            self._first.append(item_id)
        self._first.sort(key=lambda one: (-self._counts[one], one))
        del self._first[self._k :]

    def best(self) -> list[str]:
        """Items, that of most events first, of equal ones the lower id."""
        return list(self._first)

    def filled_up(self, found: list[str]) -> list[str]:
        """The items found, each once, then the popular ones, as many as are listed."""
        return list(dict.fromkeys((*found, *self._first)))[: self._k]
