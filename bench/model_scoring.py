"""How long the shipped model takes: one payment, a batch, its contributions and its reasons.

``occlusion_us`` is what contributions take for a model without an explainer file.

python -m bench.model_scoring [--rows N] [--json]
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from statistics import median

from events.shared.feature_value import FeatureValue
from features.fraud.catalogue import FEATURES
from models.fraud.artifact import load_fraud_model
from models.fraud.reasons import ModelReasons
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.explanation.occlusion import OcclusionExplainer
from models.shared.scorer import OnnxScorer

ROUNDS = 5


def payments(count: int) -> list[list[FeatureValue]]:
    """Random values of every feature's type; the model takes the same time for all."""
    chance = random.Random(1)
    makers: dict[str, Callable[[], FeatureValue]] = {
        "int": lambda: int(chance.lognormvariate(4, 3)),
        "float": lambda: chance.lognormvariate(1, 2),
        "bool": lambda: chance.choice((True, False)),
    }
    return [
        [
            None if feature.nullable and chance.randrange(5) == 0 else makers[feature.kind]()
            for feature in FEATURES
        ]
        for _ in range(count)
    ]


def microseconds(work: Callable[[], object], rows: int) -> float:
    """Median over the rounds of the time per row."""
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) / rows * 1e6)
    return round(median(taken), 2)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    artifact = load_fraud_model(SHIPPED_MODEL, [feature.name for feature in FEATURES])
    scorer = OnnxScorer(artifact, artifact.manifest.features)
    rows = payments(options.rows)
    few = rows[: max(1, options.rows // 10)]
    reasons, occlusion = ModelReasons(scorer), OcclusionExplainer(scorer)
    inputs = scorer.matrix(few)
    found = {
        "score_us": microseconds(lambda: [scorer.score(row) for row in rows], len(rows)),
        "batch_us_per_row": microseconds(lambda: scorer.score_batch(rows), len(rows)),
        "contributions_us": microseconds(lambda: [reasons.explain(row) for row in few], len(few)),
        "reasons_us": microseconds(lambda: [reasons.top(row) for row in few], len(few)),
        "occlusion_us": microseconds(lambda: [occlusion.explain(row) for row in inputs], len(few)),
        "rows": len(rows),
    }
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for name, value in found.items():
        sys.stdout.write(f"{name:18} {value}\n")


if __name__ == "__main__":
    main()
