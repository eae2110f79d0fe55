"""Refuses every request with a key or a token of an identity provider in its URL.

A URL stands in logs of proxies and in histories. What is there was seen by others, however it is
written and whether its path wants a key or not: it is to be revoked, and who sent it should know.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote_to_bytes

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Send
from litestar.types import Scope as AsgiScope

from serving.api.problem import Problem
from serving.api.refused_sockets import refuse
from serving.shared.keys.api_key import KEY_PREFIX

_SECRET: Final = re.compile(
    KEY_PREFIX.encode() + rb"[0-9a-f]{12}_[0-9a-f]|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}"
)
"""The beginning of a key, and a JWT: three parts, of which the first is a JSON object in base64."""

_MOST_TIMES_ENCODED: Final = 3
_REFUSED: Final = Problem(
    "unauthenticated",
    "a key or token in a URL is seen by others: revoke it, and send one as Authorization: Bearer",
    headers={"WWW-Authenticate": "Bearer"},
)


class KeylessUrls:
    """An application behind URLs without keys.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer, or refuse to."""
        if not _shows_secret(scope):
            await self._app(scope, receive, send)
            return
        if scope["type"] == ScopeType.WEBSOCKET:
            await receive()
        await refuse(_REFUSED, scope, send)


def _shows_secret(scope: AsgiScope) -> bool:
    url = scope["raw_path"] + b"?" + scope["query_string"]
    return any(_SECRET.search(one) is not None for one in _decoded(url))


def _decoded(url: bytes) -> Iterator[bytes]:
    """A URL as it is, and once and more often decoded."""
    yield url
    for _ in range(_MOST_TIMES_ENCODED):
        if b"%" not in url:
            return
        url = unquote_to_bytes(url)
        yield url
