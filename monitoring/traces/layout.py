"""Lays the stages of a decision out in time: how long each took is known, when it began is not.

::

    |decode|card_features|....waiting....|merchant_features|rules|model|
    read                                                               emitted

The stages of one hop follow each other at once. Between two hops the payment waits: how long in
all is what is left of the whole, and each wait gets an equal part. Of a single hop, as on request,
what is left comes after its stages.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final, NamedTuple

_OPENS_HOP: Final = "_features"
"""How the name of a hop's first stage ends; decoding goes before the first."""


class LaidOut(NamedTuple):
    """A stage, in microseconds after the beginning."""

    name: str
    begin_us: int
    end_us: int


def laid_out(stages: Mapping[str, int], whole_us: int) -> list[LaidOut]:
    """The stages in their order, the first from the beginning, none over another.

    Args:
        stages: microseconds by name, in order.
        whole_us: from the beginning to the end; not less than the stages together.
    """
    waiting_us = whole_us - sum(stages.values())
    waits = _waits(list(stages))
    found: list[LaidOut] = []
    at_us = waited = 0
    for name, taken_us in stages.items():
        if name in waits:
            waited += 1
            # Of the whole, rather than by adding up parts: the last hop ends where the whole does.
            at_us += waiting_us * waited // len(waits) - waiting_us * (waited - 1) // len(waits)
        found.append(LaidOut(name, at_us, at_us + taken_us))
        at_us += taken_us
    return found


def _waits(names: list[str]) -> set[str]:
    """The stages that a payment waits before: the first of each hop but the first hop."""
    opening = [name for name in names if name.endswith(_OPENS_HOP)]
    return {later for _, later in pairwise(opening)}
