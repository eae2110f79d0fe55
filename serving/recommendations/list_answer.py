"""What a request for a list gets back."""

from typing import Literal

from msgspec import Struct

from events.recommendations.showing import Basis

Shortfall = Literal[
    "older_than_limit",
    "other_definitions",
    "unreadable",
    "no_candidates",
    "front_category_empty",
    "exposure_not_recorded",
]
"""What an answer lacks: what it rests on is older than it should be, or was made by definitions
that are not those of the service; the store holds it in a form that nobody reads; the store has
only the list, so that it could be made anew for the page in part only; it has nothing of a category
of the front page, which is named (`lamps: front_category_empty`); or that it was shown could not be
written down."""


class AnsweredItem(Struct, frozen=True):
    """A place of an answer.

    Attributes:
        item_id: what to show.
        rank: its place, from 1 on.
        score: what it was ordered by, comparable among items of one origin alone.
        source: what speaks for it most.
        reason: a sentence for a person.
        origin: candidates of the shopper (`list`), of the current item, or of a category.
    """

    item_id: str
    rank: int
    score: float
    source: str
    reason: str
    origin: Literal["list", "neighbours", "popular"]


class ListAnswer(Struct, frozen=True, kw_only=True):
    """A list for a page.

    Attributes:
        exposure_id: of this showing; None where nothing is shown.
        shopper: key of the shopper, `user:ID` or `session:ID`.
        basis: what the items rest on.
        items: best first.
        list_id: of the list of the shopper; None where the items rest on none.
        variant: arm of the experiment of that list.
        event_time_ms: of the event that they rest on; None of nothing.
        age_ms: how long ago that was.
        definitions: sha256 of the definitions that they were made by.
        ranker: that ordered them, `NAME@VERSION`; None where there is none.
        rules: that changed the list, each as `NAME@VERSION`.
        shortfalls: what the answer lacks; empty where nothing.
    """

    exposure_id: str | None
    shopper: str
    basis: Basis
    items: tuple[AnsweredItem, ...]
    list_id: str | None = None
    variant: str | None = None
    event_time_ms: int | None = None
    age_ms: int | None = None
    definitions: str | None = None
    ranker: str | None = None
    rules: tuple[str, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
