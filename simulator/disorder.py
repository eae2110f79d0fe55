"""How a real stream delivers payments: jittered, swapped, repeated, days late, and some broken.

sent      a  b  c  d  e  f ...
arrives   a  c  b  d  d  #  e ... (a day and more) ... f
|     |  |  |                             |
swap  duplicate malformed                 late
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from events.codec import encode
from events.payment import Payment
from simulator.disorder_settings import LATE_MARGIN_MS, MAX_LATE_MS, Disorder
from simulator.emission import SimulatedPayment
from simulator.malformed import DEFECTS, malformed_record
from simulator.record import RecordKind, SimulatedRecord
from simulator.rhythm import HOUR_MS
from simulator.table import Ints

_MAX_REDELIVERY_MS: Final = 6 * HOUR_MS


def disordered(payments: Sequence[SimulatedPayment], disorder: Disorder) -> list[SimulatedRecord]:
    """The records of `payments`, given in event-time order, in order of arrival."""
    if not payments:
        return []
    rng = np.random.default_rng(disorder.seed)
    sent = np.array([item.payment.event_time_ms for item in payments], dtype=np.int64)
    late = _late_rows(rng, sent, disorder)
    arrival = _arrivals(rng, sent, late, disorder)
    records = [
        _record(item, "payment", arrival_ms)
        for item, arrival_ms in zip(payments, arrival.tolist(), strict=True)
    ]
    for row in late.tolist():
        records[row] = _record(payments[row], "late", int(arrival[row]))
    records += _redeliveries(rng, records, disorder.duplicate_rate)
    records += _broken(rng, [item.payment for item in payments], disorder.malformed_rate)
    records.sort(key=lambda record: record.arrival_ms)
    return records


def _record(item: SimulatedPayment, kind: RecordKind, arrival_ms: int) -> SimulatedRecord:
    return SimulatedRecord(
        raw=encode(item.payment),
        kind=kind,
        arrival_ms=arrival_ms,
        is_fraud=item.is_fraud,
        pattern=item.pattern,
        transaction_id=item.payment.transaction_id,
    )


def _late_rows(rng: np.random.Generator, sent: Ints, disorder: Disorder) -> Ints:
    """Rows to deliver late, among those that later payments will overtake by far enough."""
    overtaken = sent < sent[-1] - disorder.allowed_lateness_ms - 2 * LATE_MARGIN_MS
    return np.flatnonzero(overtaken & (rng.random(sent.size) < disorder.late_rate))


def _arrivals(rng: np.random.Generator, sent: Ints, late: Ints, disorder: Disorder) -> Ints:
    delay = rng.exponential(1.0, size=sent.size) * disorder.jitter_ms
    swapped = rng.random(sent.size) < disorder.swapped_rate
    delay[swapped] += rng.uniform(0, disorder.swapped_ms, size=int(swapped.sum()))
    delay = np.minimum(delay, disorder.swapped_ms)
    arrival: Ints = sent + delay.astype(np.int64)
    # Late means overtaken by a payment on time that is newer by the allowed lateness and a margin.
    on_time = np.setdiff1d(np.arange(sent.size), late)
    due = sent[late] + disorder.allowed_lateness_ms + LATE_MARGIN_MS
    overtaking = arrival[on_time[np.searchsorted(sent[on_time], due)]] + 1
    arrival[late] = rng.integers(overtaking, np.maximum(sent[late] + MAX_LATE_MS, overtaking) + 1)
    return arrival


def _redeliveries(
    rng: np.random.Generator, records: Sequence[SimulatedRecord], rate: float
) -> list[SimulatedRecord]:
    """Exact repeats from seconds to hours later, short delays more often than long ones."""
    chosen = np.flatnonzero(rng.random(len(records)) < rate).tolist()
    delays = np.exp(rng.uniform(np.log(1_000), np.log(_MAX_REDELIVERY_MS), size=len(chosen)))
    return [
        SimulatedRecord(
            raw=records[row].raw,
            kind="duplicate",
            arrival_ms=records[row].arrival_ms + int(delay),
            is_fraud=records[row].is_fraud,
            pattern=records[row].pattern,
            transaction_id=records[row].transaction_id,
        )
        for row, delay in zip(chosen, delays, strict=True)
        if records[row].kind == "payment"
    ]


def _broken(
    rng: np.random.Generator, payments: Sequence[Payment], rate: float
) -> list[SimulatedRecord]:
    """Broken copies of random payments; the payments themselves still arrive."""
    originals = rng.integers(0, len(payments), size=round(len(payments) * rate)).tolist()
    records = []
    for number, row in enumerate(originals):
        defect = DEFECTS[number % len(DEFECTS)]
        raw = malformed_record(defect, payments[row], f"broken-{number:06d}")
        records.append(
            SimulatedRecord(raw, "malformed", payments[row].event_time_ms, cause=defect.cause)
        )
    return records
