"""Artifacts of the fraud system's models."""

from collections.abc import Collection
from pathlib import Path

from models.fraud.thresholds import threshold_faults
from models.shared.artifact import ModelArtifact, load_artifact


def load_fraud_model(directory: Path, known_features: Collection[str]) -> ModelArtifact:
    """The artifact in `directory`, see `load_artifact`.

    Raises:
        ModelArtifactError: with every fault found, impossible thresholds among them.
    """
    return load_artifact(directory, known_features, threshold_faults)
