"""Payments that were decided on request and that the job may not have had yet.

::

    asked --+--> here, at once: the next request of this process sees it
            +--> store: requests of other processes see it
            +--> stream --> job --> image of the state, which then has it: it is forgotten
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from msgspec import Struct

from events.fraud.payment import Payment
from events.shared.rejected import Fault
from online_store.mirrored_states import Key

_MOST_OF_KEY: Final = 256
MOST_PENDING: Final = 100_000
"""Payments on their way, at all keys together: some 50 MB."""


class Pending(Struct, frozen=True):
    """A payment on its way.

    Attributes:
        payment: the payment.
        mark: see `payment_mark`.
        sent_ms: when it was decided here.
    """

    payment: Payment
    mark: int
    sent_ms: int


def pending_text(mark: int, sent_ms: int, raw: bytes) -> str:
    """A payment on its way as the store has it."""
    return f"{sent_ms} {mark} {raw.decode()}"


class PendingPayments:
    """Those of this process and of others, by key.

    Args:
        keep_ms: how long one is kept.
        decode: of a payment that another process has kept, with the time of its request.
        most: that are kept; those of the keys that had none for the longest time go.
    """

    def __init__(
        self,
        keep_ms: int,
        decode: Callable[[bytes, int], Payment | Fault],
        most: int = MOST_PENDING,
    ) -> None:
        self._keep_ms, self._decode, self._most = keep_ms, decode, most
        self._count = 0
        self._of: OrderedDict[Key, dict[int, Pending]] = OrderedDict()

    def add(self, key: Key, pending: Pending) -> None:
        """Note a payment at one of its keys."""
        at = self._of.setdefault(key, {})
        self._count += pending.mark not in at
        at[pending.mark] = pending
        if len(at) > _MOST_OF_KEY:
            del at[next(iter(at))]
            self._count -= 1
        self._of.move_to_end(key)
        self._drop_oldest(pending.sent_ms - self._keep_ms)

    def __len__(self) -> int:
        """Number of payments at all keys."""
        return self._count

    def _drop_oldest(self, oldest_ms: int) -> None:
        """Forget the keys that had none for too long, or that there is no room for."""
        while self._of:
            first = next(iter(self._of.values()))
            newest = next(reversed(first.values()))
            if newest.sent_ms >= oldest_ms and self._count <= self._most:
                return
            self._of.popitem(last=False)
            self._count -= len(first)

    def of(self, key: Key, kept: Iterable[str], own_mark: int, now_ms: int) -> list[Pending]:
        """The payments on their way to a key, the oldest first.

        Args:
            key: the name of the hop, and a key of it.
            kept: what the store has of it.
            own_mark: of the payment that is asked about, which is not among them.
            now_ms: the time now.
        """
        here = self._of.get(key, {})
        oldest_ms = now_ms - self._keep_ms
        known = {one.mark: one for one in here.values() if one.sent_ms >= oldest_ms}
        for text in kept:
            sent, mark, raw = text.split(" ", 2)
            if int(mark) not in known:
                payment = self._decode(raw.encode(), int(sent))
                if not isinstance(payment, Fault):
                    known[int(mark)] = Pending(payment, int(mark), int(sent))
        known.pop(own_mark, None)
        return sorted(known.values(), key=lambda one: one.sent_ms)

    def forget(self, key: Key, seen: Sequence[Pending]) -> None:
        """Forget payments that the job has had."""
        here = self._of.get(key)
        if here is None:
            return
        for one in seen:
            self._count -= here.pop(one.mark, None) is not None
        if not here:
            del self._of[key]
