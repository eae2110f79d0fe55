"""What decides: one rule set and one model, loaded and identified."""

from dataclasses import dataclass
from pathlib import Path

from features.fraud.catalogue import SHIPPED
from features.shared.definitions.model import Definitions
from models.fraud.artifact import load_model_for
from models.fraud.rules import load_default_rules, load_fraud_rules, rules_schema
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.artifact import ModelArtifact
from models.shared.rules import RuleSet


@dataclass(frozen=True, slots=True)
class Setting:
    """A rule set and a model, as a job would have them in force.

    Attributes:
        rules: tier 1.
        artifact: tier 2.
        rules_name: where the rules came from, for people.
        model_name: where the model came from, for people.
        definitions: that have the features which both read.
    """

    rules: RuleSet
    artifact: ModelArtifact
    rules_name: str
    model_name: str
    definitions: Definitions = SHIPPED

    def features_read(self) -> tuple[str, ...]:
        """Names of the features that a rule or the model reads, in their order."""
        read = {name for rule in self.rules.rules for name in rule.condition.names}
        read |= set(self.artifact.manifest.features)
        return tuple(one.name for one in self.definitions.features if one.name in read)

    def decides_as(self, other: "Setting") -> bool:
        """Whether both decide every payment alike."""
        mine, theirs = self.artifact.manifest, other.artifact.manifest
        return (
            self.rules.sha256 == other.rules.sha256
            and mine.sha256 == theirs.sha256
            and mine.thresholds == theirs.thresholds
            and (mine.features, mine.missing_value) == (theirs.features, theirs.missing_value)
        )


def load_setting(
    model: Path | None, rules: Path | None, definitions: Definitions = SHIPPED
) -> Setting:
    """Loads a model directory and a rules file; what is None is the one that comes with revstream.

    Raises:
        ModelArtifactError: the model must not be used with these definitions.
        RuleSetError: the rules must not be used.
    """
    schema = rules_schema(definitions)
    return Setting(
        rules=load_default_rules(schema) if rules is None else load_fraud_rules(rules, schema),
        artifact=load_model_for(SHIPPED_MODEL if model is None else model, definitions),
        rules_name="shipped" if rules is None else rules.name,
        model_name="shipped" if model is None else model.name,
        definitions=definitions,
    )
