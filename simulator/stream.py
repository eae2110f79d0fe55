"""The records of a simulation in order of arrival, made block by block: memory holds one block.

columns of all payments --(order of arrival)--> rows of a block --> payments --> bytes
"""

from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np

from events.fraud.payment import Payment
from simulator.disorder import KINDS, NOT_BROKEN, Delivery
from simulator.files import Truth
from simulator.malformed import DEFECTS, malformed_record
from simulator.record import RecordKind, SimulatedPayment, SimulatedRecord
from simulator.simulation import Simulation

_BLOCK: Final = 16_384


def payments_in_order(simulation: Simulation) -> Iterator[SimulatedPayment]:
    """The payments in event-time order, each with its truth."""
    for start in range(0, len(simulation), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(simulation)))
        patterns = simulation.patterns(rows)
        for payment, pattern in zip(simulation.payments(rows), patterns, strict=True):
            yield SimulatedPayment(payment, pattern is not None, pattern)


def truths_in_order(simulation: Simulation) -> Iterator[Truth]:
    """The truth about each payment, in event-time order."""
    for start in range(0, len(simulation), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(simulation)))
        patterns, ids = simulation.patterns(rows), simulation.transactions(rows)
        for transaction_id, pattern in zip(ids, patterns, strict=True):
            yield Truth(transaction_id, pattern is not None, pattern)


def records_in_order(simulation: Simulation, delivery: Delivery) -> Iterator[SimulatedRecord]:
    """The records in order of arrival, each with its truth."""
    encode = msgspec.json.Encoder().encode
    for start in range(0, len(delivery), _BLOCK):
        block = slice(start, start + _BLOCK)
        rows = delivery.row[block]
        columns = zip(
            simulation.payments(rows),
            simulation.patterns(rows),
            delivery.kind[block].tolist(),
            delivery.arrival_ms[block].tolist(),
            delivery.broken[block].tolist(),
            strict=True,
        )
        for payment, pattern, kind, arrival_ms, broken in columns:
            if broken != NOT_BROKEN:
                yield _broken(payment, KINDS[kind], arrival_ms, broken)
                continue
            yield SimulatedRecord(
                encode(payment),
                KINDS[kind],
                arrival_ms,
                pattern is not None,
                pattern,
                payment.transaction_id,
            )


def _broken(payment: Payment, kind: RecordKind, arrival_ms: int, number: int) -> SimulatedRecord:
    """A broken copy of a payment, under another id; the defects take turns."""
    defect = DEFECTS[number % len(DEFECTS)]
    raw = malformed_record(defect, payment, f"broken-{number:06d}")
    return SimulatedRecord(raw, kind, arrival_ms, cause=defect.cause)
