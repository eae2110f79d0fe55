"""The feed as a response of Server-Sent Events."""

from typing import Final

from litestar.response.base import ASGIResponse
from litestar.types import Receive, Send
from litestar.types import Scope as AsgiScope

from serving.fraud.feed.decision_feed import DecisionFeed, Seat
from serving.shared.feed.delivery import deliver
from serving.shared.feed.subscription import Chunk

EVENTS_MEDIA_TYPE: Final = "text/event-stream"

_HEADERS: Final = {
    "Cache-Control": "no-store",
    # Else nginx gathers events before it sends them.
    "X-Accel-Buffering": "no",
}
_BEGIN: Final = b"retry: 2000\n\n"


class FeedEvents(ASGIResponse):
    """Events for one client, until one of both ends.

    Args:
        feed: that the client follows.
        seat: of the client; left at the end.
    """

    _should_set_content_length = False

    def __init__(self, feed: DecisionFeed, seat: Seat) -> None:
        super().__init__(headers=_HEADERS, media_type=EVENTS_MEDIA_TYPE)
        self._feed = feed
        self._seat = seat

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Respond."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._feed.leave(self._seat)

    async def send_body(self, send: Send, receive: Receive) -> None:
        """Send events as they come."""

        async def write(chunks: list[Chunk]) -> None:
            await _send(send, b"".join([chunk.data for chunk in chunks]))

        async def gone() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        await _send(send, _BEGIN)
        if await deliver(self._seat.client, write, gone):
            await _send(send, b"", more=False)


async def _send(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})
