"""Payments that were decided on request and that the job may not have had yet.

::

    asked --+--> here, at once: the next request of this process sees it
            +--> store: requests of other processes see it
            +--> stream --> job --> image of the state, which then has it: it is forgotten
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from events.fraud.payment import Payment
from events.shared.rejected import Fault
from online_store.mirrored_states import MOST_KEPT, MOST_PENDING, Key
from serving.fraud.pending_room import PendingRoom


class Pending(Struct, frozen=True):
    """A payment on its way.

    Attributes:
        payment: the payment.
        mark: see `payment_mark`.
        sent_ms: when it was decided here.
        size: bytes of its JSON.
    """

    payment: Payment
    mark: int
    sent_ms: int
    size: int = 0


class OnTheirWay(NamedTuple):
    """Payments on their way to a key.

    Attributes:
        payments: the newest, the oldest of them first.
        are_more: whether there are older ones that are left out.
        are_damaged: whether the store has some that nobody can read.
        own_mark: of the payment that is asked about, which is not among them.
    """

    payments: Sequence[Pending]
    are_more: bool = False
    are_damaged: bool = False
    own_mark: int | None = None


NONE_ON_THEIR_WAY: Final = OnTheirWay(())


def pending_text(mark: int, sent_ms: int, written: bytes) -> str:
    """A payment on its way as the store has it: `written` is its JSON, as of `PaymentScorer`."""
    return f"{sent_ms} {mark} {written.decode()}"


class PendingPayments:
    """Those of this process and of others, by key.

    Args:
        keep_ms: how long one is kept.
        decode: of a payment that another process has kept, with the time of its request.
        room: for all of them; those of the keys that had none for the longest time go.
    """

    def __init__(
        self,
        keep_ms: int,
        decode: Callable[[bytes, int], Payment | Fault],
        room: PendingRoom | None = None,
    ) -> None:
        self._keep_ms, self._decode = keep_ms, decode
        self._room = room or PendingRoom()
        self._of: OrderedDict[Key, dict[int, Pending]] = OrderedDict()

    def add(self, key: Key, pending: Pending) -> None:
        """Note a payment at one of its keys."""
        at = self._of.setdefault(key, {})
        self._room.take(pending.size)
        before = at.get(pending.mark)
        at[pending.mark] = pending
        if before is not None:
            self._room.give_back(before.size)
        elif len(at) > MOST_KEPT:
            self._room.give_back(at.pop(next(iter(at))).size)
        self._of.move_to_end(key)
        self._drop_oldest(pending.sent_ms - self._keep_ms)

    def __len__(self) -> int:
        """Number of payments at all keys."""
        return self._room.count

    def _drop_oldest(self, oldest_ms: int) -> None:
        """Forget the keys that had none for too long, or that there is no room for."""
        while self._of:
            first = next(iter(self._of.values()))
            newest = next(reversed(first.values()))
            if newest.sent_ms >= oldest_ms and not self._room.is_overfull:
                return
            self._of.popitem(last=False)
            for one in first.values():
                self._room.give_back(one.size)

    def of(self, key: Key, kept: Iterable[str] | None, own_mark: int, now_ms: int) -> OnTheirWay:
        """The payments on their way to a key.

        Args:
            key: the name of the hop, and a key of it.
            kept: what the store has of it; None where nobody can read that.
            own_mark: of the payment that is asked about, which is not among them.
            now_ms: the time now.
        """
        here = self._of.get(key, {})
        oldest_ms = now_ms - self._keep_ms
        known = {one.mark: one for one in here.values() if one.sent_ms >= oldest_ms}
        are_damaged = kept is None
        for text in kept or ():
            try:
                sent, mark, written = _parts(text)
            except ValueError:
                are_damaged = True
                continue
            if mark in known or sent < oldest_ms:
                continue
            payment = self._decode(written, sent)
            if isinstance(payment, Fault) or sent > now_ms + self._keep_ms:
                are_damaged = True
            else:
                known[mark] = Pending(payment, mark, sent)
        known.pop(own_mark, None)
        payments = sorted(known.values(), key=lambda one: one.sent_ms)
        are_more = len(payments) > MOST_PENDING
        return OnTheirWay(payments[-MOST_PENDING:], are_more, are_damaged, own_mark)

    def forget(self, key: Key, seen: Sequence[Pending]) -> None:
        """Forget payments that the job has had."""
        for one in seen:
            self.take_back(key, one.mark)

    def take_back(self, key: Key, mark: int) -> None:
        """Forget a payment."""
        here = self._of.get(key)
        if here is None:
            return
        forgotten = here.pop(mark, None)
        if forgotten is not None:
            self._room.give_back(forgotten.size)
        if not here:
            del self._of[key]


def _parts(text: str) -> tuple[int, int, bytes]:
    """When it was sent, its mark, and its JSON; see `pending_text`.

    Raises:
        ValueError: it has others.
    """
    sent, mark, written = text.split(" ", 2)
    return int(sent), int(mark), written.encode()
