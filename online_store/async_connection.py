"""Connections to the feature store for who must not wait: a server on one thread."""

import os
from collections.abc import Mapping
from typing import Final

from redis.asyncio import BlockingConnectionPool, Connection, Redis, SSLConnection

from online_store.connection import StoreSettings, checked_address, login_options, socket_options

MOST_CONNECTIONS: Final = 16
"""A server reads on one core; more calls at once only wait in the store instead of here."""


def connect_async(settings: StoreSettings, environ: Mapping[str, str] = os.environ) -> Redis:
    """A client for the store, with a pool of connections that open at the first commands.

    A call that finds all connections taken waits for one as long as for a reply.

    Raises:
        ValueError: if the URL or a timeout is not usable, or a login by IAM is asked for; nothing
            of the URL is shown.
    """
    address = checked_address(settings)
    if settings.iam is not None:
        raise ValueError("store: a server logs in by a password; expected no login by IAM")
    options = socket_options(settings, address)
    if not address.tls:
        options = {name: one for name, one in options.items() if not name.startswith("ssl_")}
    pool = BlockingConnectionPool(
        connection_class=SSLConnection if address.tls else Connection,
        max_connections=MOST_CONNECTIONS,
        timeout=settings.socket_timeout_ms / 1_000,
        **login_options(address, environ),
        **options,
    )
    return Redis.from_pool(pool)
