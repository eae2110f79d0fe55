"""Trains the model that comes with the package, on simulated payments, and writes its artifact.

    scenarios --> records in disorder, labels --> the job's feature code --> training table
        --> `models.fraud.training.fit` --> measured on other people --> ONNX + manifest

Everything is seeded: two runs with the same library versions write the same bytes.

    uv run --group training python -m scripts.train_shipped_model [DIRECTORY]
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from events.fraud.codec import PaymentDecoder
from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue
from events.shared.json_records import encode
from features.fraud.catalogue import SHIPPED
from features.fraud.payment_contract import payment_contract
from features.fraud.payment_plan import payment_plan
from features.fraud.replayer import Replayer
from features.shared.limits import HistoryLimits
from models.fraud.shipped_model import SHIPPED_MODEL
from models.fraud.training.export import Identity, to_artifact
from models.fraud.training.fit import fit
from models.fraud.training.fitted_model import FittedModel
from models.fraud.training.knowledge import Knowledge
from models.fraud.training.measures import measure
from models.fraud.training.model_profile import Scored, profile_of, with_profile
from models.fraud.training.rows import Rows, labelled_rows
from models.fraud.training.settings import TrainSettings
from models.fraud.training.thresholds import Limits
from models.shared.artifact import ModelArtifact, save_artifact
from models.shared.training.period import Period
from simulator.breaking import YEAR_2100_MS
from simulator.disorder_settings import Disorder
from simulator.record import SimulatedRecord
from simulator.scenario import Scenario, simulated_labels, wire_records
from trainset.arrival import merged
from trainset.table import LabelColumns, TrainingTable

NAME: Final = "fraud"
VERSION: Final = "2"
LIMITS: Final = HistoryLimits()
FEEDBACK_DELAY_MS: Final = LIMITS.feedback_delay_ms
NOW_MS: Final = YEAR_2100_MS - 1_000_000_000

ADDED: Final = frozenset(
    (
        "amount_base_minor",
        "card_amount_over_usual",
        "card_amount_z_before",
        "card_ecommerce_share_24h",
        "merchant_seconds_since_fraud",
        "merchant_seconds_since_first_fraud",
        "merchant_count_since_fraud",
        "merchant_fraud_share_since_first",
    )
)
"""Learned by although decisions carry them only for the model: they tell much for what they take
to compute (`revstream features cost`). Devices and addresses are not in every team's payments."""
CANDIDATES: Final = tuple(
    feature.name
    for feature in SHIPPED.features
    # An amount in whatever currency says nothing of the next one; that in the base currency does.
    if (feature.written and feature.name != "amount_minor") or feature.name in ADDED
)
"""Names of the features to choose among."""

SETTINGS: Final = TrainSettings(
    limits=Limits(max_flagged_genuine=0.022, max_blocked_genuine=0.002),
    most_genuine_tuning=60_000,
    learners=("gradient_boosting",),
    most_leaves=3_100,
)
TRAINING: Final = (
    Scenario(seed=101, cards=600, merchants=250, days=45, payments=60_000, fraud_rate=0.01),
    Scenario(seed=102, cards=300, merchants=150, days=45, payments=40_000, fraud_rate=0.01),
    Scenario(seed=103, cards=1_000, merchants=350, days=45, payments=60_000, fraud_rate=0.01),
    Scenario(seed=104, cards=600, merchants=400, days=45, payments=45_000, fraud_rate=0.01),
    Scenario(seed=105, cards=450, merchants=200, days=45, payments=60_000, fraud_rate=0.01),
    Scenario(seed=106, cards=3_000, merchants=2_000, days=150, payments=300_000),
    Scenario(seed=107, cards=600, merchants=250, days=35, payments=50_000, fraud_rate=0.01),
    Scenario(seed=108, cards=400, merchants=200, days=45, payments=50_000, fraud_rate=0.01),
    Scenario(seed=109, cards=800, merchants=300, days=45, payments=60_000, fraud_rate=0.01),
    Scenario(seed=110, cards=500, merchants=300, days=60, payments=60_000, fraud_rate=0.01),
    Scenario(seed=111, cards=1_000, merchants=400, days=35, payments=60_000, fraud_rate=0.01),
    Scenario(seed=112, cards=700, merchants=250, days=60, payments=60_000, fraud_rate=0.01),
)
UNSEEN: Final = Scenario(seed=7)
"""Other people than those of the training: nothing is fitted or chosen on it."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A payment of a simulation, its features and the fraud pattern it belongs to."""

    payment: Payment
    values: tuple[FeatureValue, ...]
    pattern: str | None


@dataclass(frozen=True, slots=True)
class Replay:
    """The payments of a simulation that are not late, all labels, and the hash of both."""

    payments: tuple[Replayed, ...]
    labels: tuple[Label, ...]
    data_sha256: str


def replay(scenario: Scenario) -> Replay:
    """Simulates a scenario and computes its features as the job would, in order of arrival."""
    records = wire_records(scenario, Disorder(seed=scenario.seed))
    labels = tuple(simulated_labels(scenario))
    digest = sha256()
    for record in records:
        digest.update(b"%d %d\n" % (len(record.raw), record.is_fraud is True))
        digest.update(record.raw)
    for label in labels:
        digest.update(encode(label))
    return Replay(tuple(_replayed(records, labels)), labels, digest.hexdigest())


def _replayed(records: Iterable[SimulatedRecord], labels: Sequence[Label]) -> Iterable[Replayed]:
    decoder = PaymentDecoder(contract=payment_contract(SHIPPED))
    replayer = Replayer(LIMITS, plan=payment_plan(SHIPPED, LIMITS, CANDIDATES))
    decoded = [(decoder.decode(record.raw, NOW_MS), record.pattern) for record in records]
    payments = [found for found, _ in decoded if isinstance(found, Payment)]
    patterns = {
        found.transaction_id: pattern for found, pattern in decoded if isinstance(found, Payment)
    }
    for item in merged(payments, labels):
        if isinstance(item, Label):
            replayer.feed_label(item)
            continue
        replayed = replayer.feed(item)
        if replayed.kind == "accepted":
            yield Replayed(item, replayed.values, patterns[item.transaction_id])


def table_of(replays: Sequence[Replay]) -> TrainingTable:
    """All payments in one table; cards and merchants of different scenarios are different ones."""
    rows = [(number, row) for number, part in enumerate(replays) for row in part.payments]
    payments = [row.payment for _, row in rows]
    cards, card_ids = _codes([f"{number}/{row.payment.card_id}" for number, row in rows])
    merchants, merchant_ids = _codes([f"{n}/{row.payment.merchant_id}" for n, row in rows])
    times = np.array([payment.event_time_ms for payment in payments], dtype=np.int64)
    data_id = sha256("".join(part.data_sha256 for part in replays).encode()).hexdigest()
    return TrainingTable(
        transaction_id=np.array([payment.transaction_id for payment in payments], dtype=object),
        card=cards,
        merchant=merchants,
        card_ids=card_ids,
        merchant_ids=merchant_ids,
        event_time_ms=times,
        amount_minor=np.array([payment.amount_minor for payment in payments], dtype=np.int64),
        currency=np.array([payment.currency for payment in payments], dtype=object),
        country=np.array([payment.country for payment in payments], dtype=object),
        channel=np.array([payment.channel for payment in payments], dtype=object),
        late=np.zeros(len(rows), dtype=np.bool_),
        values=np.array(
            [[np.nan if v is None else float(v) for v in row.values] for _, row in rows]
        ),
        feature_names=CANDIDATES,
        labels=_labels(payments, [label for part in replays for label in part.labels]),
        left_out={},
        feedback_delay_ms=FEEDBACK_DELAY_MS,
        data_id=f"simulated-{data_id}",
    )


def _labels(payments: Sequence[Payment], labels: Sequence[Label]) -> LabelColumns:
    row_of = {payment.transaction_id: row for row, payment in enumerate(payments)}
    found = sorted(
        (row_of[label.transaction_id], label.reported_time_ms, label.is_fraud)
        for label in labels
        if label.transaction_id in row_of
    )
    return LabelColumns(
        np.array([row for row, _, _ in found], dtype=np.int64),
        np.array([reported_ms for _, reported_ms, _ in found], dtype=np.int64),
        np.array([is_fraud for _, _, is_fraud in found], dtype=np.bool_),
    )


def _codes(names: Sequence[str]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    ids, codes = np.unique(names, return_inverse=True)
    return codes.astype(np.int64), tuple(ids.tolist())


def all_rows(table: TrainingTable, model: FittedModel) -> Rows:
    """Every payment of `table` with its newest label."""
    times = table.event_time_ms
    period = Period(int(times.min()), int(times.max()) + 1)
    knowledge = Knowledge(period.to_ms + FEEDBACK_DELAY_MS, FEEDBACK_DELAY_MS)
    return labelled_rows(table, model.features, period, knowledge, model.missing_value)


def train(
    replays: Sequence[Replay], unseen: Replay, settings: TrainSettings = SETTINGS
) -> ModelArtifact:
    """Fits to `replays`, exports, checks on every row and measures on `unseen`."""
    table = table_of(replays)
    times = table.event_time_ms
    period = Period(int(times.min()), int(times.max()) + 1)
    model = fit(table, period, period.to_ms + FEEDBACK_DELAY_MS, settings, _progress)
    artifact = to_artifact(
        model,
        all_rows(table, model).inputs,
        Identity(NAME, VERSION, table.data_id, table.definitions),
    )
    metrics = {
        **{f"later_days.{name}": value for name, value in model.report.measured.items()},
        **_measured(model, unseen),
    }
    manifest = msgspec.structs.replace(artifact.manifest, metrics=metrics)
    others = table_of([unseen])
    scored = Scored(others, np.arange(len(others)), "other people than those of the training")
    profile = profile_of(table, model, period, scored)
    return with_profile(replace(artifact, manifest=manifest), profile)


def _measured(model: FittedModel, unseen: Replay) -> dict[str, float]:
    rows = all_rows(table_of([unseen]), model)
    patterns = np.array([row.pattern or "" for row in unseen.payments])
    # Measured by the truth: some frauds are never reported.
    rows = replace(rows, fraud=patterns != "")
    scores = model.score_inputs(rows.inputs)
    reached = scores >= model.thresholds.flag
    return measure(rows, scores, model.thresholds, "unseen.") | {
        f"unseen.detection_flag_{pattern}": round(float(reached[patterns == pattern].mean()), 6)
        for pattern in np.unique(patterns[rows.fraud]).tolist()
    }


def _progress(line: str) -> None:
    sys.stderr.write(f"train: {line}\n")


def main(directory: Path) -> None:
    """Trains and writes; says what it wrote."""
    artifact = train([replay(scenario) for scenario in TRAINING], replay(UNSEEN))
    save_artifact(directory, artifact)
    manifest = artifact.manifest
    lines = [
        f"{directory}: {len(artifact.onnx_bytes)} bytes, sha256 {manifest.sha256}",
        f"flag from {manifest.thresholds['flag']}, block from {manifest.thresholds['block']}",
        *(f"{name} {value}" for name, value in manifest.metrics.items()),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED_MODEL)
