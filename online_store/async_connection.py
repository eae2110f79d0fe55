"""Connections to the feature store for an event loop: many requests share a few of them."""

import os
from collections.abc import Mapping
from typing import Final

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import SSLConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from online_store.connection import (
    StoreSettings,
    checked_address,
    client_options,
    login_options,
)

MOST_CONNECTIONS: Final = 64
"""Requests that wait for the store at the same time; more wait for one of these to end."""


def connect_async(
    settings: StoreSettings,
    environ: Mapping[str, str] = os.environ,
    *,
    most_connections: int = MOST_CONNECTIONS,
) -> Redis:
    """A client for the store. It connects at the first command, not here; replies are bytes.

    Raises:
        ValueError: if the URL or a timeout is not usable, or the login is by IAM; the message shows
            nothing of the URL, as it may hold a password.
    """
    address = checked_address(settings)
    if settings.iam is not None:
        raise ValueError("store login: iam is not supported here; expected a password, or none")
    options = client_options(settings, address) | login_options(address, environ)
    options |= {"decode_responses": False, "retry": Retry(NoBackoff(), 0)}
    if options.pop("ssl"):
        options["connection_class"] = SSLConnection
    else:
        options.pop("ssl_cert_reqs")
        options.pop("ssl_check_hostname")
    # A request that finds no connection free waits no longer than it would for a reply.
    timeout_s = settings.socket_timeout_ms / 1_000
    pool = BlockingConnectionPool(max_connections=most_connections, timeout=timeout_s, **options)
    return Redis.from_pool(pool)
