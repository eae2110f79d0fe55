"""What a model read where it was trained and what the definitions say of it now."""

from collections.abc import Iterator, Mapping

from features.shared.definitions.model import Definitions
from models.shared.manifest import ModelManifest


def meaning_faults(
    manifest: ModelManifest, definitions: Definitions, meanings: Mapping[str, str]
) -> Iterator[str]:
    """A line for each feature that means something else than where the model was trained.

    Args:
        manifest: of the model; without fingerprints of its features they are taken by their names.
        definitions: that the model is to be used with.
        meanings: fingerprint of each of their features, by name.
    """
    for name in dict.fromkeys(manifest.features):
        fault = meaning_fault(name, manifest, definitions, meanings)
        if fault is not None:
            yield fault


def meaning_fault(
    name: str, manifest: ModelManifest, definitions: Definitions, meanings: Mapping[str, str]
) -> str | None:
    """What is other than it was with one feature; None where nothing is, or it is not there."""
    learned, now = manifest.feature_meanings.get(name), meanings.get(name)
    if learned is None or now is None or learned == now:
        return None
    trained_on = manifest.definitions_sha256
    learned_by = "" if trained_on is None else f" (definitions with sha256 {trained_on})"
    return (
        f"features: {name!r}: means something else in {definitions.path} than where the model was"
        f" trained{learned_by}: train it on these definitions, or name the feature otherwise"
    )
