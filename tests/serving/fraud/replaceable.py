"""Rules and a model as files that a test replaces under what decides by them."""

from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Final, Self

import msgspec

from jobs.fraud.decided_by import decided_by
from jobs.fraud.settings import FraudSettings, load_settings
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.artifact import MANIFEST_FILE, MODEL_FILE
from models.shared.manifest import ModelManifest
from serving.fraud.payment_scorer import PaymentScorer

ALL_BLOCKED: Final = "amount_minor < 900000000000, action: block, reason: all of them"
NONE_MATCHES: Final = "amount_minor > 900000000000, action: block, reason: none of them"
BROKEN: Final = "no_such_feature > 1, action: block, reason: nobody knows"


@dataclass(frozen=True)
class Replaceable:
    """Settings that name own files.

    Attributes:
        folder: of the files.
    """

    folder: Path

    @classmethod
    def begun(cls, folder: Path, rule: str = NONE_MATCHES) -> Self:
        """Files with one rule and the shipped model."""
        folder.mkdir(exist_ok=True)
        made = cls(folder)
        made.write_rule(rule)
        copytree(SHIPPED_MODEL, made.model)
        return made

    @property
    def rules(self) -> Path:
        """The rules file."""
        return self.folder / "rules.yaml"

    @property
    def model(self) -> Path:
        """The folder of the model."""
        return self.folder / "model"

    @property
    def properties(self) -> dict[str, str]:
        """What is set."""
        return {"decision.rules": str(self.rules), "decision.model": str(self.model)}

    @property
    def settings(self) -> FraudSettings:
        """The settings."""
        return load_settings({}, {"source.uri": "file:payments.jsonl", **self.properties})

    def write_rule(self, rule: str) -> None:
        """Have this for the only rule: an expression, its action and reason."""
        self.rules.write_text(
            f"version: 1\nrules: [{{id: only, version: 1, expression: {rule}}}]\n"
        )

    def write_model(self, version: str, flag: float = 0.5, block: float = 0.9) -> None:
        """Have the shipped model as another version, with other thresholds."""
        self.mend_model()
        path = self.model / MANIFEST_FILE
        manifest = msgspec.json.decode(path.read_bytes(), type=ModelManifest)
        thresholds = {"flag": flag, "block": block}
        other = msgspec.structs.replace(manifest, version=version, thresholds=thresholds)
        path.write_bytes(msgspec.json.encode(other))

    def break_model(self) -> None:
        """Cut the graph short, as while it is copied."""
        graph = self.model / MODEL_FILE
        graph.write_bytes(graph.read_bytes()[:1_000])

    def mend_model(self) -> None:
        """Have the whole graph."""
        (self.model / MODEL_FILE).write_bytes((SHIPPED_MODEL / MODEL_FILE).read_bytes())


def ruled_by(folder: Path, rule: str) -> PaymentScorer:
    """What decides by one rule."""
    settings = Replaceable.begun(folder, rule).settings
    return PaymentScorer(decided_by(settings), settings)
