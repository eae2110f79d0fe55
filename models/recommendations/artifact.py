"""Ranker artifacts: the shipped one, or a team's own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from features.recommendations.definitions import feature_meanings
from features.shared.definitions.model import Definitions
from features.shared.placed_file import in_code
from models.recommendations.ranker import Ranker
from models.shared.artifact import load_artifact
from models.shared.feature_faults import meaning_faults
from models.shared.manifest import ModelManifest

DEFAULT: Final = "default"
SHIPPED: Final = Path(__file__).parent / "artifacts" / "ranker-v1"


def load_ranker(path: str, names: Sequence[str], definitions: Definitions) -> Ranker:
    """The ranker of a path, or the shipped one where it is `DEFAULT`.

    Args:
        path: of the artifact.
        names: of the inputs that there are.
        definitions: of the declared features among them.

    Raises:
        ModelArtifactError: the artifact is not usable; an input that the definitions do not have,
            or have with another meaning than it learned, is named.
        ModelMismatchError: the ranker reads an input that there is not, or does not load.
    """

    def faults(manifest: ModelManifest) -> list[str]:
        return [
            *_unknown(manifest, names, definitions.path),
            *meaning_faults(manifest, definitions, feature_meanings(definitions)),
        ]

    directory = SHIPPED if path == DEFAULT else in_code(path, SHIPPED.parent)
    return Ranker(load_artifact(directory, faults), names)


def _unknown(manifest: ModelManifest, names: Sequence[str], path: str) -> list[str]:
    """One line with all inputs that there are not."""
    unknown = [repr(name) for name in manifest.features if name not in names]
    if not unknown:
        return []
    said = (
        f"features: {', '.join(unknown)}: no input of {path}; train a ranker on these definitions"
    )
    return [f"{said} (revstream train-recommender), or do without one (lists.ranker=none)"]
