"""`GET /v1/feed`: decisions as they happen, as Server-Sent Events and over a WebSocket."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

import msgspec
from litestar import WebSocket, get, post, websocket
from litestar.datastructures import State
from litestar.exceptions import WebSocketDisconnect
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromQuery, HeaderParameter, QueryParameter
from litestar.response import Response
from litestar.types import ControllerRouterHandler

from events.fraud.decision import Action
from serving.api.access import AnyConnection, ApiRequest, caller_of, needs, stays_of
from serving.api.feed_access import needs_key_or_token
from serving.api.feed_events import EVENTS_MEDIA_TYPE, FeedEvents
from serving.api.problem import KINDS, Problem
from serving.api.responses import json_response, told_responses
from serving.fraud.feed.decision_feed import DecisionFeed, Seat, Wanted
from serving.fraud.feed.forms import EVENTS, TEXTS, Form
from serving.shared.feed.delivery import deliver
from serving.shared.feed.subscription import Chunk
from serving.shared.feed.tokens import FeedToken, FeedTokens

FEED_PATH: Final = "/v1/feed"

_RETRY_S: Final = 5
_SHUT_OUT: Final = 4_000 + KINDS["unauthenticated"][0]
_AFTER: Final = QueryParameter(max_length=64, description="Id of the last decision that you have.")
_LAST: Final = HeaderParameter(
    name="Last-Event-ID", max_length=64, description="The same, of a client that comes back."
)
_TOKEN: Final = QueryParameter(description="Of POST /v1/feed/tokens, instead of a key.")

FeedSocket = WebSocket[Any, Any, State]


def feed_handlers(feed: DecisionFeed, tokens: FeedTokens) -> Sequence[ControllerRouterHandler]:
    """The handlers of the feed, and of tokens for those that can send no key."""
    guards = [needs_key_or_token(tokens)]

    @get(
        FEED_PATH,
        guards=guards,
        responses={
            **told_responses(str, "bad_request", "unavailable", description=""),
            200: ResponseSpec(
                data_container=str,
                generate_examples=False,
                description="Events: decision, gap, end",
                media_type=EVENTS_MEDIA_TYPE,
            ),
        },
    )
    async def events(  # noqa: PLR0913 - a parameter of the URL each
        request: ApiRequest,
        *,
        merchant: FromQuery[str | None] = None,
        action: FromQuery[Action | None] = None,
        after: Annotated[str | None, _AFTER] = None,
        last: Annotated[str | None, _LAST] = None,
        token: Annotated[str | None, _TOKEN] = None,  # noqa: ARG001 - read by the guard
    ) -> FeedEvents:
        """Follow decisions as Server-Sent Events."""
        wanted = Wanted(merchant_id=merchant, action=action, after=last or after)
        return FeedEvents(feed, taken_seat(feed, request, wanted, EVENTS))

    @websocket(FEED_PATH, guards=guards)
    async def texts(
        socket: FeedSocket,
        *,
        merchant: FromQuery[str | None] = None,
        action: FromQuery[Action | None] = None,
        after: Annotated[str | None, _AFTER] = None,
        token: Annotated[str | None, _TOKEN] = None,  # noqa: ARG001 - read by the guard
    ) -> None:
        """Follow decisions over a WebSocket."""
        wanted = Wanted(merchant_id=merchant, action=action, after=after)
        seat = taken_seat(feed, socket, wanted, TEXTS)
        try:
            await _serve(socket, seat)
        finally:
            feed.leave(seat)

    @post(
        "/v1/feed/tokens",
        guards=[needs("read")],
        status_code=200,
        responses=told_responses(FeedToken, "bad_request", description="A token"),
    )
    async def token(request: ApiRequest) -> Response[bytes]:
        """Get a token that opens the feed once, within seconds, with the rights of the key."""
        try:
            issued = tokens.issue(caller_of(request))
        except ValueError as error:
            raise Problem("bad_request", str(error)) from None
        return json_response(msgspec.json.encode(issued))

    return [events, texts, token]


def taken_seat(feed: DecisionFeed, connection: AnyConnection, wanted: Wanted, form: Form) -> Seat:
    """A place in the feed for who has connected.

    Raises:
        Problem: it is about another's merchant, or a limit keeps the client out.
    """
    caller = caller_of(connection)
    if wanted.merchant_id is not None and not caller.has_merchant(wanted.merchant_id):
        raise Problem("forbidden", "merchant: not one of this key's", field="merchant")
    seat = feed.join(caller, wanted, form, stays_of(connection))
    if seat == "clients_per_tenant":
        raise Problem(
            "rate_limited", "too many clients of this tenant's follow", retry_after_s=_RETRY_S
        )
    if seat == "clients":
        raise Problem("unavailable", "too many clients follow", retry_after_s=_RETRY_S)
    return seat


async def _serve(socket: FeedSocket, seat: Seat) -> None:
    async def write(chunks: list[Chunk]) -> None:
        for chunk in chunks:
            await socket.send_text(chunk.data.decode())

    async def gone() -> None:
        try:
            while True:
                await socket.receive_data(mode="text")
        except WebSocketDisconnect:
            return

    await socket.accept()
    if await deliver(seat.client, write, gone):
        if seat.client.is_shut_out:
            await socket.close(_SHUT_OUT, "the key is no longer in force, or has changed")
        else:
            await socket.close()
