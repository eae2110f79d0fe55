"""Connection to the feature store."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from redis import ConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from online_store.address import PASSWORD_VARIABLE, StoreAddress, store_address
from online_store.iam_login import IamLogin
from online_store.renewed_connection import RenewedConnection

USERNAME_VARIABLE: Final = "REVSTREAM_STORE_USERNAME"


@dataclass(frozen=True)
class StoreSettings:
    """Where the feature store is and how long to wait for it.

    Attributes:
        url: `redis://[user@]host[:port]`, or `rediss://` for TLS; the password is that of
            `REVSTREAM_STORE_PASSWORD`, and so is the user of `REVSTREAM_STORE_USERNAME` where
            the URL names none.
        connect_timeout_ms: longest wait for a connection.
        socket_timeout_ms: longest wait for a reply.
        iam: login by IAM instead of a password, which needs `rediss://`; None: no such login.
    """

    url: str = field(repr=False)
    connect_timeout_ms: int = 500
    socket_timeout_ms: int = 1_000
    iam: IamLogin | None = None


def connect(settings: StoreSettings, environ: Mapping[str, str] = os.environ) -> Redis:
    """A client for the store. It connects at the first command, not here.

    Raises:
        ValueError: if the URL or a timeout is not usable; the message shows nothing of the URL,
            as it may hold a password.
    """
    address = checked_address(settings)
    options = socket_options(settings, address)
    if settings.iam is not None:
        by_iam = iam_login_options(settings.iam, address)
        pool = ConnectionPool(connection_class=RenewedConnection, **by_iam, **options)
        return Redis.from_pool(pool)
    return Redis(**login_options(address, environ), ssl=address.tls, **options)


def checked_address(settings: StoreSettings) -> StoreAddress:
    """Where the store is.

    Raises:
        ValueError: if the URL or a timeout is not usable; nothing of the URL is shown.
    """
    for name in ("connect_timeout_ms", "socket_timeout_ms"):
        if getattr(settings, name) <= 0:
            raise ValueError(f"{name}: {getattr(settings, name)}; expected more than 0 ms")
    try:
        return store_address(settings.url)
    except ValueError as error:
        raise ValueError(f"store URL: {error}") from None


def login_options(address: StoreAddress, environ: Mapping[str, str]) -> dict[str, Any]:
    """Options of a client, or of a connection, by which it logs in with a password."""
    return {
        "username": address.user or environ.get(USERNAME_VARIABLE),
        "password": environ.get(PASSWORD_VARIABLE),
    }


def socket_options(settings: StoreSettings, address: StoreAddress) -> dict[str, Any]:
    """Options that every client of the store has, whoever waits for it."""
    return {
        "host": address.host,
        "port": address.port,
        "ssl_cert_reqs": "required",
        "ssl_check_hostname": True,
        "socket_connect_timeout": settings.connect_timeout_ms / 1_000,
        "socket_timeout": settings.socket_timeout_ms / 1_000,
        # The caller buffers and tries again; retries in here would stretch the timeouts.
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,
        "decode_responses": True,
    }


def iam_login_options(login: IamLogin, address: StoreAddress) -> dict[str, Any]:
    """Options of a renewed connection by which it logs in by IAM.

    Raises:
        ValueError: if the address has no TLS, or a login of its own.
    """
    if not address.tls or address.user is not None:
        raise ValueError("store URL: IAM needs rediss://host[:port], without user and password")
    # Only this login needs the AWS SDK, which takes a while to import.
    from online_store.iam_authentication import iam_options  # noqa: PLC0415

    return iam_options(login)
