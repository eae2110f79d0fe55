"""The simulated records of a demo, and what must become of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.plan import Plan
from simulator.files import Truth, write_records, write_truth
from simulator.record import SimulatedRecord
from simulator.scenario import wire_records


@dataclass(frozen=True, slots=True)
class Expected:
    """How many records there are of each kind, as they were simulated.

    Attributes:
        records: all records.
        payments: distinct payments, late ones included; each must get one decision.
        late: those that arrive too late for exact features.
        duplicates: redeliveries.
        malformed: records that are no payments.
    """

    records: int
    payments: int
    late: int
    duplicates: int
    malformed: int


@dataclass(frozen=True, slots=True)
class DataSet:
    """Simulated records.

    Attributes:
        records: in order of arrival.
        expected: how many of each kind.
        truth: of each payment, by transaction id.
        place: number of the record by which each payment first arrives, by transaction id.
    """

    records: Sequence[SimulatedRecord]
    expected: Expected
    truth: dict[str, Truth]
    place: dict[str, int]


def simulated(plan: Plan) -> DataSet:
    """The data of a plan."""
    return described(wire_records(plan.scenario, plan.disorder))


def described(records: Sequence[SimulatedRecord]) -> DataSet:
    """The data set of `records`, which are in order of arrival."""
    kinds = Counter(record.kind for record in records)
    truth: dict[str, Truth] = {}
    place: dict[str, int] = {}
    for number, record in enumerate(records):
        if record.transaction_id is not None and record.transaction_id not in truth:
            fraud = record.is_fraud is True
            truth[record.transaction_id] = Truth(record.transaction_id, fraud, record.pattern)
            place[record.transaction_id] = number
    expected = Expected(
        records=len(records),
        payments=kinds["payment"] + kinds["late"],
        late=kinds["late"],
        duplicates=kinds["duplicate"],
        malformed=kinds["malformed"],
    )
    return DataSet(records, expected, truth, place)


def write_data(data: DataSet, folder: Path) -> Path:
    """Write ``payments.jsonl`` and ``truth.jsonl``; returns the path of the first."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "payments.jsonl"
    write_records(data.records, path)
    write_truth(data.records, folder / "truth.jsonl")
    return path
