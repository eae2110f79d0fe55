"""Connection to the feature store from a URL that is never shown whole."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from feature_store.iam_login import IamLogin

USERNAME_VARIABLE: Final = "REVSTREAM_STORE_USERNAME"
PASSWORD_VARIABLE: Final = "REVSTREAM_STORE_PASSWORD"  # noqa: S105 - the name of a variable
_DEFAULT_PORT: Final = 6379
_EXPECTED: Final = "expected redis://[user:password@]host[:port] or rediss:// for TLS"


@dataclass(frozen=True)
class StoreSettings:
    """Where the feature store is and how long to wait for it.

    Attributes:
        url: `redis://[user:password@]host[:port]`, or `rediss://` for TLS. Where it holds no
            password, `REVSTREAM_STORE_USERNAME` and `REVSTREAM_STORE_PASSWORD` give them.
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
        ValueError: if the URL or a timeout is not usable; the message holds no password.
    """
    for name in ("connect_timeout_ms", "socket_timeout_ms"):
        if getattr(settings, name) <= 0:
            raise ValueError(f"{name}: {getattr(settings, name)}; expected more than 0 ms")
    parts = _usable(settings.url)
    options = _options(settings, parts)
    if settings.iam is not None:
        return _iam_client(settings.iam, parts, options)
    return Redis(
        username=unquote(parts.username or "") or environ.get(USERNAME_VARIABLE),
        password=unquote(parts.password or "") or environ.get(PASSWORD_VARIABLE),
        ssl=parts.scheme == "rediss",
        **options,
    )


def _options(settings: StoreSettings, parts: SplitResult) -> dict[str, Any]:
    return {
        "host": parts.hostname or "",
        "port": _DEFAULT_PORT if parts.port is None else parts.port,
        "ssl_cert_reqs": "required",
        "ssl_check_hostname": True,
        "socket_connect_timeout": settings.connect_timeout_ms / 1_000,
        "socket_timeout": settings.socket_timeout_ms / 1_000,
        # The caller buffers and tries again; retries in here would stretch the timeouts.
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,
        "decode_responses": True,
    }


def _iam_client(login: IamLogin, parts: SplitResult, options: Mapping[str, Any]) -> Redis:
    if parts.scheme != "rediss" or "@" in parts.netloc:
        raise ValueError("store URL: IAM needs rediss://host[:port], without user and password")
    # Only this login needs the AWS SDK, which takes a while to import.
    from feature_store.iam_authentication import iam_connection_pool  # noqa: PLC0415

    return Redis.from_pool(iam_connection_pool(login, options))


def redacted(url: str) -> str:
    """The URL as it may be shown: scheme, host and port, with `***` for user and password."""
    parts = _parse(url)
    if parts is None or not parts.scheme or not parts.hostname:
        return "***"
    login, at, address = parts.netloc.rpartition("@")
    return f"{parts.scheme}://{'***' if login else ''}{at}{address}"


def _parse(url: str) -> SplitResult | None:
    """The parts of a URL, None if it is none.

    The cause is left out: it quotes the URL, and what stands at the port may be a password.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _usable(url: str) -> SplitResult:
    """The parts of a URL of a store."""
    parts = _parse(url)
    if parts is None:
        raise ValueError(f"store URL: not a URL with a port of 1 to 65535; {_EXPECTED}")
    if parts.scheme not in ("redis", "rediss"):
        raise ValueError(f"store URL: unknown scheme; {_EXPECTED}")
    if not parts.hostname or parts.port == 0:
        raise ValueError(f"store URL {redacted(url)}: no host or port 0; {_EXPECTED}")
    if parts.path not in ("", "/", "/0") or parts.query or parts.fragment:
        raise ValueError(
            f"store URL {redacted(url)}: nothing may follow the port, "
            f"only database 0 exists on a cluster; {_EXPECTED}"
        )
    return parts
