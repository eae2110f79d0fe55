"""Draws that come out the same in every run: a number from a salt, a purpose and a key.

::

    sha256(salt | purpose | key) --> its first 53 bits / 2^53 = a number from 0 to below 1

Two salts, or two purposes, give numbers that know nothing of each other.
"""

from hashlib import sha256
from typing import Final, Literal

Purpose = Literal["arm", "explore", "order"]

_BITS: Final = 53
_SEPARATOR: Final = "\x1f"


def draw(salt: str, purpose: Purpose, key: str) -> float:
    """A number from 0 to below 1, uniform over keys.

    >>> round(draw("s", "arm", "user:u1"), 6)
    0.44647
    """
    # No id holds a control character: no two triples are the same text.
    digest = sha256(_SEPARATOR.join((salt, purpose, key)).encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> (64 - _BITS)) / (1 << _BITS)
