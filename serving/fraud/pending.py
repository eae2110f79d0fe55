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

_MOST_KEYS: Final = 50_000
_MOST_OF_KEY: Final = 256


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
    """

    def __init__(self, keep_ms: int, decode: Callable[[bytes, int], Payment | Fault]) -> None:
        self._keep_ms, self._decode = keep_ms, decode
        self._of: OrderedDict[tuple[int, str], dict[int, Pending]] = OrderedDict()

    def add(self, place: int, key: str, pending: Pending) -> None:
        """Note a payment at one of its keys."""
        at = self._of.setdefault((place, key), {})
        at[pending.mark] = pending
        if len(at) > _MOST_OF_KEY:
            del at[next(iter(at))]
        self._of.move_to_end((place, key))
        if len(self._of) > _MOST_KEYS:
            self._of.popitem(last=False)

    def of(
        self, place: int, key: str, kept: Iterable[str], own_mark: int, now_ms: int
    ) -> list[Pending]:
        """The payments on their way to a key, the oldest first.

        Args:
            place: of the hop.
            key: of it.
            kept: what the store has of it.
            own_mark: of the payment that is asked about, which is not among them.
            now_ms: the time now.
        """
        here = self._of.get((place, key), {})
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

    def forget(self, place: int, key: str, seen: Sequence[Pending]) -> None:
        """Forget payments that the job has had."""
        here = self._of.get((place, key))
        if here is None:
            return
        for one in seen:
            here.pop(one.mark, None)
        if not here:
            del self._of[place, key]
