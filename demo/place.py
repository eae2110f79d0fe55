"""Where a demo works and shows what it does."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from features.fraud.definitions import load_definitions
from features.fraud.definitions_content import content_of
from features.fraud.payment_plan import payment_plan
from features.shared.limits import HistoryLimits
from features.shared.plan.plan import Plan
from udfs.fraud.loading import DEFAULT, DeciderLoader


@dataclass(frozen=True, slots=True)
class Place:
    """Where a demo works.

    Attributes:
        folder: for its files.
        model: path of a model artifact, or ``default`` for the shipped one.
        console: where it shows what it does.
        definitions: path of a definition file, or ``default`` for the shipped one.
        rules: likewise, of rules.
    """

    folder: Path
    model: str
    console: Console
    definitions: str = DEFAULT
    rules: str = DEFAULT

    def say_where(self, rest_url: str) -> None:
        """Say where Flink's web page is."""
        self.console.print(f"  Flink's web page: {rest_url}", highlight=False)

    def overrides(self, **properties: str) -> dict[str, str]:
        """Settings of the job by ``group.key``: `properties`, given as ``group__key``."""
        named = {name.replace("__", "."): value for name, value in properties.items()}
        chosen = {
            "decision.model": self.model,
            "decision.rules": self.rules,
            "features.definitions": self.definitions,
        }
        return chosen | named

    def loader(self) -> DeciderLoader:
        """Loads what the job decides by."""
        content = content_of(load_definitions(self.definitions))
        return DeciderLoader(self.rules, self.model, "", content)

    def plan(self) -> Plan:
        """What the job computes.

        Raises:
            DefinitionsError: the definitions have faults.
            RuleSetError: the rules do not fit them.
            ModelArtifactError: the model does not fit them.
        """
        loader = self.loader()
        return payment_plan(loader.content.definitions(), HistoryLimits(), loader.needed())
