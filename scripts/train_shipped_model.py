"""Trains the model that comes with the package, on simulated payments, and writes its artifact.

    scenarios --> records in disorder --> the job's feature code --> rows --> split by time
        --> fit --> thresholds on later days --> measures on the last days --> ONNX + manifest

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
from models.training.split import Split, joined_splits, split_by_time

from events.codec import PaymentDecoder
from events.payment import Payment
from features.catalogue import FEATURE_NAMES
from features.replayer import Replayer
from models.artifact import SHIPPED_MODEL, ModelArtifact, save_artifact
from models.training.classifiers import fitted
from models.training.export import Card, reference_values, to_artifact
from models.training.measures import measure
from models.training.rows import LabelledPayment, Rows, joined, rows_of
from models.training.thresholds import choose_thresholds
from simulator.disorder_settings import Disorder
from simulator.malformed import YEAR_2100_MS
from simulator.record import SimulatedRecord
from simulator.scenario import Scenario, wire_records

NAME: Final = "fraud"
VERSION: Final = "1"
KIND: Final = "gradient_boosting"
SEED: Final = 20
MISSING_VALUE: Final = -1.0
TRAIN_SHARE: Final = 0.65
VALIDATE_SHARE: Final = 0.15
FLAGGED_GENUINE: Final = 0.02
BLOCKED_GENUINE: Final = 0.002
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
    """The rows of a simulation, and the hash of the records they came from."""

    rows: Rows
    data_sha256: str


def replay(scenario: Scenario) -> Replay:
    """Simulates a scenario and computes its features as the job would, in order of arrival."""
    records = wire_records(scenario, Disorder(seed=scenario.seed))
    digest = sha256()
    for record in records:
        digest.update(b"%d %d\n" % (len(record.raw), record.is_fraud is True))
        digest.update(record.raw)
    payments = list(_labelled(records))
    return Replay(rows_of(payments, MISSING_VALUE), digest.hexdigest())


def _labelled(records: Iterable[SimulatedRecord]) -> Iterable[LabelledPayment]:
    decoder, replayer = PaymentDecoder(), Replayer()
    for record in records:
        payment = decoder.decode(record.raw, YEAR_2100_MS - 1_000_000_000)
        if not isinstance(payment, Payment):
            continue
        replayed = replayer.feed(payment)
        if replayed.kind == "accepted":
            yield LabelledPayment(replayed.values, payment.event_time_ms, record.pattern)


def train(replays: Sequence[Replay], unseen: Rows) -> ModelArtifact:
    """Fits, chooses thresholds, exports, checks and measures."""
    split = joined_splits(
        [split_by_time(part.rows, TRAIN_SHARE, VALIDATE_SHARE) for part in replays]
    )
    classifier = fitted(KIND, SEED, split.train)
    thresholds = choose_thresholds(
        classifier.predict_proba(split.validate.inputs)[:, 1],
        split.validate.fraud,
        flagged_genuine=FLAGGED_GENUINE,
        blocked_genuine=BLOCKED_GENUINE,
    )
    genuine = split.train.where(~split.train.fraud)
    data_id = sha256("".join(part.data_sha256 for part in replays).encode()).hexdigest()
    card = Card(
        name=NAME,
        version=VERSION,
        features=FEATURE_NAMES,
        missing_value=MISSING_VALUE,
        thresholds=thresholds,
        training_data_id=f"simulated-{data_id}",
        reference=reference_values(genuine, FEATURE_NAMES, MISSING_VALUE),
    )
    artifact = to_artifact(classifier, joined([*_parts(split), unseen]), card)
    metrics: dict[str, float] = {}
    for prefix, rows in (("test.", split.test), ("unseen.", unseen)):
        scores = classifier.predict_proba(rows.inputs)[:, 1]
        metrics |= measure(rows, scores, thresholds, prefix)
    manifest = msgspec.structs.replace(artifact.manifest, metrics=metrics)
    return replace(artifact, manifest=manifest)


def _parts(split: Split) -> tuple[Rows, Rows, Rows]:
    return split.train, split.validate, split.test


def main(directory: Path) -> None:
    """Trains and writes; says what it wrote."""
    replays = [replay(scenario) for scenario in TRAINING]
    artifact = train(replays, replay(UNSEEN).rows)
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
