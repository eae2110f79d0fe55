"""The address of the feature store, checked and used by one function."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

PASSWORD_VARIABLE: Final = "REVSTREAM_STORE_PASSWORD"  # noqa: S105 - the name of a variable
_DEFAULT_PORT: Final = 6379
_EXPECTED: Final = "expected redis://[user@]host[:port], or rediss:// for TLS"


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """Where the feature store is.

    Attributes:
        host: name or IP address.
        port: 1 to 65535.
        tls: whether the connection is encrypted.
        user: who logs in; None where the environment says so, or nobody does.
    """

    host: str
    port: int
    tls: bool
    user: str | None = None


def store_address(url: str) -> StoreAddress:
    """The address in `redis://[user@]host[:port]`, or `rediss://` for TLS.

    Raises:
        ValueError: `url` is no such URL, or holds a password: it would be seen in the list of
            processes and in Flink's logs. No message shows any of `url`.
    """
    parts = _parts(url)
    if parts is None:
        raise ValueError(f"not a URL with a port of 1 to 65535; {_EXPECTED}")
    if parts.scheme not in ("redis", "rediss"):
        raise ValueError(f"unknown scheme; {_EXPECTED}")
    if parts.password is not None:
        raise ValueError(
            f"a password in a URL is seen by others; put it into {PASSWORD_VARIABLE}; {_EXPECTED}"
        )
    if not parts.hostname or parts.port == 0:
        raise ValueError(f"no host, or port 0; {_EXPECTED}")
    if parts.path not in ("", "/", "/0") or parts.query or parts.fragment:
        raise ValueError(
            f"nothing may follow the port, only database 0 exists on a cluster; {_EXPECTED}"
        )
    port = _DEFAULT_PORT if parts.port is None else parts.port
    user = unquote(parts.username or "") or None
    return StoreAddress(parts.hostname, port, parts.scheme == "rediss", user)


def _parts(url: str) -> SplitResult | None:
    """The parts of a URL, None if it is none.

    The cause is left out: it quotes the URL, and what stands at the port may be a password.
    """
    # `urlsplit` drops line ends and tabs without a word.
    if any(not character.isprintable() or character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts
