"""The simulated records of a demo, and what must become of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.fraud.plan import DemoPlan
from demo.fraud.team_stream import team_records, team_scenario
from events.fraud.label import Label
from features.shared.plan.plan import Plan
from simulator.files import Truth, write_records, write_structs, write_truth
from simulator.record import SimulatedRecord
from simulator.scenario import simulated_labels


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
        labels: what becomes known of the payments, by reported time.
    """

    records: Sequence[SimulatedRecord]
    expected: Expected
    truth: dict[str, Truth]
    place: dict[str, int]
    labels: Sequence[Label] = ()


def simulated(plan: DemoPlan, computed: Plan) -> DataSet:
    """The data of a plan, with the fields that are read to compute what is computed."""
    scenario = team_scenario(plan.scenario, computed)
    labels = simulated_labels(scenario) if plan.with_labels else ()
    return described(team_records(scenario, computed.definitions, plan.disorder), labels)


def described(records: Sequence[SimulatedRecord], labels: Sequence[Label] = ()) -> DataSet:
    """The data set of `records`, which are in order of arrival, with labels by reported time."""
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
    return DataSet(records, expected, truth, place, labels)


@dataclass(frozen=True, slots=True)
class DataFiles:
    """Where the records and the labels of a data set are; labels only where it has some."""

    payments: Path
    labels: Path | None


def write_data(data: DataSet, folder: Path) -> DataFiles:
    """Write ``payments.jsonl``, ``truth.jsonl`` and, where there are labels, ``labels.jsonl``."""
    folder.mkdir(parents=True, exist_ok=True)
    payments, labels = folder / "payments.jsonl", folder / "labels.jsonl"
    write_records(data.records, payments)
    write_truth(data.records, folder / "truth.jsonl")
    labels.unlink(missing_ok=True)
    if data.labels:
        write_structs(data.labels, labels)
    return DataFiles(payments, labels if data.labels else None)
