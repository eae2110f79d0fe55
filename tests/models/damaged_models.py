"""Loads damaged models until one raises what it must not: a program, since a graph can kill it.

python -m tests.models.damaged_models GRAPHS EXPLAINERS MANIFESTS
"""

import sys
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from features.fraud.catalogue import SHIPPED
from models.fraud.artifact import load_model_for
from models.fraud.reasons import ModelReasons
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.artifact import MANIFEST_FILE, ModelArtifact, ModelArtifactError, save_artifact
from models.shared.explanation.image import ExplainerError
from models.shared.onnx_graph import ModelMismatchError
from models.shared.scorer import OnnxScorer
from tests.models.tiny_model import tiny_artifact
from tests.strategies.damage import damaged

_STATED: Final = (ModelMismatchError, ModelArtifactError, ExplainerError)
_NAMES: Final = tuple(feature.name for feature in SHIPPED.features)
_SHIPPED: Final = load_model_for(SHIPPED_MODEL, SHIPPED)


def _used(artifact: ModelArtifact) -> str:
    try:
        ModelReasons(OnnxScorer(artifact, _NAMES))
    except _STATED as error:
        return "refused" if str(error).count("\n") == 0 else f"several lines: {error}"
    except Exception as error:  # noqa: BLE001 - shown by the test
        return f"{type(error).__name__}: {error}"
    return "loaded"


def _graph(random: Random) -> str:
    tiny = tiny_artifact()
    return _used(ModelArtifact(tiny.manifest, damaged(tiny.onnx_bytes, random)))


def _explainer(random: Random) -> str:
    explainer = damaged(_SHIPPED.explainer_bytes or b"", random)
    return _used(ModelArtifact(_SHIPPED.manifest, _SHIPPED.onnx_bytes, explainer))


def _manifest(random: Random, folder: Path) -> str:
    save_artifact(folder, _SHIPPED)
    path = folder / MANIFEST_FILE
    path.write_bytes(damaged(path.read_bytes(), random))
    try:
        artifact = load_model_for(folder, SHIPPED)
    except ModelArtifactError:
        return "refused"
    except Exception as error:  # noqa: BLE001 - shown by the test
        return f"{type(error).__name__}: {error}"
    return _used(artifact)


def main(graphs: int, explainers: int, manifests: int) -> None:
    """Prints how often what came of it."""
    random = Random(1)
    found: Counter[str] = Counter(_graph(random) for _ in range(graphs))
    found.update(_explainer(random) for _ in range(explainers))
    with TemporaryDirectory() as folder:
        found.update(_manifest(random, Path(folder)) for _ in range(manifests))
    for outcome, times in sorted(found.items()):
        sys.stdout.write(f"{times} {outcome}\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
