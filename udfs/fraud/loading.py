"""Loading definitions, rules and model where they are used: on the worker."""

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter_ns
from typing import Final

from features.fraud.definitions_content import SHIPPED_CONTENT, DefinitionsContent
from features.fraud.payment_contract import payment_contract
from features.fraud.payment_plan import payment_plan
from features.shared.definitions.model import Definitions
from features.shared.limits import HistoryLimits
from features.shared.placed_file import in_code
from features.shared.plan.plan import Plan
from models.fraud.artifact import load_model_for
from models.fraud.decider import Decider
from models.fraud.given_features import given_by, needed_names
from models.fraud.rules import SHIPPED_RULES, load_default_rules, load_fraud_rules, rules_schema
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.artifact import ModelArtifact
from models.shared.rules import RuleSet
from models.shared.scorer import OnnxScorer

DEFAULT: Final = "default"


@dataclass(frozen=True)
class PlanLoader:
    """Makes the plan; the content of the definitions travels to the worker, the plan does not.

    Attributes:
        content: of the definitions.
        limits: of every key's history.
        needed: names of the features that are given; None for those that are written.
    """

    content: DefinitionsContent
    limits: HistoryLimits
    needed: tuple[str, ...] | None = None

    def __call__(self) -> Plan:
        """The plan of what decisions and the online store carry.

        Raises:
            DefinitionsError: anything in the file is wrong.
        """
        definitions = self.content.definitions()
        written = tuple(feature.name for feature in definitions.features if feature.written)
        needed = written if self.needed is None else self.needed
        return payment_plan(definitions, self.limits, needed, goes_on=True)


@dataclass(frozen=True)
class DeciderLoader:
    """Makes the decider; it travels to the worker, the decider itself does not.

    Attributes:
        rules: path of the rules, or ``default`` for the shipped ones.
        model: path of the model artifact, or ``default`` for the shipped one.
        job_version: version of the code.
        content: of the definitions in force.
    """

    rules: str
    model: str
    job_version: str
    content: DefinitionsContent = SHIPPED_CONTENT

    def __call__(self, plan: Plan | None = None) -> Decider:
        """The decider, for the values that a plan gives, or for just those that are needed.

        Raises:
            RuleSetError: the rules are not usable.
            ModelArtifactError: the model is not usable.
        """
        definitions = self.content.definitions() if plan is None else plan.definitions
        rules, artifact = self.load_rules(definitions), self.load_model(definitions)
        if plan is None:
            needed = needed_names(definitions, rules, artifact.manifest.features)
            plan = payment_plan(definitions, HistoryLimits(), needed)
        given = given_by(plan)
        return Decider(
            rules,
            OnnxScorer(artifact, given.names),
            self.job_version,
            perf_counter_ns,
            payment_contract(definitions),
            given,
        )

    def needed(self) -> tuple[str, ...]:
        """Names of the features that decisions are made by or carry.

        Raises:
            RuleSetError: the rules are not usable.
            ModelArtifactError: the model is not usable.
        """
        definitions = self.content.definitions()
        features = self.load_model(definitions).manifest.features
        return needed_names(definitions, self.load_rules(definitions), features)

    def load_rules(self, definitions: Definitions | None = None) -> RuleSet:
        """The rules, checked against the definitions."""
        schema = rules_schema(self.content.definitions() if definitions is None else definitions)
        return (
            load_default_rules(schema)
            if self.rules == DEFAULT
            else load_fraud_rules(in_code(self.rules, SHIPPED_RULES), schema)
        )

    def model_path(self) -> Path:
        """The folder of the model."""
        folder = SHIPPED_MODEL.parent
        return SHIPPED_MODEL if self.model == DEFAULT else in_code(self.model, folder)

    def load_model(self, definitions: Definitions | None = None) -> ModelArtifact:
        """The model, verified."""
        return load_model_for(
            self.model_path(), self.content.definitions() if definitions is None else definitions
        )
