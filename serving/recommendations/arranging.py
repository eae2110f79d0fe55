"""The items of an answer, from what the store has: a pure function.

::

    list as shown, then its other candidates  ---+
                                                 +-- in turn --> unwanted out --> mixed --> items
    candidates at the current item, if newer  ---+                                           |
    what is sought most                       ------- behind, where there is not enough -----+
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal, NamedTuple

from events.recommendations.ranked_candidate import RankedCandidate
from events.recommendations.showing import Basis
from models.recommendations.mixing import mixed
from models.recommendations.rules.reading import MOST_LISTED, ListForm
from online_store.candidates import StoredCandidates
from online_store.lists import StoredList
from serving.recommendations.list_request import ListRequest

Origin = Literal["list", "neighbours", "popular"]
"""What an item comes from: candidates of the shopper, of the current item, or of a category."""


class Placed(NamedTuple):
    """An item of an answer.

    Attributes:
        candidate: the item.
        origin: what it comes from.
    """

    candidate: RankedCandidate
    origin: Origin

    @property
    def item_id(self) -> str:
        """The item."""
        return self.candidate.item_id


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has for a request.

    Attributes:
        made: the list of the shopper.
        own: the candidates that it is the best of; None where they are older than the list.
        at_item: the candidates at the current item.
        sought: what is sought most in categories, one after the other.
    """

    made: StoredList | None = None
    own: StoredCandidates | None = None
    at_item: StoredCandidates | None = None
    sought: tuple[StoredCandidates, ...] = ()


@dataclass(frozen=True, slots=True)
class Arranged:
    """The items of an answer.

    Attributes:
        items: best first.
        basis: what they rest on.
    """

    items: tuple[Placed, ...]
    basis: Basis


def arranged(known: Known, request: ListRequest) -> Arranged:
    """The items of an answer; without context those of the list as the job has made it."""
    form = _form(known, request)
    own = [one for one in _own(known) if _is_wanted(one, request)]
    beside = [one for one in _beside(known, request) if _is_wanted(one, request)]
    # Places whose order an experiment has drawn stay as they were drawn.
    begun = [] if beside else _begun(own, known, form.length)
    ranked = _distinct(_in_turn(beside, own))
    found = list(_distinct((*begun, *mixed(ranked, _category, form))))
    if request.category is not None or not found:
        behind = (one for one in _popular(known) if _is_wanted(one, request))
        found = list(_distinct((*found, *behind)))
    items = tuple(found[: form.length])
    return Arranged(items, _basis(items, known))


def _form(known: Known, request: ListRequest) -> ListForm:
    """How the answer is mixed: as the job's lists are, but where one category is asked for."""
    told = next((one for one in (known.own, known.at_item, *known.sought) if one is not None), None)
    form = ListForm()
    if told is not None:
        form = ListForm(told.length, told.per_category, told.in_a_row)
    if known.own is None and known.made is not None and known.made.items:
        form = replace(form, length=len(known.made.items))
    if request.category is not None:
        form = replace(form, per_category=MOST_LISTED, in_a_row=MOST_LISTED)
    return form if request.limit is None else replace(form, length=request.limit)


def _own(known: Known) -> Iterator[Placed]:
    """The list in its order, then the other candidates of the shopper in theirs."""
    ranked = {} if known.own is None else {one.item_id: one for one in known.own.ranked}
    for item in () if known.made is None else known.made.items:
        candidate = ranked.pop(item.item_id, None)
        if candidate is not None or known.own is None:
            category = None if candidate is None else candidate.category
            shown = RankedCandidate(item.item_id, item.score, item.source, item.reason, category)
            yield Placed(shown, "list")
    for candidate in ranked.values():
        yield Placed(candidate, "list")


def _beside(known: Known, request: ListRequest) -> Iterator[Placed]:
    """The candidates at the current item, unless the list was made there."""
    own, at_item = known.own, known.at_item
    if at_item is None or (own is not None and own.at_item == request.current_item):
        return
    for candidate in at_item.ranked:
        if candidate.item_id not in _withheld(known):
            yield Placed(candidate, "neighbours")


def _popular(known: Known) -> Iterator[Placed]:
    """What is sought most, the first of each category before the second of any."""
    withheld = _withheld(known)
    for together in zip_longest(*(one.ranked for one in known.sought)):
        for candidate in together:
            if candidate is not None and candidate.item_id not in withheld:
                yield Placed(candidate, "popular")


def _withheld(known: Known) -> frozenset[str]:
    return frozenset() if known.own is None else known.own.withheld


def _begun(own: Sequence[Placed], known: Known, length: int) -> Sequence[Placed]:
    """The beginning of the list, if nothing of it is left out; else nothing."""
    items = () if known.made is None else known.made.items[:length]
    begun = own[: len(items)]
    return begun if [one.item_id for one in begun] == [one.item_id for one in items] else ()


def _is_wanted(placed: Placed, request: ListRequest) -> bool:
    category = request.category
    if category is not None and placed.candidate.category != category:
        return False
    return placed.item_id not in request.unwanted


def _in_turn(first: Sequence[Placed], second: Sequence[Placed]) -> Iterator[Placed]:
    for together in zip_longest(first, second):
        yield from (one for one in together if one is not None)


def _distinct(placed: Iterable[Placed]) -> Iterator[Placed]:
    """Each item once, where it comes first."""
    seen: set[str] = set()
    for one in placed:
        if one.item_id not in seen:
            seen.add(one.item_id)
            yield one


def _category(placed: Placed) -> str | None:
    return placed.candidate.category


def _basis(items: Sequence[Placed], known: Known) -> Basis:
    origins = {one.origin for one in items}
    if "list" not in origins:
        return "neighbours" if "neighbours" in origins else "popular" if origins else "none"
    listed = () if known.made is None else known.made.items[: len(items)]
    as_made = [one.item_id for one in items] == [one.item_id for one in listed]
    return "list" if as_made else "list_reranked"
