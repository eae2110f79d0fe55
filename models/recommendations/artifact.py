"""Ranker artifacts: the shipped one, or a team's own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from features.shared.placed_file import in_code
from models.recommendations.ranker import Ranker
from models.shared.artifact import load_artifact
from models.shared.manifest import ModelManifest

DEFAULT: Final = "default"
SHIPPED: Final = Path(__file__).parent / "artifacts" / "ranker-v1"


def load_ranker(path: str, names: Sequence[str]) -> Ranker:
    """The ranker of a path, or the shipped one where it is `DEFAULT`.

    Args:
        path: of the artifact.
        names: of the inputs that there are.

    Raises:
        ModelArtifactError: the artifact is not usable.
        ModelMismatchError: the ranker reads an input that there is not, or does not load.
    """

    def faults(manifest: ModelManifest) -> list[str]:
        unknown = [name for name in manifest.features if name not in names]
        return [f"features: {name!r} is no input of these definitions" for name in unknown]

    directory = SHIPPED if path == DEFAULT else in_code(path, SHIPPED.parent)
    return Ranker(load_artifact(directory, faults), names)
