"""The newest decisions, in memory.

added --> [ oldest ... newest ] --> one by its id; pages, newest first; what a client missed
"""

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from events.fraud.label import Label
from serving.fraud.archive.archived import ArchivedDecision, DecisionPage, DecisionQuery
from serving.fraud.archive.entry import Entry
from serving.fraud.archive.index import Index
from serving.fraud.archive.outcomes import Outcomes
from serving.fraud.archive.packing import Packer
from serving.fraud.received import DECISION_ID, Received
from serving.shared.caller import Caller


class Missed(Struct, frozen=True):
    """What came after a decision.

    Attributes:
        entries: the newest of it, oldest first.
        is_whole: whether that is all; else there was more, or nobody knows how much.
    """

    entries: list[Entry]
    is_whole: bool


class DecisionArchive:
    """The newest decisions and what came after them; used within one thread.

    Of decisions with the same id the first counts.

    Args:
        most: decisions.
        most_bytes: of memory, about.
    """

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._slots: list[Entry | None] = [None] * most
        self._ids: dict[str, int] = {}
        self._index = Index()
        self._packer = Packer()
        self._outcomes = Outcomes(most)
        self._oldest = self._next = 0
        self._bytes = 0
        self._newest_event_ms = 0

    def __len__(self) -> int:
        """Decisions that are kept."""
        return len(self._ids)

    @property
    def size_bytes(self) -> int:
        """About how much memory the decisions take."""
        return self._bytes

    def add(self, one: Received) -> None:
        """Keep a decision that is not there yet, and drop the oldest for it if there is no room."""
        if one.decision_id in self._ids:
            return
        if self._next - self._oldest == len(self._slots):
            self._drop_oldest()
        entry = Entry(
            position=self._next,
            decision_id=one.decision_id,
            card_id=one.card_id,
            merchant_id=one.merchant_id,
            action=one.action,
            event_time_ms=one.event_time_ms,
            packed=self._packer.pack(one.full),
        )
        self._slots[entry.position % len(self._slots)] = entry
        self._ids[entry.decision_id] = entry.position
        self._index.add(entry)
        self._next += 1
        self._bytes += entry.size_bytes
        self._newest_event_ms = max(self._newest_event_ms, entry.event_time_ms)
        while self._bytes > self._most_bytes and self._oldest < self._next:
            self._drop_oldest()

    def clear(self) -> None:
        """Forget all decisions: their results were removed."""
        while self._oldest < self._next:
            self._drop_oldest()

    def add_label(self, label: Label) -> None:
        """Note what became known about a payment, kept here or not."""
        self._outcomes.add(label)

    def by_id(self, decision_id: str, caller: Caller) -> ArchivedDecision | None:
        """One decision; None if it is not kept (any more) or is another tenant's."""
        entry = self._entry(self._ids.get(decision_id, -1))
        if entry is None or not caller.has_merchant(entry.merchant_id):
            return None
        return self._shown(entry, caller)

    def page(self, query: DecisionQuery, caller: Caller) -> DecisionPage:
        """The newest decisions that meet `query`; none after a cursor that is not kept any more.

        Raises:
            ValueError: `after` is no cursor, or `limit` below 1.
        """
        if query.limit < 1:
            raise ValueError(f"limit: {query.limit}, at least 1 expected")
        below = self._next
        if query.after is not None:
            if DECISION_ID.fullmatch(query.after) is None:
                raise ValueError("after: not a cursor of a page")
            # All that is older than a decision that is gone is gone too. And what is another
            # tenant's is as what there is not.
            known = self._entry(self._ids.get(query.after, -1))
            is_own = known is not None and caller.has_merchant(known.merchant_id)
            below = known.position if known is not None and is_own else self._oldest
        found = list(islice(self._newest_first(query, caller, below), query.limit + 1))
        shown = found[: query.limit]
        return DecisionPage(
            tuple(self._shown(entry, caller) for entry in shown),
            shown[-1].decision_id if len(found) > len(shown) else None,
        )

    def missed(self, after: str, query: DecisionQuery, caller: Caller) -> Missed:
        """What came after a decision: at most `query.limit`."""
        position = self._ids.get(after, -1)
        known = self._entry(position)
        if known is None or not caller.has_merchant(known.merchant_id):
            return Missed([], is_whole=False)
        newer = self._newest_first(query, caller, self._next, above=position)
        found = list(islice(newer, query.limit + 1))
        return Missed(found[: query.limit][::-1], is_whole=len(found) <= query.limit)

    def _newest_first(
        self, query: DecisionQuery, caller: Caller, below: int, above: int = -1
    ) -> Iterator[Entry]:
        positions = self._index.newest_first(query, caller.merchants, below)
        if positions is None:
            positions = iter(range(below - 1, self._oldest - 1, -1))
        for position in positions:
            if position <= above:
                return
            entry = self._entry(position)
            if entry is not None:
                yield entry

    def _shown(self, entry: Entry, caller: Caller) -> ArchivedDecision:
        return ArchivedDecision(
            decision_id=entry.decision_id,
            card_id=entry.card_id,
            merchant_id=entry.merchant_id,
            action=entry.action,
            event_time_ms=entry.event_time_ms,
            packed=entry.packed,
            with_why="explain" in caller.scopes,
            outcome=self._outcomes.of(entry.decision_id, self._newest_event_ms),
        )

    def _entry(self, position: int) -> Entry | None:
        if not self._oldest <= position < self._next:
            return None
        return self._slots[position % len(self._slots)]

    def _drop_oldest(self) -> None:
        entry = self._entry(self._oldest)
        self._slots[self._oldest % len(self._slots)] = None
        self._oldest += 1
        if entry is not None:
            del self._ids[entry.decision_id]
            self._bytes -= entry.size_bytes
            self._index.forget(entry)
