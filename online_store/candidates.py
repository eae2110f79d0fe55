"""What lists are made of on request, as it stands in the store: candidates in their order.

::

    candidates:user:ID   candidates:session:ID   candidates:item:ID   candidates:category:NAME
"""

from dataclasses import dataclass
from typing import Final

import msgspec

from events.recommendations.ranked_candidate import RankedCandidate
from online_store.errors import StoreDataError
from online_store.hash_fields import EVENT_TIME_FIELD
from online_store.stored_hash import StoredHash

_RANKED: Final = msgspec.json.Decoder(tuple[RankedCandidate, ...])
_FORM: Final = msgspec.json.Decoder(tuple[int, int, int])


@dataclass(frozen=True)
class StoredCandidates:
    """The newest candidates of a shopper, an item or a category.

    Attributes:
        event_time_ms: time of the event that they were ranked at.
        ranked: best first.
        length: items of a list at most.
        per_category: of them, items of one category at most.
        in_a_row: of these, at most that many one after the other, as long as there are others.
        at_item: the item of that event, None for a category.
        category: of that item, or the category itself; None of a shopper, or if not known.
        withheld: items that the shopper has bought or hidden; none of an item or a category.
        definitions: sha256 of the definitions in force.
        ranker: that ordered them, `NAME@VERSION`; None where there is none.
    """

    event_time_ms: int
    ranked: tuple[RankedCandidate, ...]
    length: int
    per_category: int
    in_a_row: int
    at_item: str | None
    category: str | None
    withheld: frozenset[str]
    definitions: str
    ranker: str | None


def candidates_in(stored: StoredHash) -> StoredCandidates:
    """The candidates that a hash holds.

    Raises:
        StoreDataError: naming the field that is missing or holds something else.
    """
    try:
        ranked = _RANKED.decode(stored.text("ranked"))
        length, per_category, in_a_row = _FORM.decode(stored.text("form"))
    except (msgspec.MsgspecError, RecursionError) as error:
        raise StoreDataError(f"{stored.what} fields ranked, form: {error}") from None
    withheld = stored.value("withheld", "list") or ()
    return StoredCandidates(
        event_time_ms=stored.time_ms(EVENT_TIME_FIELD),
        ranked=ranked,
        length=length,
        per_category=per_category,
        in_a_row=in_a_row,
        at_item=stored.optional_text("at_item"),
        category=stored.optional_text("category"),
        withheld=frozenset(map(str, withheld if isinstance(withheld, tuple) else ())),
        definitions=stored.text("definitions"),
        ranker=stored.optional_text("ranker"),
    )
