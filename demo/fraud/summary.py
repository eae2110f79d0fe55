"""The summary of a run: what went in, what became of it, how well and how fast."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from demo.fraud.checks import checks, updates_made
from demo.fraud.data import DataSet
from demo.fraud.detection import Detection, detection, judged
from demo.fraud.kept import SHIPPED_KEPT, Kept
from demo.fraud.measured import Measured
from demo.fraud.outputs import Outputs
from demo.shared.checks import Check
from demo.shared.latency import Latency, in_job_ms, latency, stage_medians_us
from events.fraud.decision import Action, Decision
from events.shared.model_ref import ModelRef

ACTIONS: Final[tuple[Action, ...]] = ("allow", "flag", "block")


class Summary(Struct, frozen=True):
    """The summary; ``summary.json`` has it field by field.

    Attributes:
        payments_in: records read, faulty ones included.
        decided: decisions by action; late payments are among them.
        duplicates: redeliveries that changed nothing.
        late: payments decided without history, by rules alone.
        rejected: records that are no payments.
        features_written: feature updates that the store accepted; each batch writes the newest
            update of a card or merchant only. None where the store is shared and counts them all
            together.
        in_job_latency_ms: from record read to decision emitted, of `latency_payments` payments.
        throughput_per_s: payments decided a second: flat out from a file, at the rate on Kinesis.
        latency_payments: number of payments whose latency was measured, at `latency_rate_per_s`.
        end_to_end_latency_ms: from put on the input stream to readable on the output stream.
        stage_us: median microseconds by stage.
        rejected_by_cause: `rejected` by cause.
        labels: labels that came among the records.
        features_made: feature updates that were made.
        checks: what must hold of these numbers.
    """

    payments_in: int
    decided: dict[Action, int]
    duplicates: int
    late: int
    rejected: int
    features_written: int | None
    in_job_latency_ms: Latency
    throughput_per_s: float
    latency_payments: int
    latency_rate_per_s: int
    end_to_end_latency_ms: Latency | None
    stage_us: dict[str, float]
    detection: Detection
    rejected_by_cause: dict[str, int]
    labels: int
    features_made: int
    model: ModelRef
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Whether every check does."""
        return all(check.holds for check in self.checks)


def summarise(
    data: DataSet, outputs: Outputs, measured: Measured, kept: Kept = SHIPPED_KEPT
) -> Summary:
    """The summary of a run over `data`.

    Raises:
        ValueError: if no latency was measured.
    """
    decisions = outputs.decisions
    paced = paced_decisions(data, decisions, measured.latency_from)
    actions = Counter(decision.action for decision in decisions)
    return Summary(
        payments_in=data.expected.records,
        decided={action: actions[action] for action in ACTIONS},
        duplicates=outputs.duplicates,
        late=sum(decision.late for decision in decisions),
        rejected=outputs.rejected.total(),
        features_written=measured.store.updates_accepted,
        features_made=updates_made([one for one in decisions if not one.late], kept),
        in_job_latency_ms=latency(in_job_ms(paced)),
        throughput_per_s=measured.throughput_per_s,
        latency_payments=len(paced),
        latency_rate_per_s=measured.rate_per_s,
        end_to_end_latency_ms=_end_to_end(paced, measured.end_to_end_ms),
        stage_us=stage_medians_us(paced, counts_for_stage),
        detection=detection(judged(decisions, data.truth)),
        rejected_by_cause=dict(outputs.rejected.most_common()),
        labels=len(data.labels),
        model=decisions[0].model,
        checks=checks(data, outputs, measured, kept),
    )


def paced_decisions(data: DataSet, decisions: Sequence[Decision], start: int) -> list[Decision]:
    """The decisions whose payments arrived by record number `start` or later."""
    return [decision for decision in decisions if data.place[decision.transaction_id] >= start]


def counts_for_stage(decision: Decision, stage: str) -> bool:
    """Whether a stage took time for a payment: the model does where it has scored it."""
    return stage != "model" or decision.tier == "model"


def _end_to_end(
    paced: Sequence[Decision], end_to_end_ms: Mapping[str, float] | None
) -> Latency | None:
    if end_to_end_ms is None:
        return None
    return latency([end_to_end_ms[decision.transaction_id] for decision in paced])
