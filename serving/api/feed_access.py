"""Lets a request into the feed by its key, or by a token that a key got for it."""

from urllib.parse import parse_qs

from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from serving.api.access import Access, AnyConnection, let_in
from serving.api.known_parameters import refuse_unknown_parameters
from serving.api.problem import Problem
from serving.shared.feed.tokens import FeedTokens


def needs_key_or_token(tokens: FeedTokens) -> Guard:
    """Let in who has a key with the scope `read`, or a token of one; for the `guards`.

    A token opens nothing that its key does not open any more.
    """

    async def guard(connection: AnyConnection, handler: BaseRouteHandler) -> None:
        access: Access = connection.app.state.access
        given = parse_qs(connection.scope["query_string"].decode("latin-1")).get("token")
        if given is None:
            await access.prepare(connection.scope)
            let_in(connection, access.admit(connection.scope, "read"))
            refuse_unknown_parameters(connection, handler)
            return
        caller = tokens.redeem(given[0]) if len(given) == 1 else None
        if caller is None or not access.is_still(caller):
            raise Problem(
                "unauthenticated",
                "token: unknown, used, expired, or its key is no longer in force; ask for another",
            )
        let_in(connection, caller)
        refuse_unknown_parameters(connection, handler)

    return guard
