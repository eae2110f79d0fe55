"""Counts and sums of a key's payments in windows that end at a batch, for all rows at once.

::

    key's payments   x  x     x x        x    x
    window                (batch - w .......... batch]
"""

import numpy as np

from trainset.table import Ints


class BatchWindows:
    """The payments of all keys, ordered by key and time.

    Args:
        key: (n,) key of each payment, 0 or more.
        event_time_ms: (n,) its event time.
        amount_minor: (n,) its amount.
        longest_ms: length of the longest window that will be asked for.
        batch_ms: how far behind the newest payment a batch may be.
    """

    def __init__(
        self, key: Ints, event_time_ms: Ints, amount_minor: Ints, longest_ms: int, batch_ms: int
    ) -> None:
        # Room on both sides, so that no window reaches into the neighbouring key.
        self._start_ms = int(event_time_ms.min()) - longest_ms - 1
        self._span_ms = int(event_time_ms.max()) + batch_ms + 1 - self._start_ms
        places = self._places(key, event_time_ms)
        order = np.argsort(places, kind="stable")
        self._ordered = places[order]
        self._sums = np.concatenate([[0.0], np.cumsum(amount_minor[order].astype(np.float64))])

    def count_and_sum(self, key: Ints, batch_ms: Ints, window_ms: int) -> tuple[Ints, Ints]:
        """Of each key: number and amount of its payments in (batch - window, batch].

        Args:
            key: (m,) keys.
            batch_ms: (m,) time of the batch for each.
            window_ms: length of the window.
        """
        first = np.searchsorted(self._ordered, self._places(key, batch_ms - window_ms), "right")
        end = np.searchsorted(self._ordered, self._places(key, batch_ms), "right")
        return end - first, np.rint(self._sums[end] - self._sums[first]).astype(np.int64)

    def _places(self, key: Ints, time_ms: Ints) -> Ints:
        return key * self._span_ms + (time_ms - self._start_ms)
