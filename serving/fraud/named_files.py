"""The files that a job's settings name to decide by, and what they hold just now."""

import os
from collections.abc import Mapping
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Final, Self

from features.fraud.definitions import definitions_path
from features.shared.regular_file import open_regular
from jobs.fraud.settings import FraudSettings
from models.shared.artifact import MANIFEST_FILE, MODEL_FILE
from models.shared.explanation.image import EXPLAINER_FILE
from udfs.fraud.loading import model_path, rules_path

_OF_MODEL: Final = (MODEL_FILE, MANIFEST_FILE, EXPLAINER_FILE)
_NOT_THERE: Final = b"-"
_BLOCK_BYTES: Final = 1 << 20


class NamedFiles:
    """Definitions, rules and model, each by the name of its setting.

    Args:
        paths: a file, or the folder of a model, by the name of the setting.
    """

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = paths

    @classmethod
    def of(cls, settings: FraudSettings) -> Self:
        """Those of settings; what comes with the code is not among them."""
        named = {
            "features.definitions": definitions_path(settings.features_definitions),
            "decision.rules": rules_path(settings.decision_rules),
            "decision.model": model_path(settings.decision_model),
        }
        return cls({name: path for name, path in named.items() if path is not None})

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._paths)

    def digest(self) -> str:
        """What tells one content of all of them from another; of a file that is not there, too."""
        whole = blake2b(digest_size=16)
        for setting, path in self._paths.items():
            read = [path / name for name in _OF_MODEL] if setting == "decision.model" else [path]
            for one in read:
                whole.update(_digest(one))
        return whole.hexdigest()

    def without_paths(self, text: str) -> str:
        """A text in which the setting stands for the path that it gives."""
        for setting, path in self._paths.items():
            text = text.replace(str(path), setting)
        for path in self._paths.values():
            # Of a file that another names, such as one of rates, which stands beside it.
            if path.parent.name:
                text = text.replace(f"{path.parent}/", "")
        return text


def _digest(path: Path) -> bytes:
    digest = sha256()
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            # What somebody writes meanwhile is for the next look.
            left = os.fstat(file.fileno()).st_size
            while left > 0 and (block := file.read(min(left, _BLOCK_BYTES))):
                digest.update(block)
                left -= len(block)
    except OSError:
        return _NOT_THERE
    return digest.digest()
