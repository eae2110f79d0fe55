"""That a shopper was shown items: written once for every answer that had any."""

from typing import Final, Literal

from msgspec import Struct

SHOWING_SCHEMA_VERSION: Final = 1

Basis = Literal["list", "list_reranked", "neighbours", "popular", "none"]
"""What an answer rests on: the beginning of the shopper's list as the job made it; that list made
anew for the page; the neighbours of the item of the page; what is sought most; or nothing."""


class Showing(Struct, frozen=True, kw_only=True):
    """Items that were shown.

    Attributes:
        exposure_id: of this showing alone; the same list shown again is another one.
        shown_at_ms: when, by the clock of the service.
        shopper: whom, `user:ID` or `session:ID`.
        tenant: who asked for it.
        basis: what the items rest on.
        item_ids: in the order that they were given out.
        list_id: of the list of the shopper; None where the items rest on none.
        variant: arm of the experiment of that list; None without a list.
        current_item: that the shopper was looking at.
        category: that was asked for.
    """

    exposure_id: str
    shown_at_ms: int
    shopper: str
    tenant: str
    basis: Basis
    item_ids: tuple[str, ...]
    list_id: str | None = None
    variant: str | None = None
    current_item: str | None = None
    category: str | None = None
    schema_version: int = SHOWING_SCHEMA_VERSION
