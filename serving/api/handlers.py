"""Handlers that are let in by their guards at less cost, for the paths that are asked most.

litestar copies a handler for each of its guards at each request: a third of the time that it takes
to read the features of a card. No guard here changes a handler, so that it needs no copy.
"""

from typing import TYPE_CHECKING, Any

from litestar.handlers import HTTPRouteHandler

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection


class UncopiedHandler(HTTPRouteHandler):
    """A handler that its guards get as it is."""

    async def authorize_connection(self, connection: "ASGIConnection[Any, Any, Any, Any]") -> None:
        """Ask the guards."""
        for guard in self.resolve_guards():
            await guard(connection, self)  # type: ignore[misc] # one that is no coroutine is wrapped


def often_read(path: str, **options: Any) -> UncopiedHandler:  # noqa: ANN401 - those of litestar's
    """As `litestar.get`."""
    return UncopiedHandler(path, http_method="GET", **options)


def often_posted(path: str, **options: Any) -> UncopiedHandler:  # noqa: ANN401 - likewise
    """As `litestar.post`."""
    return UncopiedHandler(path, http_method="POST", **options)
