"""A request for a list: whose it is, and the page that it is for; everything in it is bounded."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from events.recommendations.shopper import Shopper, ShopperKind
from events.shared.identifiers import identifier_fault

MOST_ITEMS: Final = 100
"""Items that may be asked for: as many as a list has at most."""

MOST_EXCLUDED: Final = 200


class ListRequestError(ValueError):
    """A request that is not usable.

    Args:
        field: at fault.
        detail: what was expected; no value is shown.
    """

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.field: Final = field
        self.detail: Final = detail


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A request.

    Attributes:
        shopper: whose list it is.
        limit: items at most; None for as many as the list has.
        exclude: items that are on the page or in the cart already.
        category: the only one that items are wanted of; None for any.
        current_item: that the shopper is looking at, which is never recommended.
    """

    shopper: Shopper
    limit: int | None = None
    exclude: frozenset[str] = frozenset()
    category: str | None = None
    current_item: str | None = None

    @property
    def unwanted(self) -> frozenset[str]:
        """Items that must not be in the answer."""
        return self.exclude if self.current_item is None else self.exclude | {self.current_item}


def list_request(  # noqa: PLR0913 - what a request has
    kind: ShopperKind,
    shopper_id: str,
    *,
    limit: int | None = None,
    exclude: Collection[str] = (),
    category: str | None = None,
    current_item: str | None = None,
) -> ListRequest:
    """The request, checked.

    Raises:
        ListRequestError: naming the first field that is not what it should be.
    """
    if limit is not None and not 1 <= limit <= MOST_ITEMS:
        raise ListRequestError("limit", f"{limit}; 1 to {MOST_ITEMS} expected")
    if len(exclude) > MOST_EXCLUDED:
        raise ListRequestError("exclude", f"{len(exclude)} items; at most {MOST_EXCLUDED} expected")
    named = [("id", shopper_id), ("category", category), ("current_item", current_item)]
    for field, value in (*named, *(("exclude", one) for one in exclude)):
        fault = None if value is None else identifier_fault(value)
        if fault is not None:
            raise ListRequestError(field, f"{fault}; an id is expected")
    return ListRequest(Shopper(kind, shopper_id), limit, frozenset(exclude), category, current_item)
