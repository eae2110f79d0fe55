"""Scores rows with the models of artifacts; started with the Python path of a bundle.

score_program.py ROWS.npy ARTIFACT... --> {"onnxruntime": version, "scores": [[...], ...]}
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

from models.fraud.artifact import load_fraud_model
from models.shared.scorer import OnnxScorer


def _scores(artifact: Path, rows: Path) -> list[float]:
    features = json.loads((artifact / "manifest.json").read_text())["features"]
    scorer = OnnxScorer(load_fraud_model(artifact, features), features)
    return scorer.score_matrix(np.load(rows)[:, : len(features)])


if __name__ == "__main__":
    rows, *artifacts = map(Path, sys.argv[1:])
    scores = [_scores(artifact, rows) for artifact in artifacts]
    json.dump({"onnxruntime": onnxruntime.__version__, "scores": scores}, sys.stdout)
