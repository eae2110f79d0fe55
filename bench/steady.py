"""The steady part of a run: after the warm-up, before the end.

::

    payments |                      ....--- decided
             |               ..../
        90 % |-----------------x            rate: payments between the two x over the time between
             |           /     |            CPU: what all processes took between them
        30 % |--------x        |
             |   ../  |        |
             +--------+--------+------> time
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bench.process_tree import Ran

FROM_SHARE: Final = 0.3
_STEADY_SHARE: Final = 6 / 7
"""Of what follows: up to nine tenths of all payments."""
_LEAST_SPAN: Final = 0.3
"""A job tells its progress twice a second, and nothing once it has ended."""

Curve = Sequence[tuple[float, float]]
"""Points in order, neither of whose values ever falls."""


@dataclass(frozen=True)
class Steady:
    """What was measured in the steady part of a run.

    Attributes:
        payments_per_s: decided.
        cpu_us_per_payment: in user and system mode, over all processes.
        peak_rss_mib: of all processes together, over the whole run.
        others_cores: that other programs kept busy meanwhile, the measuring one among them.
    """

    payments_per_s: float
    cpu_us_per_payment: float
    peak_rss_mib: float
    others_cores: float


def steady_part(ran: Ran, payments: int, from_share: float = FROM_SHARE) -> Steady:
    """The figures of a program that has decided so many payments.

    Args:
        ran: what it told, and what it took.
        payments: all of them.
        from_share: of the payments: its warm-up.

    Raises:
        ValueError: it told too little of its progress.
    """
    # What it told after the last look at its processes has no CPU time to go with it.
    last_look_s = ran.usage.looks[-1][0]
    decided = [point for point in progress_of(ran.lines) if point[0] <= last_look_s]
    times = [(count, at_s) for at_s, count in decided]
    told = times[-1][0] if times else 0.0
    from_payments = from_share * payments
    to_payments = min(from_payments + _STEADY_SHARE * (payments - from_payments), told)
    if to_payments - from_payments < _LEAST_SPAN * (payments - from_payments):
        raise ValueError(
            f"progress told up to {told:.0f} of {payments} payments: too few to measure"
        )
    from_s, to_s = at(times, from_payments), at(times, to_payments)
    cpu_s = at(ran.usage.looks, to_s) - at(ran.usage.looks, from_s)
    busy_s = at(ran.usage.machine, to_s) - at(ran.usage.machine, from_s)
    counted = to_payments - from_payments
    return Steady(
        payments_per_s=counted / (to_s - from_s),
        cpu_us_per_payment=cpu_s / counted * 1e6,
        peak_rss_mib=ran.usage.peak_rss_mib,
        others_cores=max(0.0, busy_s - cpu_s) / (to_s - from_s),
    )


def progress_of(lines: Iterable[str]) -> Curve:
    """Times and payments decided by then, each number of payments when it was first told."""
    points: list[tuple[float, float]] = []
    for line in lines:
        if line.startswith('{"at_s"'):
            told = json.loads(line)
            if not points or told["payments"] > points[-1][1]:
                points.append((told["at_s"], told["payments"]))
    return points


def at(curve: Curve, place: float) -> float:
    """The value of a curve, straight between two points.

    >>> at([(0.0, 10.0), (2.0, 30.0)], 1.0)
    20.0

    Raises:
        ValueError: the place is not between two points.
    """
    for (left, low), (right, high) in pairwise(curve):
        if left <= place <= right and left < right:
            return low + (high - low) * (place - left) / (right - left)
    reach = f"{curve[0][0]} to {curve[-1][0]}" if curve else "no points"
    raise ValueError(f"{place}: expected a place on the curve, {reach}")
