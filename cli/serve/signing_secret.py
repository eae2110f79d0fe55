"""The secret that `revstream serve` signs with what comes back to it: sessions, tokens, links."""

import os
from collections.abc import Mapping
from secrets import token_bytes
from typing import Final

VARIABLE: Final = "REVSTREAM_SIGNING_SECRET"
LEAST_BYTES: Final = 32


def signing_secret(environ: Mapping[str, str] = os.environ) -> bytes:
    """The secret of the environment, which several processes may have; else one of this call alone.

    Raises:
        ValueError: that of the environment is too short to be one.
    """
    given = environ.get(VARIABLE)
    if given is None:
        return token_bytes(LEAST_BYTES)
    secret = given.encode()
    if len(secret) < LEAST_BYTES:
        raise ValueError(
            f"{VARIABLE}: {len(secret)} bytes; expected at least {LEAST_BYTES}, at random: openssl"
            " rand -base64 32"
        )
    return secret
