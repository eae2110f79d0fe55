"""The manifest of a model artifact: what the model is, what it reads and how to act on it.

Evolution: a field may be added with a default; a changed meaning needs a new `schema_version`.
"""

from collections import Counter
from math import isfinite
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

MANIFEST_SCHEMA_VERSION: Final = 1


class Probe(Struct, frozen=True, forbid_unknown_fields=True):
    """A model input, missing values filled, and the score that training saw for it."""

    values: tuple[float, ...]
    score: float


class ModelManifest(Struct, frozen=True, forbid_unknown_fields=True):
    """The manifest, as JSON in ``manifest.json``.

    Attributes:
        name: of the model.
        version: of the model.
        sha256: of ``model.onnx``, hexadecimal.
        features: feature names in the order of the model's input.
        missing_value: what the model reads for a missing feature.
        thresholds: scores from which something is done, by its name; the system says what.
        training_data_id: identifies the events it was trained on.
        reference: usual value of each feature, None where it is usually missing.
        trained_with: library versions by name.
        metrics: measured on held-out events, by name.
        probes: inputs with their scores; a runtime that scores them otherwise is refused.
        explainer_sha256: of ``explainer.msgpack``, hexadecimal; None for a model without one.
        definitions_sha256: of the definitions that it was trained on; None where that is not known.
        feature_meanings: fingerprint of the meaning of each feature that it was trained on; empty
            where that is not known.
        profile_sha256: of ``profile.json``, hexadecimal; None for a model without one.
        schema_version: version of this format.
    """

    name: str
    version: str
    sha256: str
    features: tuple[str, ...]
    missing_value: float
    thresholds: dict[str, float]
    training_data_id: str
    reference: dict[str, float | None]
    trained_with: dict[str, str] = {}
    metrics: dict[str, float] = {}
    probes: tuple[Probe, ...] = ()
    explainer_sha256: str | None = None
    definitions_sha256: str | None = None
    feature_meanings: dict[str, str] = {}
    profile_sha256: str | None = None
    schema_version: int = MANIFEST_SCHEMA_VERSION

    def reference_row(self) -> NDArray[np.float32]:
        """The reference as the model's input: (features,), usually missing values filled."""
        usual = (self.reference[name] for name in self.features)
        return np.array([self.missing_value if v is None else v for v in usual], dtype=np.float32)

    def faults(self) -> list[str]:
        """What is wrong with it by itself, each fault naming its field; empty if nothing is."""
        checks = (
            (
                self.schema_version == MANIFEST_SCHEMA_VERSION,
                f"schema_version: {self.schema_version}, expected {MANIFEST_SCHEMA_VERSION}",
            ),
            (bool(self.name), "name: empty"),
            (bool(self.version), "version: empty"),
            (bool(self.training_data_id), "training_data_id: empty"),
            (bool(self.features), "features: empty"),
            (isfinite(self.missing_value), f"missing_value: {self.missing_value}, expected finite"),
        )
        return [
            *(text for holds, text in checks if not holds),
            *self._feature_faults(),
            *self._reference_faults(),
            *(
                f"probes: number {number} has {len(probe.values)} values,"
                f" expected {len(self.features)}"
                for number, probe in enumerate(self.probes, start=1)
                if len(probe.values) != len(self.features)
            ),
        ]

    def _feature_faults(self) -> list[str]:
        counts = Counter(self.features)
        return [
            *(f"features: {name!r} is listed {n} times" for name, n in counts.items() if n > 1),
            *(
                f"feature_meanings: {name!r} is not a feature"
                for name in self.feature_meanings
                if name not in counts
            ),
        ]

    def _reference_faults(self) -> list[str]:
        values = self.reference.items()
        return [
            *(
                f"reference: no value for {name!r}"
                for name in self.features
                if name not in self.reference
            ),
            *(
                f"reference: {name!r} is not a feature"
                for name in self.reference
                if name not in self.features
            ),
            *(
                f"reference: {name!r} is {v}, expected finite"
                for name, v in values
                if v is not None and not isfinite(v)
            ),
        ]
