"""Loading definitions, rules and model where they are used: on the worker."""

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter_ns
from typing import Final

from features.fraud.catalogue import FEATURE_NAMES
from features.fraud.definitions import parse_definitions
from features.fraud.payment_plan import payment_plan
from features.shared.limits import HistoryLimits
from features.shared.plan.plan import Plan
from models.fraud.artifact import load_fraud_model
from models.fraud.decider import Decider
from models.fraud.rules import catalogue_schema, load_default_rules, load_fraud_rules
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.rules import RuleSet
from models.shared.scorer import OnnxScorer

DEFAULT: Final = "default"


@dataclass(frozen=True)
class PlanLoader:
    """Makes the plan; the text of the definitions travels to the worker, the plan does not.

    Attributes:
        path: of the definition file, for messages.
        text: its content.
        limits: of every key's history.
    """

    path: str
    text: str
    limits: HistoryLimits

    def __call__(self) -> Plan:
        """The plan of what decisions and the online store carry.

        Raises:
            DefinitionsError: anything in the file is wrong.
        """
        definitions = parse_definitions(self.text, self.path)
        written = [feature.name for feature in definitions.features if feature.written]
        return payment_plan(definitions, self.limits, written)


@dataclass(frozen=True)
class DeciderLoader:
    """Makes the decider; it travels to the worker, the decider itself does not.

    Attributes:
        rules: path of the rules, or ``default`` for the shipped ones.
        model: path of the model artifact, or ``default`` for the shipped one.
        job_version: version of the code.
    """

    rules: str
    model: str
    job_version: str

    def __call__(self) -> Decider:
        """The decider.

        Raises:
            RuleSetError: the rules are not usable.
            ModelArtifactError: the model is not usable.
        """
        return Decider(self.load_rules(), self.load_scorer(), self.job_version, perf_counter_ns)

    def load_rules(self) -> RuleSet:
        """The rules, checked against the feature catalogue."""
        schema = catalogue_schema()
        return (
            load_default_rules(schema)
            if self.rules == DEFAULT
            else load_fraud_rules(Path(self.rules), schema)
        )

    def load_scorer(self) -> OnnxScorer:
        """The model, verified and ready."""
        path = SHIPPED_MODEL if self.model == DEFAULT else Path(self.model)
        return OnnxScorer(load_fraud_model(path, FEATURE_NAMES), FEATURE_NAMES)
