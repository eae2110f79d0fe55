"""A shopper's page: the list that a page of the shop would get now, and why each item is in it.

To look at a list is no exposure: no shopper was shown anything.
"""

from asyncio import gather
from collections.abc import Callable, Sequence
from time import time
from typing import Annotated, Final

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, QueryParameter
from litestar.response import Response
from litestar.types import Guard
from msgspec import Struct

from events.recommendations.shopper import ShopperKind
from online_store.errors import StoreDataError, StoreUnavailable
from online_store.readable import readable_entities
from reporting.wording import NOTHING, amount
from serving.api.access import ApiRequest, caller_of
from serving.api.list_reads import require_all_merchants
from serving.dashboard.pages import Pages
from serving.dashboard.sources import Sources
from serving.dashboard.stored_features import Stored, none_of, stored_features
from serving.recommendations.list_answer import AnsweredItem
from serving.recommendations.list_request import ListRequest, ListRequestError, list_request
from serving.recommendations.lists import LookedAt

_LONGEST: Final = 512
_TEXT: Final = QueryParameter(max_length=_LONGEST)
_PRICE: Final = "item_price_mean_minor"
_FIELDS: Final = {"id": "Id", "current_item": "Looks at"}
"""Fields of a request, as they are called on the page."""


class Sought(Struct, frozen=True):
    """What a reader asks for.

    Attributes:
        kind: what the id is of.
        id: of the user or session; empty where nothing is asked for.
        item: that the shopper looks at; empty for none.
    """

    kind: ShopperKind
    id: str
    item: str

    def request(self) -> ListRequest:
        """The request of a page of the shop.

        Raises:
            ListRequestError: naming the field that is not what it should be.
        """
        return list_request(self.kind, self.id, current_item=self.item or None)


class ItemLine(Struct, frozen=True):
    """A place of the list in the table.

    Attributes:
        item: the place.
        category: of the item; None where the store does not say it.
        price: the mean of its price at its events of late, in words; a dash where it is not known.
    """

    item: AnsweredItem
    category: str | None
    price: str


def shopper_handlers(
    sources: Sources, pages: Pages, guards: Sequence[Guard], now_s: Callable[[], float] = time
) -> Sequence[HTTPRouteHandler]:
    """The handlers.

    Args:
        sources: what is shown.
        pages: templates.
        guards: let somebody in.
        now_s: seconds since the epoch.
    """
    shop = _Shop(sources)

    @get("/shopper", guards=guards, include_in_schema=False)
    async def shopper(
        request: ApiRequest,
        *,
        kind: FromQuery[ShopperKind] = "user",
        id: Annotated[str, _TEXT] = "",  # noqa: A002 - in the URL
        item: Annotated[str, _TEXT] = "",
    ) -> Response[str]:
        """Show a shopper's list; without an id, ask for one."""
        caller = caller_of(request)
        require_all_merchants(caller)
        sought = Sought(kind, id.strip(), item.strip())
        status, fault, looked = 200, None, None
        lines: Sequence[ItemLine] = ()
        stored = none_of("shopper")
        try:
            if sought.id or sought.item:
                asked = sought.request()
                looked = await sources.lists.look(asked)
                lines = await shop.lines(looked)
                stored = await shop.features(asked.shopper.key)
        except ListRequestError as error:
            status, fault = 400, f"{_FIELDS[error.field]}: {error.detail}."
        except (StoreUnavailable, StoreDataError):
            status, fault = 503, "The store does not answer now, or holds what is not usable."
            looked = None
        return pages.page(
            "shopper.html",
            status,
            at="shoppers",
            reader=caller,
            sought=sought,
            fault=fault,
            answer=None if looked is None else looked.answer,
            lines=lines,
            stored=stored,
            now_s=now_s(),
        )

    return [shopper]


class _Shop:
    """What the store has of items and shoppers beside the lists.

    Args:
        sources: where to look.
    """

    def __init__(self, sources: Sources) -> None:
        self._reading, self._definitions = sources.features, sources.shop
        entities = readable_entities(sources.shop)
        self._item, self._shopper = entities.get("item"), entities.get("shopper")

    async def lines(self, looked: LookedAt) -> Sequence[ItemLine]:
        """The places of a list.

        Raises:
            StoreUnavailable: if the store cannot be used now.
            StoreDataError: it holds something else.
        """
        items = looked.answer.items
        prices = await gather(*(self._price(one.item_id) for one in items))
        told = zip(items, looked.categories, prices, strict=True)
        return [ItemLine(*one) for one in told]

    async def features(self, shopper: str) -> Stored:
        """The features of a shopper."""
        if self._shopper is None:
            return none_of("shopper")
        return await stored_features(
            self._reading, self._shopper, shopper, self._definitions.features
        )

    async def _price(self, item_id: str) -> str:
        if self._item is None or _PRICE not in self._item.kinds:
            return NOTHING
        found = await self._reading.read(self._item, (item_id,))
        minor = None if found is None else found.values.get(_PRICE)
        if not isinstance(minor, int | float):
            return NOTHING
        return amount(round(minor), self._definitions.money.base_currency)
