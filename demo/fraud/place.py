"""Where a demo works and shows what it does."""

from dataclasses import dataclass

from demo.shared.workplace import Workplace, properties
from features.fraud.definitions import load_definitions
from features.fraud.definitions_content import content_of
from features.fraud.payment_plan import payment_plan
from features.shared.limits import HistoryLimits
from features.shared.plan.plan import Plan
from udfs.fraud.loading import DEFAULT, DeciderLoader


@dataclass(frozen=True, kw_only=True, slots=True)
class Place(Workplace):
    """Where a demo works.

    Attributes:
        model: path of a model artifact, or ``default`` for the shipped one.
        definitions: path of a definition file, or ``default`` for the shipped one.
        rules: likewise, of rules.
    """

    model: str = DEFAULT
    definitions: str = DEFAULT
    rules: str = DEFAULT

    def overrides(self, **given: str) -> dict[str, str]:
        """Settings of the job by ``group.key``, given as ``group__key``."""
        chosen = {
            "decision.model": self.model,
            "decision.rules": self.rules,
            "features.definitions": self.definitions,
        }
        return chosen | properties(**given)

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
