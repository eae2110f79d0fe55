"""The model of a decision, found by the fingerprint in its record.

::

    --model DIR, REGISTRY/NAME/VERSION ..., the shipped model     the first with the record's sha256
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from events.shared.model_ref import ModelRef
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.artifact import MANIFEST_FILE
from reporting.wording import counted


class ModelSearch:
    """The models among which one is looked for.

    Args:
        given: directory of a model, looked at first.
        registry: folder of models by name and version; it need not be there.
    """

    def __init__(self, given: Path | None, registry: Path) -> None:
        listed = sorted(path.parent for path in registry.glob(f"*/*/{MANIFEST_FILE}"))
        self._registry, self._listed = registry, listed
        self._given = given
        self._refs = dict(self._read())

    def _read(self) -> Iterator[tuple[Path, ModelRef]]:
        given = () if self._given is None else (self._given,)
        for directory in (*given, *self._listed, SHIPPED_MODEL):
            try:
                raw = (directory / MANIFEST_FILE).read_bytes()
                yield directory, msgspec.json.decode(raw, type=ModelRef)
            except (OSError, msgspec.DecodeError, UnicodeDecodeError):
                continue

    def find(self, wanted: ModelRef) -> Path | None:
        """Directory of the model that a record names, None where none has its sha256.

        Of several with one sha256 it is that of the same name and version: thresholds may differ.
        """
        alike = [path for path, ref in self._refs.items() if ref.sha256 == wanted.sha256]
        return next((path for path in alike if self._refs[path] == wanted), next(iter(alike), None))

    def searched(self) -> str:
        """What was looked through, in words."""
        given = [] if self._given is None else [str(self._given)]
        registry = f"{counted(len(self._listed), 'model')} of registry {self._registry}"
        return ", ".join([*given, registry, "the shipped model"])
