"""How long a model takes: one payment, a batch, its contributions, its reasons, its features.

``features_us`` is CPU time a payment for all that decisions need with it: the written features,
those of the rules and its own. ``occlusion_us`` is what contributions take for a model without an
explainer file. Several models are measured in turns, each figure the least of the rounds.

python -m bench.model_scoring [--rows N] [--model DIRECTORY ...] [--json]
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.replay_loop import run, stream
from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue
from features.fraud.catalogue import SHIPPED
from features.fraud.payment_plan import payment_plan
from features.fraud.replayer import Replayer
from features.shared.limits import HistoryLimits
from models.fraud.artifact import load_model_for
from models.fraud.given_features import needed_names
from models.fraud.reasons import ModelReasons
from models.fraud.rules import load_default_rules, rules_schema
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.artifact import ModelArtifact
from models.shared.explanation.occlusion import OcclusionExplainer
from models.shared.scorer import OnnxScorer

ROUNDS: Final = 5

Figures = dict[str, float]


def payments(count: int, names: tuple[str, ...]) -> list[list[FeatureValue]]:
    """Random values of the type of each feature; a model takes the same time for all."""
    chance = random.Random(1)
    makers: dict[str, Callable[[], FeatureValue]] = {
        "int": lambda: int(chance.lognormvariate(4, 3)),
        "float": lambda: chance.lognormvariate(1, 2),
        "bool": lambda: chance.choice((True, False)),
    }
    features = {one.name: one for one in SHIPPED.features}
    read = [features[name] for name in names]
    return [
        [None if one.nullable and chance.randrange(5) == 0 else makers[one.kind]() for one in read]
        for _ in range(count)
    ]


def microseconds(work: Callable[[], object], rows: int) -> float:
    """The CPU time per row."""
    started = time.process_time()
    work()
    return (time.process_time() - started) / rows * 1e6


def scoring(artifact: ModelArtifact, count: int) -> Callable[[], Figures]:
    """What measures the scores and reasons of `count` payments once."""
    names = artifact.manifest.features
    scorer = OnnxScorer(artifact, names)
    rows = payments(count, names)
    few = rows[: max(1, count // 10)]
    reasons, occlusion = ModelReasons(scorer), OcclusionExplainer(scorer)
    inputs = scorer.matrix(few)
    return lambda: {
        "score_us": microseconds(lambda: [scorer.score(row) for row in rows], len(rows)),
        "batch_us_per_row": microseconds(lambda: scorer.score_batch(rows), len(rows)),
        "contributions_us": microseconds(lambda: [reasons.explain(row) for row in few], len(few)),
        "reasons_us": microseconds(lambda: [reasons.top(row) for row in few], len(few)),
        "occlusion_us": microseconds(lambda: [occlusion.explain(row) for row in inputs], len(few)),
    }


def computing(artifact: ModelArtifact, events: list[Payment | Label]) -> Callable[[], Figures]:
    """What measures once how long the features of decisions by a model take."""
    rules = load_default_rules(rules_schema(SHIPPED))
    needed = needed_names(SHIPPED, rules, artifact.manifest.features)
    plan = payment_plan(SHIPPED, HistoryLimits(), needed)
    return lambda: {
        "features": float(len(needed)),
        "features_us": run(events, Replayer(plan=plan))[0],
    }


def measure(directories: list[Path], count: int) -> dict[str, Figures]:
    """The figures of every model by its directory, taken in turns."""
    events = stream()
    taken: dict[str, list[Figures]] = {}
    parts = []
    for directory in directories:
        artifact = load_model_for(directory, SHIPPED)
        parts.append((str(directory), scoring(artifact, count), computing(artifact, events)))
    for _ in range(ROUNDS):
        for name, score, compute in parts:
            taken.setdefault(name, []).append(score() | compute())
    return {
        name: {what: round(min(one[what] for one in rounds), 2) for what in rounds[0]}
        for name, rounds in taken.items()
    }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument(
        "--model", type=Path, action="append", help="directory of a model; the shipped one"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.model or [SHIPPED_MODEL], options.rows)
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for name, figures in found.items():
        sys.stdout.write(f"{name}: {options.rows} rows\n")
        for what, value in figures.items():
            sys.stdout.write(f"  {what:18} {value}\n")


if __name__ == "__main__":
    main()
