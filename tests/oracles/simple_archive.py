"""The archive of decisions as a plain list: what is asked for is found by looking at all."""

from serving.fraud.archive.archived import DecisionQuery
from serving.fraud.received import Received
from serving.shared.caller import Caller


class SimpleArchive:
    """The newest decisions, oldest first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: list[Received] = []

    def add(self, one: Received) -> None:
        if all(one.decision_id != kept.decision_id for kept in self._kept):
            self._kept = [*self._kept, one][-self._most :]

    def clear(self) -> None:
        self._kept = []

    def page(self, query: DecisionQuery, caller: Caller) -> tuple[list[str], str | None]:
        """The ids on a page, and its cursor."""
        older = self._kept
        if query.after is not None:
            ids = [kept.decision_id for kept in self._kept]
            is_own = any(
                one.decision_id == query.after and caller.has_merchant(one.merchant_id)
                for one in self._kept
            )
            older = self._kept[: ids.index(query.after)] if is_own else []
        found = [one.decision_id for one in reversed(older) if _fits(one, query, caller)]
        shown = found[: query.limit]
        return shown, shown[-1] if len(found) > len(shown) else None

    def missed(self, after: str, query: DecisionQuery, caller: Caller) -> tuple[list[str], bool]:
        """The ids of what came after a decision, oldest first, and whether they are all."""
        ids = [one.decision_id for one in self._kept if caller.has_merchant(one.merchant_id)]
        if after not in ids:
            return [], False
        place = [one.decision_id for one in self._kept].index(after)
        found = [one.decision_id for one in self._kept[place + 1 :] if _fits(one, query, caller)]
        return found[-query.limit :], len(found) <= query.limit


def _fits(one: Received, query: DecisionQuery, caller: Caller) -> bool:
    wanted = [
        (query.card_id, one.card_id),
        (query.merchant_id, one.merchant_id),
        (query.action, one.action),
    ]
    return caller.has_merchant(one.merchant_id) and all(
        want is None or want == has for want, has in wanted
    )
