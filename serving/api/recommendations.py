"""`GET /v1/recommendations/users/{id}` and `.../sessions/{id}`: a shopper's list, for one page."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

import msgspec
from litestar.params import PathParameter, QueryParameter
from litestar.response import Response
from litestar.types import ControllerRouterHandler

from events.recommendations.shopper import ShopperKind
from serving.api.access import ApiRequest, caller_of, needs
from serving.api.handlers import often_read
from serving.api.list_reads import ListReads
from serving.api.problem import Problem
from serving.api.raw_path import ids_after
from serving.api.responses import json_response, told_responses
from serving.recommendations.list_answer import ListAnswer
from serving.recommendations.list_request import MOST_EXCLUDED, MOST_ITEMS
from serving.recommendations.lists import ListService

_KINDS: Final[Mapping[str, ShopperKind]] = {"users": "user", "sessions": "session"}
_ABOVE_ID: Final = "/v1/recommendations/users/".count("/")

_WHO: Final = PathParameter(description="What the id is of: a user, or a session without one.")
_ID: Final = PathParameter(description="Of the user or the session, percent-encoded.")
_LIMIT: Final = QueryParameter(
    ge=1, le=MOST_ITEMS, description="Items at most; as many as the list has unless given."
)
_EXCLUDE: Final = QueryParameter(
    max_items=MOST_EXCLUDED,
    description="An item that is on the page or in the cart; may be repeated.",
)
_CATEGORY: Final = QueryParameter(description="The only category that items are wanted of.")
_CURRENT: Final = QueryParameter(
    description="The item that the shopper is looking at: never recommended, and what goes with"
    " it comes to the fore."
)
_EXPOSURE: Final = QueryParameter(
    description="Whether the list is shown to the shopper; false for who only looks at it."
)


def recommendation_handlers(lists: ListService) -> Sequence[ControllerRouterHandler]:
    """The handler; `lists` answers it."""
    reads = ListReads(lists)

    @often_read(
        "/v1/recommendations/{kind:str}/{id:path}",
        guards=[needs("read")],
        responses=told_responses(
            ListAnswer, "not_found", "bad_request", "invalid", "unavailable", description="A list"
        ),
    )
    async def recommendations(  # noqa: PLR0913 - a parameter of the URL each
        request: ApiRequest,
        *,
        kind: Annotated[str, _WHO],
        id: Annotated[str, _ID],  # noqa: A002, ARG001 - its name in the URL; read undecoded
        limit: Annotated[int | None, _LIMIT] = None,
        exclude: Annotated[list[str] | None, _EXCLUDE] = None,
        category: Annotated[str | None, _CATEGORY] = None,
        current_item: Annotated[str | None, _CURRENT] = None,
        exposure: Annotated[bool, _EXPOSURE] = True,
    ) -> Response[bytes]:
        """Read a shopper's list, made anew for the page it is for; each answer is an exposure."""
        of_kind = _KINDS.get(kind)
        if of_kind is None:
            raise Problem("not_found", f"no such shoppers; expected {' or '.join(_KINDS)}")
        answer = await reads.of(
            caller_of(request),
            of_kind,
            "/".join(ids_after(request, _ABOVE_ID)),
            limit=limit,
            exclude=exclude or (),
            category=category,
            current_item=current_item,
            exposure=exposure,
        )
        response = json_response(msgspec.json.encode(answer))
        # Each answer is a showing of its own.
        response.set_header("Cache-Control", "no-store")
        return response

    return [recommendations]
