"""Lets a request in by its key, as far as the key reaches and as often as it may.

::

    @get("/v1/things", guards=[needs("read")])
    async def things(request: ApiRequest) -> Response[bytes]:
        caller = caller_of(request)
"""

from collections.abc import Awaitable, Callable
from functools import partial
from math import ceil
from typing import Any, Final, cast

from litestar.connection import ASGIConnection, Request
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard
from litestar.types import Scope as AsgiScope

from serving.api.known_parameters import refuse_unknown_parameters
from serving.api.problem import Problem
from serving.shared.caller import Caller, Scope
from serving.shared.keys.key_ring import Credentials
from serving.shared.token_bucket import TokenBuckets

ApiRequest = Request[Any, Any, State]
AnyConnection = ASGIConnection[Any, Any, Any, Any]
Learn = Callable[[str], Awaitable[None]]
Stays = Callable[[], bool]
"""Whether somebody who was let in would be let in now, with the same rights."""

_CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}
_BEARER: Final = "bearer "
_STAYS: Final = "stays"
_RECORDS_OF_A_REQUEST: Final = 50


class Access:
    """Who may come in.

    Args:
        credentials: tell who asks.
        buckets: how often one may ask, a bucket a key.
        learn: gets what is needed to tell who asks by a token; None where nothing is.
    """

    def __init__(
        self, credentials: Credentials, buckets: TokenBuckets, learn: Learn | None = None
    ) -> None:
        self._credentials = credentials
        self._buckets = buckets
        self._learn = learn

    async def prepare(self, scope: AsgiScope) -> None:
        """Get what `admit` needs to tell who asks.

        Raises:
            Problem: there is no key.
        """
        if self._learn is not None:
            await self._learn(_token(scope))

    def admit(self, scope: AsgiScope, needed: Scope) -> Caller:
        """Who asks.

        Raises:
            Problem: there is no key in force, it lacks the scope, or it asked too often.
        """
        caller = self._credentials.caller(_token(scope))
        if caller is None:
            raise _unauthenticated(
                "the key or token is unknown, revoked, expired or of no use here"
            )
        self.take(caller, 1)
        if needed not in caller.scopes:
            raise Problem("forbidden", f"the key lacks the scope {needed}")
        return caller

    def is_still(self, caller: Caller) -> bool:
        """Whether who was let in by a key or a token would be let in now, with the same rights."""
        return self._credentials.is_still(caller)

    def take(self, caller: Caller, cost: int) -> None:
        """Count `cost` requests of a caller.

        Raises:
            Problem: there were too many.
        """
        wait_s = self._buckets.wait_s(caller.key_id, cost)
        if wait_s > 0:
            raise Problem(
                "rate_limited", "too many requests of this key", retry_after_s=ceil(wait_s)
            )


def needs(scope: Scope) -> Guard:
    """Let in who has a key with this scope; for the `guards` of a handler."""

    # Not because it waits for anything: litestar runs other guards in a thread.
    async def guard(connection: AnyConnection, handler: BaseRouteHandler) -> None:
        access: Access = connection.app.state.access
        await access.prepare(connection.scope)
        let_in(connection, access.admit(connection.scope, scope))
        refuse_unknown_parameters(connection, handler)

    return guard


def let_in(connection: AnyConnection, caller: Caller, stays: Stays | None = None) -> None:
    """Note who asks, for the handler.

    Args:
        connection: of the request.
        caller: who asks.
        stays: whether it may go on for as long as the answer lasts; by its key unless given.
    """
    access: Access = connection.app.state.access
    connection.scope["auth"] = caller
    connection.scope["state"][_STAYS] = stays or partial(access.is_still, caller)


def stays_of(connection: AnyConnection) -> Stays:
    """Tells whether who asks may go on, in a handler whose answer lasts."""
    return cast("Stays", connection.scope["state"][_STAYS])


def caller_of(connection: AnyConnection) -> Caller:
    """Who asks, in a handler that `needs` a scope."""
    return cast("Caller", connection.scope["auth"])


def refuse_merchants(connection: AnyConnection) -> None:
    """Refuse who asks by a key of some merchants, where payments of all are told of together.

    Raises:
        Problem: it is one.
    """
    if not caller_of(connection).has_all_merchants:
        raise Problem("forbidden", "payments of all merchants together are the platform's")


def take_more(connection: AnyConnection, cost: int) -> None:
    """Count a request as `cost` more.

    Raises:
        Problem: there were too many.
    """
    access: Access = connection.app.state.access
    access.take(caller_of(connection), cost)


def requests_of(records: int) -> int:
    """How many requests a page of so many records counts as: one for each that is begun of 50.

    >>> requests_of(1), requests_of(50), requests_of(51), requests_of(500)
    (1, 1, 2, 10)
    """
    return max(1, -(-records // _RECORDS_OF_A_REQUEST))


def _token(scope: AsgiScope) -> str:
    found = [value for name, value in scope["headers"] if name == b"authorization"]
    if not found:
        raise _unauthenticated("no key: send it as Authorization: Bearer KEY")
    text = found[0].decode("latin-1")
    if len(found) > 1 or text[: len(_BEARER)].lower() != _BEARER:
        raise _unauthenticated("expected one header Authorization: Bearer KEY")
    return text[len(_BEARER) :].strip()


def _unauthenticated(detail: str) -> Problem:
    return Problem("unauthenticated", detail, headers=_CHALLENGE)
