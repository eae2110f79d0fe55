"""How long to wait before a request that was refused for a while is made again."""

from collections.abc import Callable
from dataclasses import dataclass
from random import random
from typing import Final

from serving.client.refused import RequestRefused

_AT_ONCE: Final = 0.5
"""Share of a wait that is kept when it is shortened by chance."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """What is done about a refusal that is for a while: 429 and 503.

    A payment may be sent again: the service knows it by its identity, and says the same.

    Attributes:
        retries: of one request; 0 for none.
        first_s: the wait before the first where the service names none; it doubles each time.
        most_s: the longest wait; a refusal that names a longer one is not waited for.
        chance: a number of 0 to 1, so that clients that were refused together come back apart.
    """

    retries: int = 3
    first_s: float = 0.1
    most_s: float = 10.0
    chance: Callable[[], float] = random

    def wait_s(self, refused: RequestRefused, retried: int) -> float | None:
        """How long to wait; None where it is of no use.

        Args:
            refused: by the service.
            retried: how often the request was made again already.
        """
        if retried >= self.retries or not refused.is_for_a_while:
            return None
        named_s = refused.retry_after_s
        if named_s is not None and named_s > self.most_s:
            return None
        wait_s = min(self.first_s * 2.0**retried, self.most_s)
        spread_s = wait_s * (_AT_ONCE + (1 - _AT_ONCE) * self.chance())
        # Before the time that the service names, it would refuse again.
        return spread_s if named_s is None else named_s + spread_s
