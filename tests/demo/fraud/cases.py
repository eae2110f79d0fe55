"""Hand-made records, decisions and outputs, to count by hand."""

from collections import Counter
from typing import Any

import msgspec

from demo.fraud.data import DataSet, described
from demo.fraud.measured import Measured
from demo.fraud.outputs import Outputs
from demo.fraud.store_census import StoreCensus
from events.fraud.decision import Decision
from events.shared.model_ref import ModelRef
from features.fraud.catalogue import FEATURES
from simulator.files import Truth
from simulator.record import SimulatedRecord

FEATURE_VALUES = {
    feature.name: {"int": 1, "float": 1.5, "bool": True}[feature.kind] for feature in FEATURES
}


def decision(name: str, **changes: Any) -> Decision:  # noqa: ANN401 - any field
    """An allowed payment of the model's, but for `changes`."""
    plain = Decision(
        decision_id=f"id-{name}",
        transaction_id=name,
        card_id="card-1",
        merchant_id="merchant-1",
        event_time_ms=1_000,
        action="allow",
        score=0.1,
        tier="model",
        rule_hits=(),
        reasons=(),
        features=dict(FEATURE_VALUES),
        model=ModelRef("m", "1", "00"),
        ruleset="",
        stage_us={
            "decode": 10,
            "card_features": 20,
            "merchant_features": 30,
            "rules": 5,
            "model": 60,
            "in_job": 4_000,
        },
        late=False,
        trace_id=None,
        job_version="",
    )
    return msgspec.structs.replace(plain, **changes)


def truth(name: str, pattern: str | None = None) -> Truth:
    """The truth about a payment: fraudulent where a pattern is given."""
    return Truth(name, pattern is not None, pattern)


def small_data() -> DataSet:
    """Payments a to d, b fraudulent, d late; c comes twice; one record is malformed."""
    return described(
        [
            _record("a"),
            _record("b", pattern="leaked_card"),
            SimulatedRecord(b"{", "malformed", 0, cause="malformed_json"),
            _record("c"),
            _record("c", kind="duplicate"),
            _record("d", kind="late"),
        ]
    )


def small_outputs() -> Outputs:
    """What the job makes of `small_data`."""
    decisions = [
        decision("a"),
        decision("b", action="block", event_time_ms=2_000),
        decision("c", card_id="card-2", action="flag", tier="rules", score=None),
        decision("d", tier="rules", score=None, late=True),
    ]
    return Outputs(
        decisions,
        Counter({"malformed_json": 1}),
        late=1,
        duplicates=1,
        labels_rejected=0,
        feature_updates=6,
    )


def small_measured(**changes: Any) -> Measured:  # noqa: ANN401
    """What is measured beside, but for `changes`."""
    plain: dict[str, Any] = {
        "latency_from": 0,
        "rate_per_s": 579,
        "throughput_per_s": 5_000.0,
        "end_to_end_ms": None,
        "store": StoreCensus(updates_accepted=5, keys=3, differing=0),
    }
    return Measured(**(plain | changes))


def _record(name: str, kind: Any = "payment", pattern: str | None = None) -> SimulatedRecord:  # noqa: ANN401
    return SimulatedRecord(b"{}", kind, 0, pattern is not None, pattern, name)
