"""Trains the model that comes with the package, on simulated payments, and writes its artifact.

    scenarios --> records in disorder --> the job's feature code --> training table
        --> `models.training.fit` --> measured on other people --> ONNX + manifest

Everything is seeded: two runs with the same library versions write the same bytes.

    uv run --group training python -m scripts.train_shipped_model [DIRECTORY]
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from events.codec import PaymentDecoder
from events.decision import FeatureValue
from events.payment import Payment
from features.catalogue import DAY_MS, FEATURES
from features.replayer import Replayer
from models.artifact import SHIPPED_MODEL, ModelArtifact, save_artifact
from models.training.export import Identity, to_artifact
from models.training.fit import fit
from models.training.fitted_model import FittedModel
from models.training.knowledge import Knowledge
from models.training.measures import measure
from models.training.period import Period
from models.training.rows import Rows, labelled_rows
from models.training.settings import TrainSettings
from models.training.thresholds import Limits
from simulator.disorder_settings import Disorder
from simulator.malformed import YEAR_2100_MS
from simulator.record import SimulatedRecord
from simulator.scenario import Scenario, wire_records
from trainset.table import LabelColumns, TrainingTable

NAME: Final = "fraud"
VERSION: Final = "1"
REPORT_DELAY_MS: Final = 7 * DAY_MS
SETTINGS: Final = TrainSettings(limits=Limits(max_flagged_genuine=0.02, max_blocked_genuine=0.002))
TRAINING: Final = (
    Scenario(seed=101, cards=600, merchants=250, days=45, payments=60_000, fraud_rate=0.01),
    Scenario(seed=102, cards=300, merchants=150, days=45, payments=40_000, fraud_rate=0.01),
    Scenario(seed=103, cards=1_000, merchants=350, days=45, payments=60_000, fraud_rate=0.01),
    Scenario(seed=104, cards=600, merchants=400, days=45, payments=45_000, fraud_rate=0.01),
    Scenario(seed=105, cards=450, merchants=200, days=45, payments=60_000, fraud_rate=0.01),
)
UNSEEN: Final = Scenario(seed=7)
"""Other people than those of the training: nothing is fitted or chosen on it."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The payments of a simulation with their features, and the hash of their records."""

    payments: tuple["Replayed", ...]
    data_sha256: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """A payment of a simulation, its features and the fraud pattern it belongs to."""

    payment: Payment
    values: tuple[FeatureValue, ...]
    pattern: str | None


def replay(scenario: Scenario) -> Replay:
    """Simulates a scenario and computes its features as the job would, in order of arrival."""
    records = wire_records(scenario, Disorder(seed=scenario.seed))
    digest = sha256()
    for record in records:
        digest.update(b"%d %d\n" % (len(record.raw), record.is_fraud is True))
        digest.update(record.raw)
    return Replay(tuple(_replayed(records)), digest.hexdigest())


def _replayed(records: Iterable[SimulatedRecord]) -> Iterable[Replayed]:
    decoder, replayer = PaymentDecoder(), Replayer()
    for record in records:
        payment = decoder.decode(record.raw, YEAR_2100_MS - 1_000_000_000)
        if isinstance(payment, Payment):
            found = replayer.feed(payment)
            if found.kind == "accepted":
                yield Replayed(payment, found.values, record.pattern)


def table_of(replays: Sequence[Replay]) -> TrainingTable:
    """All payments in one table; every fraud is reported after `REPORT_DELAY_MS`.

    Cards and merchants of different scenarios are different ones.
    """
    rows = [(number, row) for number, part in enumerate(replays) for row in part.payments]
    payments = [row.payment for _, row in rows]
    cards, card_ids = _codes([f"{number}/{row.payment.card_id}" for number, row in rows])
    merchants, merchant_ids = _codes([f"{n}/{row.payment.merchant_id}" for n, row in rows])
    times = np.array([payment.event_time_ms for payment in payments], dtype=np.int64)
    frauds = np.flatnonzero([row.pattern is not None for _, row in rows])
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
        feature_names=tuple(feature.name for feature in FEATURES),
        labels=LabelColumns(
            frauds, times[frauds] + REPORT_DELAY_MS, np.ones(frauds.size, dtype=np.bool_)
        ),
        left_out={
            feature.name: "the simulation has no labels"
            for feature in FEATURES
            if "label" in feature.fields
        },
        feedback_delay_ms=REPORT_DELAY_MS,
        data_id=f"simulated-{data_id}",
    )


def _codes(names: Sequence[str]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    ids, codes = np.unique(names, return_inverse=True)
    return codes.astype(np.int64), tuple(ids.tolist())


def all_rows(table: TrainingTable, model: FittedModel) -> Rows:
    """Every payment of `table` with its newest label."""
    times = table.event_time_ms
    period = Period(int(times.min()), int(times.max()) + 1)
    knowledge = Knowledge(period.to_ms + REPORT_DELAY_MS, REPORT_DELAY_MS)
    return labelled_rows(table, model.features, period, knowledge, model.missing_value)


def train(
    replays: Sequence[Replay], unseen: Replay, settings: TrainSettings = SETTINGS
) -> ModelArtifact:
    """Fits to `replays`, exports, checks on every row and measures on `unseen`."""
    table = table_of(replays)
    times = table.event_time_ms
    period = Period(int(times.min()), int(times.max()) + 1)
    model = fit(table, period, period.to_ms + REPORT_DELAY_MS, settings, _progress)
    artifact = to_artifact(
        model, all_rows(table, model).inputs, Identity(NAME, VERSION, table.data_id)
    )
    metrics = {
        **{f"later_days.{name}": value for name, value in model.report.measured.items()},
        **_measured(model, unseen),
    }
    manifest = msgspec.structs.replace(artifact.manifest, metrics=metrics)
    return ModelArtifact(manifest, artifact.onnx_bytes, artifact.explainer_bytes)


def _measured(model: FittedModel, unseen: Replay) -> dict[str, float]:
    rows = all_rows(table_of([unseen]), model)
    scores = model.score_inputs(rows.inputs)
    patterns = np.array([row.pattern or "" for row in unseen.payments])
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
        f"flag from {manifest.thresholds.flag}, block from {manifest.thresholds.block}",
        *(f"{name} {value}" for name, value in manifest.metrics.items()),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED_MODEL)
