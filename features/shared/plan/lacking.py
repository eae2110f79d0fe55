"""What a part can lack for some of the features that read it, and not for the others.

::

    stored: windows from 1 h on        asked: 1 min, 24 h        "...; window under 3600000"
                                              lacks   whole

A name of what is lacking says of which part it is, and which features ask for more than there is.
"""

from collections.abc import Callable
from typing import Final, Literal

from features.shared.plan.parts import Part

Lack = Literal["reach over", "window under", "delay over", "values over"]

_ASKS_MORE: Final[dict[Lack, Callable[[Part, int], bool]]] = {
    "reach over": lambda part, limit_ms: part.reach_ms > limit_ms,
    "window under": lambda part, limit_ms: part.shortest_ms < limit_ms,
    "delay over": lambda part, limit_ms: max(part.delays_ms) > limit_ms,
    "values over": lambda part, limit: part.last_n > limit,
}


def lacking(signature: str, lack: Lack, limit: int) -> str:
    """The name of what features lack that ask for more of a part than a limit.

    >>> lacking("timeline", "reach over", 1000)
    'timeline; reach over 1000'
    """
    return f"{signature}; {lack} {limit}"


def asks_more(part: Part, name: str) -> bool:
    """Whether `name` says what is lacking for `part`, with just what one feature asks of it."""
    for lack, asks in _ASKS_MORE.items():
        limit = name.removeprefix(lacking(part.signature, lack, 0)[:-1])
        if limit != name and limit.isdecimal():
            return asks(part, int(limit))
    return False
