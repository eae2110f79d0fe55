"""The bundle for an older glibc scores as the usual one, though its ONNX Runtime is another."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.fraud.shipped_model import SHIPPED_MODEL
from models.fraud.training.export import PARITY_TOLERANCE, classifier_artifact
from models.fraud.training.fitting import fit_candidate
from models.shared.artifact import save_artifact
from models.shared.training.calibration import Calibration
from models.shared.training.classifiers import Settings
from models.shared.training.learners import LEARNERS, Candidate
from tests.cluster.flink_layout import ROOT, FlinkPython
from tests.models.training.test_export import CARD, rows_of

PROGRAM = Path(__file__).parent / "score_program.py"
SETTINGS: Mapping[str, Settings] = {
    "logistic": {"C": 1.0},
    "random_forest": {"n_estimators": 60, "max_leaf_nodes": 128},
    "gradient_boosting": {"max_iter": 60, "max_leaf_nodes": 31},
}


def _run(python: Path, path: str, *arguments: Path) -> dict[str, Any]:
    environ = {"PYTHONPATH": path, "PYTHONWARNINGS": "ignore"}
    command = [python, PROGRAM, *arguments]
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The shipped model, and one of every kind that can be trained."""
    folder = tmp_path_factory.mktemp("artifacts")
    rows = rows_of()
    for kind in LEARNERS:
        model = fit_candidate(
            Candidate(kind, SETTINGS[kind], "root"), rows, most_genuine=1_800, seed=1
        )
        artifact = classifier_artifact(model.classifier, Calibration(0.9, -0.5), rows.inputs, CARD)
        save_artifact(folder / kind, artifact)
    return [SHIPPED_MODEL, *(folder / kind for kind in LEARNERS)]


@pytest.fixture(scope="module")
def scored(
    artifacts: list[Path],
    unpacked_for_older_glibc: Path,
    flink_python: FlinkPython,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What both bundles' ONNX Runtimes say about the same rows."""
    rows = tmp_path_factory.mktemp("rows") / "rows.npy"
    rng = np.random.default_rng(11)
    np.save(rows, rng.lognormal(1.0, 2.0, size=(3_000, 64)).astype(np.float32))
    older = _run(flink_python.executable, str(unpacked_for_older_glibc / "dep"), rows, *artifacts)
    return older, _run(Path(sys.executable), str(ROOT), rows, *artifacts)


def test_both_have_the_onnx_runtime_that_they_should(
    scored: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    assert [each["onnxruntime"] for each in scored] == ["1.16.3", "1.25.1"]


@pytest.mark.parametrize("number", range(1 + len(LEARNERS)), ids=["shipped", *LEARNERS])
def test_no_score_differs(scored: tuple[dict[str, Any], dict[str, Any]], number: int) -> None:
    older, usual = (np.array(each["scores"][number]) for each in scored)
    assert older.size == 3_000
    assert np.ptp(usual) > 0.1
    assert np.abs(older - usual).max() <= PARITY_TOLERANCE
