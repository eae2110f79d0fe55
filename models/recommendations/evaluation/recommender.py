"""What is compared: anything that lists the items that may come next."""

from collections.abc import Sequence
from typing import Protocol


class Recommender(Protocol):
    """A baseline, or a system behind an adapter."""

    def best(self, prefix: Sequence[str], k: int) -> list[str]:
        """At most `k` items that may come next, the likeliest first, none twice.

        Args:
            prefix: ids of the session's items so far, the latest last.
            k: number of items, at least 1.
        """
        ...
