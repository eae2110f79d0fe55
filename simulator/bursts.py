"""Payments that follow another within minutes: shopping sprees and series of top-ups."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.table import Ints

MINUTE_MS: Final = 60_000
_SPREE_SHARE: Final = 0.04
_TOP_UP_SHARE: Final = 0.006
_TOP_UP_SIZE: Final = 6


@dataclass(frozen=True, slots=True)
class Bursts:
    """Rows that follow others closely: `leader[i]` is the row that `follower[i]` follows."""

    follower: Ints
    leader: Ints
    top_ups: Ints


def join_bursts(rng: np.random.Generator, card: Ints, time_ms: Ints, end_ms: int) -> Bursts:
    """Makes some rows follow others within minutes: shopping sprees and series of top-ups."""
    count = card.size
    sprees, top_ups = int(count * _SPREE_SHARE), int(count * _TOP_UP_SHARE)
    rows = rng.permutation(count)
    follower, rest = rows[: sprees + top_ups], rows[sprees + top_ups :]
    spree_leader = rng.choice(rest, size=sprees)
    top_up_leader = np.repeat(rng.choice(rest, size=top_ups // _TOP_UP_SIZE + 1), _TOP_UP_SIZE)
    leader = np.concatenate((spree_leader, top_up_leader[:top_ups]))
    gap = np.concatenate(
        (
            rng.integers(2 * MINUTE_MS, 40 * MINUTE_MS, size=sprees),
            rng.integers(MINUTE_MS // 3, 10 * MINUTE_MS, size=top_ups),
        )
    )
    card[follower] = card[leader]
    after = time_ms[leader] + gap
    time_ms[follower] = np.where(after < end_ms, after, time_ms[leader] - gap)
    return Bursts(follower, leader, follower[sprees:])
