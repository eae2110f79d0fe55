"""Answers requests for lists, and writes down what was shown.

::

    request --one round trip--> store --> arranged --> answer
                                             |
                                             +--> exposure, before the answer is out
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from secrets import token_hex
from time import time
from typing import Final, Protocol

import msgspec

from events.recommendations.showing import Showing
from events.shared.time_units import HOUR_MS
from online_store.async_lists import StoredForLists
from online_store.candidates import StoredCandidates
from online_store.lists import StoredList
from serving.recommendations.arranging import Arranged, Known, arranged
from serving.recommendations.list_answer import AnsweredItem, ListAnswer, Shortfall
from serving.recommendations.list_request import ListRequest
from serving.shared.caller import Caller
from serving.shared.record_sink import RecordSink

_ID_BYTES: Final = 16
_ENCODE: Final = msgspec.json.Encoder().encode


class ListReading(Protocol):
    """Reads the store."""

    async def read(self, shopper: str | None, owners: Sequence[str]) -> StoredForLists:
        """The list of a shopper, and the candidates of owners.

        Raises:
            StoreUnavailable: if the store cannot be used now.
        """


@dataclass(frozen=True, kw_only=True)
class ListSettings:
    """What lists are answered by.

    Attributes:
        definitions: sha256 of those that the job is expected to have; None for any.
        stale_after_ms: age from which on an answer says that it is old.
        front_categories: whose most sought items a shopper is shown of whom nothing is known.
    """

    definitions: str | None = None
    stale_after_ms: int = 24 * HOUR_MS
    front_categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A list, looked at by who is no shopper.

    Attributes:
        answer: as a page would get it, but for the id of an exposure.
        categories: of its items; None where the store does not say it.
    """

    answer: ListAnswer
    categories: tuple[str | None, ...]


class ListService:
    """Answers requests.

    Args:
        reading: reads the store.
        exposures: where it is written down what was shown.
        settings: see `ListSettings`.
        now_s: seconds since the epoch.
        new_id: makes the id of an exposure, another one each time.
    """

    def __init__(
        self,
        reading: ListReading,
        exposures: RecordSink,
        settings: ListSettings,
        now_s: Callable[[], float] = time,
        new_id: Callable[[], str] = lambda: token_hex(_ID_BYTES),
    ) -> None:
        self._reading, self._exposures = reading, exposures
        self._settings = settings
        self._now_s, self._new_id = now_s, new_id

    async def answer(self, request: ListRequest, caller: Caller) -> ListAnswer:
        """The list for a page, and an exposure; an empty one where there is nothing to show.

        Raises:
            StoreUnavailable: if the store cannot be used now.
        """
        answer = (await self.look(request)).answer
        if not answer.items:
            return answer
        answer = msgspec.structs.replace(answer, exposure_id=self._new_id())
        if self._exposures.put(_ENCODE(_showing(answer, request, caller, self._now_ms()))):
            return answer
        shortfalls = (*answer.shortfalls, "exposure_not_recorded")
        return msgspec.structs.replace(answer, shortfalls=shortfalls)

    async def look(self, request: ListRequest) -> LookedAt:
        """The list that a page would get, shown to no shopper: it is no exposure.

        Raises:
            StoreUnavailable: if the store cannot be used now.
        """
        known, unreadable = await self._known(request)
        found = arranged(known, request)
        empty: Sequence[str] = ()
        if not found.items and request.category is None:
            sought, empty = await self._sought(known)
            known = replace(known, sought=sought)
            found = arranged(known, request)
        now_ms = self._now_ms()
        answer = _answer(request, found, known)
        shortfalls: list[str] = [*self._shortfalls(answer, request, known, now_ms)]
        shortfalls += [f"{name}: front_category_empty" for name in empty]
        if unreadable:
            shortfalls.append("unreadable")
        age_ms = None if answer.event_time_ms is None else now_ms - answer.event_time_ms
        answer = msgspec.structs.replace(answer, age_ms=age_ms, shortfalls=tuple(shortfalls))
        return LookedAt(answer, tuple(one.candidate.category for one in found.items))

    def _now_ms(self) -> int:
        return int(self._now_s() * 1_000)

    async def _known(self, request: ListRequest) -> tuple[Known, bool]:
        """What the store has for a request, and whether it has something that cannot be read."""
        shopper = request.shopper.key
        owners = [shopper]
        if request.current_item is not None:
            owners.append(f"item:{request.current_item}")
        if request.category is not None:
            owners.append(f"category:{request.category}")
        found = await self._reading.read(shopper, owners)
        of_owner = dict(zip(owners, found.candidates, strict=True))
        sought = of_owner.get(f"category:{request.category}")
        known = Known(
            made=found.made,
            own=_as_new(of_owner[shopper], found.made),
            at_item=of_owner.get(f"item:{request.current_item}"),
            sought=() if sought is None else (sought,),
        )
        return known, bool(found.unreadable)

    async def _sought(self, known: Known) -> tuple[tuple[StoredCandidates, ...], Sequence[str]]:
        """What is sought most in the category of the current item, or on the front page.

        Returns it, and the categories of the front page of which the store has nothing.
        """
        category = None if known.at_item is None else known.at_item.category
        categories = self._settings.front_categories if category is None else (category,)
        if not categories:
            return (), ()
        found = await self._reading.read(None, [f"category:{name}" for name in categories])
        sought = tuple(one for one in found.candidates if one is not None)
        if category is not None:
            return sought, ()
        by_name = zip(categories, found.candidates, strict=True)
        return sought, [name for name, one in by_name if one is None]

    def _shortfalls(
        self, answer: ListAnswer, request: ListRequest, known: Known, now_ms: int
    ) -> Iterator[Shortfall]:
        if answer.event_time_ms is None:
            return
        if now_ms - answer.event_time_ms > self._settings.stale_after_ms:
            yield "older_than_limit"
        if self._settings.definitions not in (None, answer.definitions):
            yield "other_definitions"
        has_context = bool(request.unwanted) or request.category is not None
        if has_context and known.made is not None and known.own is None:
            yield "no_candidates"


def _as_new(own: StoredCandidates | None, made: StoredList | None) -> StoredCandidates | None:
    """Candidates, unless they are of an event before that of the list."""
    if own is None or (made is not None and own.event_time_ms < made.event_time_ms):
        return None
    return own


def _answer(request: ListRequest, found: Arranged, known: Known) -> ListAnswer:
    """The answer, not yet shown."""
    rests_on = _rests_on(found, known)
    made = known.made if found.basis in ("list", "list_reranked") else None
    return ListAnswer(
        exposure_id=None,
        shopper=request.shopper.key,
        basis=found.basis,
        items=tuple(
            AnsweredItem(
                placed.item_id,
                rank,
                placed.candidate.score,
                placed.candidate.source,
                placed.candidate.reason,
                placed.origin,
            )
            for rank, placed in enumerate(found.items, start=1)
        ),
        list_id=None if made is None else made.list_id,
        variant=None if made is None else made.variant,
        event_time_ms=None if rests_on is None else rests_on.event_time_ms,
        definitions=None if rests_on is None else rests_on.definitions,
        ranker=None if rests_on is None else rests_on.ranker,
        rules=() if made is None else made.rules,
    )


def _rests_on(found: Arranged, known: Known) -> StoredList | StoredCandidates | None:
    match found.basis:
        case "list" | "list_reranked":
            return known.made or known.own
        case "neighbours":
            return known.at_item
        case "popular":
            return max(known.sought, key=lambda one: one.event_time_ms)
        case "none":
            return None


def _showing(answer: ListAnswer, request: ListRequest, caller: Caller, now_ms: int) -> Showing:
    return Showing(
        exposure_id=str(answer.exposure_id),
        shown_at_ms=now_ms,
        shopper=answer.shopper,
        tenant=caller.tenant,
        basis=answer.basis,
        item_ids=tuple(one.item_id for one in answer.items),
        list_id=answer.list_id,
        variant=answer.variant,
        current_item=request.current_item,
        category=request.category,
    )
