"""Connections to the feature store for who must not wait: a server on one thread."""

import os
from collections.abc import Mapping
from ssl import SSLContext
from time import monotonic
from typing import Any, Final

from redis.asyncio import BlockingConnectionPool, Connection, Redis, SSLConnection
from redis.asyncio.connection import RedisSSLContext

from online_store.connection import (
    StoreSettings,
    checked_address,
    iam_login_options,
    login_options,
    socket_options,
)
from online_store.renewed_connection import AsyncRenewedConnection

AsyncRedis = Redis
"""A client of the store, for who must not know which library it is of."""

TRUSTED_FOR_S: Final = 60.0
"""How long what is trusted is not looked for on the disk again."""

MOST_CONNECTIONS: Final = 16
"""A server reads on one core; more calls at once only wait in the store instead of here."""


def connect_async(settings: StoreSettings, environ: Mapping[str, str] = os.environ) -> Redis:
    """A client for the store, with a pool of connections that open at the first commands.

    A call that finds all connections taken waits for one as long as for a reply.

    Raises:
        ValueError: if the URL or a timeout is not usable; nothing of the URL is shown.
    """
    address = checked_address(settings)
    # What is not UTF-8 is found by who reads it: an exception would leave replies unread.
    options = socket_options(settings, address) | {"encoding_errors": "surrogateescape"}
    kind: type[Connection] = SSLConnection
    if settings.iam is not None:
        kind, login = AsyncRenewedConnection, iam_login_options(settings.iam, address)
    else:
        login = login_options(address, environ)
    if not address.tls:
        kind = Connection
        options = {name: one for name, one in options.items() if not name.startswith("ssl_")}
    pool = _Pool(
        connection_class=kind,
        max_connections=MOST_CONNECTIONS,
        timeout=settings.socket_timeout_ms / 1_000,
        **login,
        **options,
    )
    return Redis.from_pool(pool)


class _Pool(BlockingConnectionPool):
    """Connections that share what they trust.

    To load the certificates of all authorities takes the thread about 40 ms, and a burst of calls
    opens all connections at once: the last would run out of its time to connect.
    """

    _trusted: "_Trusted | None" = None

    def make_connection(self) -> Any:  # noqa: ANN401 - as it is where it comes from
        connection = super().make_connection()  # type: ignore[no-untyped-call]
        if isinstance(connection, SSLConnection):
            self._trusted = self._trusted or _Trusted(connection.ssl_context)
            connection.ssl_context = self._trusted
        return connection


class _Trusted(RedisSSLContext):
    """What is trusted, loaded anew now and then: it may have been renewed on the disk."""

    def __init__(self, like: RedisSSLContext) -> None:
        for name in RedisSSLContext.__slots__:
            setattr(self, name, getattr(like, name))
        self._loaded_s = monotonic()

    def get(self) -> SSLContext:
        if monotonic() - self._loaded_s > TRUSTED_FOR_S:
            self.context, self._loaded_s = None, monotonic()
        return super().get()
