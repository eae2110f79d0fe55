"""Artifacts of the fraud system's models."""

from collections.abc import Collection
from pathlib import Path

from events.shared.spelling import nearest
from features.fraud.definitions import feature_meanings
from features.shared.definitions.model import Definitions
from models.fraud.thresholds import threshold_faults
from models.shared.artifact import ModelArtifact, load_artifact
from models.shared.feature_faults import meaning_fault
from models.shared.manifest import ModelManifest


def load_fraud_model(directory: Path, known_features: Collection[str]) -> ModelArtifact:
    """The artifact in `directory`, whose features must all be among `known_features`.

    Raises:
        ModelArtifactError: with every fault found, see `load_artifact`.
    """

    def faults(manifest: ModelManifest) -> list[str]:
        unknown = [name for name in manifest.features if name not in known_features]
        return [
            *(f"features: unknown {name!r}" for name in dict.fromkeys(unknown)),
            *threshold_faults(manifest.thresholds),
        ]

    return load_artifact(directory, faults)


def load_model_for(directory: Path, definitions: Definitions) -> ModelArtifact:
    """The artifact in `directory`, which must read features that mean what it learned them as.

    A model without fingerprints of its features is taken by their names.

    Raises:
        ModelArtifactError: with every fault found, see `load_artifact`; a feature that the
            definitions do not have, or have with another meaning, is named.
    """

    def faults(manifest: ModelManifest) -> list[str]:
        return [
            *_feature_faults(manifest, definitions),
            *threshold_faults(manifest.thresholds),
        ]

    return load_artifact(directory, faults)


def _feature_faults(manifest: ModelManifest, definitions: Definitions) -> list[str]:
    path, kinds = definitions.path, {one.name: one.kind for one in definitions.features}
    meanings = feature_meanings(definitions)
    faults = []
    for name in dict.fromkeys(manifest.features):
        other = meaning_fault(name, manifest, definitions, meanings)
        if name not in kinds:
            faults.append(
                f"features: {name!r}: the model reads it, {path} has no such feature"
                f"{nearest(name, kinds)}"
            )
        elif kinds[name] in ("text", "list"):
            faults.append(
                f"features: {name!r}: is a {kinds[name]} in {path}, a model reads numbers"
            )
        elif other is not None:
            faults.append(other)
    return faults
