"""Small fitted models of every kind, to be explained."""

from functools import cache
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from models.fraud.thresholds import Thresholds
from models.fraud.training.export import Card, classifier_artifact
from models.fraud.training.rows import Rows
from models.shared.artifact import ModelArtifact
from models.shared.training.calibration import Calibration
from models.shared.training.classifiers import Classifier

NAMES: Final = (
    "amount_minor",
    "card_count_1h",
    "card_speed_kmh",
    "card_new_merchant",
    "is_night",
    "merchant_mean_minor_7d",
)
REFERENCE: Final = {
    "amount_minor": 2.0,
    "card_count_1h": 1.0,
    "card_speed_kmh": None,
    "card_new_merchant": 0.0,
    "is_night": 0.0,
    "merchant_mean_minor_7d": 3e7,
}
KINDS: Final = ("boosting", "forest", "linear")


def rows(count: int = 800, seed: int = 5) -> Rows:
    """Rows with whole, large, missing and yes-or-no values, a fifth of them fraud."""
    rng = np.random.default_rng(seed)
    inputs = rng.lognormal(1.0, 1.0, size=(count, len(NAMES))).astype(np.float32)
    inputs[:, 1] = np.floor(inputs[:, 1])
    inputs[rng.random(count) < 0.5, 2] = -1.0
    inputs[:, 3:5] = inputs[:, 3:5] > 3
    inputs[:, 5] *= 1e7
    risk = inputs[:, 0] * (1 + inputs[:, 3]) + inputs[:, 1] * (inputs[:, 2] < 0)
    fraud = risk + rng.normal(size=count) > np.quantile(risk, 0.8)
    codes = np.arange(count, dtype=np.int64)
    return Rows(inputs, fraud, time_ms=codes, card=codes, amount_minor=codes)


@cache
def fitted(kind: str) -> Classifier:
    """A small classifier of `kind`."""
    classifiers: dict[str, Classifier] = {
        "boosting": HistGradientBoostingClassifier(
            max_iter=12, max_leaf_nodes=8, early_stopping=False, random_state=1
        ),
        "forest": RandomForestClassifier(n_estimators=7, max_depth=6, random_state=1),
        "linear": make_pipeline(StandardScaler(), LogisticRegression()),
    }
    data = rows()
    with threadpool_limits(limits=1):
        classifiers[kind].fit(data.inputs, data.fraud.astype(np.int64))
    return classifiers[kind]


@cache
def artifact(kind: str) -> ModelArtifact:
    """The classifier exported, as training does it."""
    card = Card("small", "1", NAMES, -1.0, Thresholds(0.3, 0.6), "small", dict(REFERENCE))
    return classifier_artifact(fitted(kind), Calibration(), rows().inputs, card)


def margins(kind: str, inputs: NDArray[np.float32]) -> NDArray[np.float64]:
    """The margins that scikit-learn computes: log-odds, or a forest's probabilities."""
    classifier = fitted(kind)
    if kind == "forest":
        return classifier.predict_proba(inputs)[:, 1]
    found: NDArray[np.float64] = classifier.decision_function(inputs)  # type: ignore[attr-defined]
    return found


def without_probes(model: ModelArtifact) -> ModelArtifact:
    """The same, to be explained by a changed explainer."""
    manifest = msgspec.structs.replace(model.manifest, probes=())
    return ModelArtifact(manifest, model.onnx_bytes, model.explainer_bytes)
