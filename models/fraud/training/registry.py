"""The registry: a folder of models, each version in a directory that never changes.

::

    REGISTRY/
      fraud/
        1/  model.onnx  manifest.json  profile.json  metrics.json  lineage.json  MODEL_CARD.md
        2/  ...

A version's directory is a model artifact: the job and `load_artifact` read it as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Final

import msgspec

from models.fraud.training.lineage import Lineage
from models.fraud.training.report import TrainReport
from models.shared.artifact import ModelArtifact, save_artifact

METRICS_FILE: Final = "metrics.json"
LINEAGE_FILE: Final = "lineage.json"
MODEL_CARD_FILE: Final = "MODEL_CARD.md"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is written for one version beside the artifact."""

    report: TrainReport
    lineage: Lineage
    model_card: str


class Registry:
    """Models by name and version, in a folder that is made with the first one.

    Args:
        folder: of the registry.
    """

    def __init__(self, folder: Path) -> None:
        self.folder: Final = folder

    def versions(self, name: str) -> tuple[int, ...]:
        """The versions of a model, the oldest first; empty for an unknown one."""
        directory = self._directory(name)
        if not directory.is_dir():
            return ()
        return tuple(sorted(int(path.name) for path in directory.iterdir() if path.name.isdigit()))

    def next_version(self, name: str) -> int:
        """One above the newest version, 1 for the first."""
        return max(self.versions(name), default=0) + 1

    def save(self, artifact: ModelArtifact, entry: Entry) -> Path:
        """Writes the version that the artifact's manifest names, and returns its directory.

        All files are written aside and then renamed, so that a version is there whole or not.

        Raises:
            FileExistsError: the version exists; versions are never overwritten.
            ValueError: the name or the version of the manifest is not one for a registry.
        """
        manifest = artifact.manifest
        if not manifest.version.isdigit():
            raise ValueError(f"version: {manifest.version!r}, expected a whole number")
        parent = self._directory(manifest.name)
        target = parent / manifest.version
        if target.exists():
            raise FileExistsError(f"{target}: exists already, versions are never overwritten")
        parent.mkdir(parents=True, exist_ok=True)
        aside = Path(mkdtemp(prefix=f".{manifest.version}-", dir=parent))
        try:
            save_artifact(aside, artifact)
            for file_name, text in _texts(entry).items():
                (aside / file_name).write_bytes(text)
            aside.chmod(0o755)
            _rename_to_new(aside, target)
        except BaseException:
            rmtree(aside, ignore_errors=True)
            raise
        return target

    def _directory(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"name: {name!r}, expected lower-case letters, digits, - and _, at most 64"
            )
        return self.folder / name


def _texts(entry: Entry) -> Mapping[str, bytes]:
    return {
        METRICS_FILE: _json(entry.report),
        LINEAGE_FILE: _json(entry.lineage),
        MODEL_CARD_FILE: entry.model_card.encode(),
    }


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _rename_to_new(source: Path, target: Path) -> None:
    """Renames a directory; a target that somebody else has made meanwhile stays."""
    try:
        source.rename(target)
    except OSError as error:
        raise FileExistsError(f"{target}: was made by another training meanwhile") from error
