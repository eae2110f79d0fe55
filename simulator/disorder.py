"""How a real stream delivers payments: jittered, swapped, repeated, days late, and some broken.

sent      a  b  c  d  e  f ...
arrives   a  c  b  d  d  #  e ... (a day and more) ... f
|     |  |  |                             |
swap  duplicate malformed                 late
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from events.shared.time_units import HOUR_MS
from simulator.disorder_settings import LATE_MARGIN_MS, MAX_LATE_MS, Disorder
from simulator.record import RecordKind
from simulator.table import Ints

_MAX_REDELIVERY_MS: Final = 6 * HOUR_MS

KINDS: Final[tuple[RecordKind, ...]] = ("payment", "late", "duplicate", "malformed")
_ON_TIME, _LATE, _DUPLICATE, _MALFORMED = range(len(KINDS))
NOT_BROKEN: Final = -1


@dataclass(frozen=True, slots=True)
class Delivery:
    """Records by column, in order of arrival.

    Attributes:
        row: row of the payment that the record is, repeats or is a broken copy of.
        kind: index of `KINDS`.
        arrival_ms: simulated time of arrival, epoch ms.
        broken: number of a broken record, counted from 0, `NOT_BROKEN` for the others.
    """

    row: Ints
    kind: Ints
    arrival_ms: Ints
    broken: Ints

    def __len__(self) -> int:
        """Number of records."""
        return int(self.row.size)

    def counts(self) -> dict[str, int]:
        """Number of records of each kind."""
        counts = np.bincount(self.kind, minlength=len(KINDS)).tolist()
        return dict(zip(KINDS, counts, strict=True))


def delivered(sent_ms: Ints, disorder: Disorder) -> Delivery:
    """How payments with these event times, which ascend, arrive."""
    count = sent_ms.size
    if not count:
        return Delivery(sent_ms, sent_ms, sent_ms, sent_ms)
    rng = np.random.default_rng(disorder.seed)
    late = _late_rows(rng, sent_ms, disorder)
    arrival_ms = _arrivals(rng, sent_ms, late, disorder)
    kind = np.full(count, _ON_TIME)
    kind[late] = _LATE
    repeated, again_ms = _redeliveries(rng, kind, arrival_ms, disorder.duplicate_rate)
    broken = rng.integers(0, count, size=round(count * disorder.malformed_rate))
    row = np.concatenate((np.arange(count), repeated, broken))
    kind = np.concatenate(
        (kind, np.full(repeated.size, _DUPLICATE), np.full(broken.size, _MALFORMED))
    )
    arrival_ms = np.concatenate((arrival_ms, again_ms, sent_ms[broken]))
    number = np.full(row.size, NOT_BROKEN)
    number[row.size - broken.size :] = np.arange(broken.size)
    order = np.argsort(arrival_ms, kind="stable")
    return Delivery(row[order], kind[order], arrival_ms[order], number[order])


def _late_rows(rng: np.random.Generator, sent_ms: Ints, disorder: Disorder) -> Ints:
    """Rows to deliver late, among those that later payments will overtake by far enough."""
    overtaken = sent_ms < sent_ms[-1] - disorder.allowed_lateness_ms - 2 * LATE_MARGIN_MS
    return np.flatnonzero(overtaken & (rng.random(sent_ms.size) < disorder.late_rate))


def _arrivals(rng: np.random.Generator, sent_ms: Ints, late: Ints, disorder: Disorder) -> Ints:
    delay = rng.exponential(1.0, size=sent_ms.size) * disorder.jitter_ms
    swapped = rng.random(sent_ms.size) < disorder.swapped_rate
    delay[swapped] += rng.uniform(0, disorder.swapped_ms, size=int(swapped.sum()))
    delay = np.minimum(delay, disorder.swapped_ms)
    arrival: Ints = sent_ms + delay.astype(np.int64)
    # Late means overtaken by a payment on time that is newer by the allowed lateness and a margin.
    on_time = np.setdiff1d(np.arange(sent_ms.size), late)
    due = sent_ms[late] + disorder.allowed_lateness_ms + LATE_MARGIN_MS
    overtaking = arrival[on_time[np.searchsorted(sent_ms[on_time], due)]] + 1
    latest = np.maximum(sent_ms[late] + MAX_LATE_MS, overtaking)
    arrival[late] = rng.integers(overtaking, latest + 1)
    return arrival


def _redeliveries(
    rng: np.random.Generator, kind: Ints, arrival_ms: Ints, rate: float
) -> tuple[Ints, Ints]:
    """Rows repeated from seconds to hours later, short delays more often, and when they arrive."""
    chosen = np.flatnonzero((rng.random(kind.size) < rate) & (kind == _ON_TIME))
    delay_ms = np.exp(rng.uniform(np.log(1_000), np.log(_MAX_REDELIVERY_MS), size=chosen.size))
    return chosen, arrival_ms[chosen] + delay_ms.astype(np.int64)
