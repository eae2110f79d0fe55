"""A model artifact, verified at load: a directory with ``model.onnx`` and ``manifest.json``.

Optional beside them: ``explainer.msgpack``, from which exact contributions are computed, and
``profile.json``, what it was trained on, which is read and verified by `load_profile` alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from events.shared.model_ref import ModelRef
from features.shared.regular_file import read_regular
from models.shared.explanation.image import EXPLAINER_FILE, ExplainerError, decode_explainer
from models.shared.manifest import ModelManifest
from models.shared.profile.model_profile import PROFILE_FILE

MODEL_FILE: Final = "model.onnx"
MANIFEST_FILE: Final = "manifest.json"


class ModelArtifactError(ValueError):
    """An artifact that must not be used; its text has one line for every fault."""

    def __init__(self, directory: Path, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"model artifact {directory}: {fault}" for fault in faults))


@dataclass(frozen=True, slots=True)
class ModelArtifact:
    """A verified model: its manifest, the bytes of its ONNX graph and those of its explainer.

    Those of its profile are there only while it is made: nothing that decides reads them.
    """

    manifest: ModelManifest
    onnx_bytes: bytes
    explainer_bytes: bytes | None = None
    profile_bytes: bytes | None = None

    @property
    def ref(self) -> ModelRef:
        """What a decision says about its model."""
        return ModelRef(self.manifest.name, self.manifest.version, self.manifest.sha256)


def load_artifact(
    directory: Path, system_faults: Callable[[ModelManifest], list[str]]
) -> ModelArtifact:
    """The artifact in `directory`.

    Args:
        directory: of the artifact.
        system_faults: what is wrong with a manifest as the model's system sees it, such as features
            that it does not have.

    Raises:
        ModelArtifactError: with every fault found: a missing or unreadable file, bad JSON, a
            hash that does not fit, a broken explainer, repeated features, faults of the system.
    """
    faults: list[str] = []
    onnx_bytes = _read(directory / MODEL_FILE, faults)
    manifest = _parse(_read(directory / MANIFEST_FILE, faults), faults)
    explainer_bytes = None
    if manifest is not None:
        found = [*manifest.faults(), *system_faults(manifest)]
        faults += [f"{MANIFEST_FILE}: {fault}" for fault in found]
        if onnx_bytes is not None and sha256(onnx_bytes).hexdigest() != manifest.sha256:
            faults.append(
                f"{MODEL_FILE}: its sha256 is {sha256(onnx_bytes).hexdigest()},"
                f" the manifest says {manifest.sha256!r}"
            )
        explainer_bytes = _explainer(directory, manifest, faults)
    if faults or manifest is None or onnx_bytes is None:
        raise ModelArtifactError(directory, faults)
    return ModelArtifact(manifest, onnx_bytes, explainer_bytes)


def save_artifact(directory: Path, artifact: ModelArtifact) -> None:
    """Writes its files, making the directory if need be."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / MODEL_FILE).write_bytes(artifact.onnx_bytes)
    _write_or_remove(directory / EXPLAINER_FILE, artifact.explainer_bytes)
    _write_or_remove(directory / PROFILE_FILE, artifact.profile_bytes)
    encoded = msgspec.json.encode(artifact.manifest)
    (directory / MANIFEST_FILE).write_bytes(msgspec.json.format(encoded, indent=2) + b"\n")


def _write_or_remove(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(content)


def _read(path: Path, faults: list[str]) -> bytes | None:
    try:
        return read_regular(path)
    except OSError as error:
        faults.append(f"{path.name}: cannot be read ({error.strerror})")
        return None


def _explainer(directory: Path, manifest: ModelManifest, faults: list[str]) -> bytes | None:
    path = directory / EXPLAINER_FILE
    if manifest.explainer_sha256 is None:
        if path.exists():
            faults.append(f"{EXPLAINER_FILE}: is there, but the manifest has no explainer_sha256")
        return None
    raw = _read(path, faults)
    if raw is None:
        return None
    if sha256(raw).hexdigest() != manifest.explainer_sha256:
        faults.append(
            f"{EXPLAINER_FILE}: its sha256 is {sha256(raw).hexdigest()},"
            f" the manifest says {manifest.explainer_sha256!r}"
        )
        return None
    try:
        decode_explainer(raw)
    except ExplainerError as error:
        faults.append(f"{EXPLAINER_FILE}: {error}")
    return raw


def _parse(raw: bytes | None, faults: list[str]) -> ModelManifest | None:
    if raw is None:
        return None
    try:
        return msgspec.json.decode(raw, type=ModelManifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        faults.append(f"{MANIFEST_FILE}: not a model manifest ({error})")
        return None
