"""What decides: one rule set and one model, loaded and identified."""

from dataclasses import dataclass
from pathlib import Path

from features.fraud.catalogue import FEATURE_NAMES
from models.fraud.artifact import load_fraud_model
from models.fraud.rules import catalogue_schema, load_default_rules, load_fraud_rules
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
    """

    rules: RuleSet
    artifact: ModelArtifact
    rules_name: str
    model_name: str

    def features_read(self) -> tuple[str, ...]:
        """Names of the features that a rule or the model reads, in the catalogue's order."""
        read = {name for rule in self.rules.rules for name in rule.condition.names}
        read |= set(self.artifact.manifest.features)
        return tuple(name for name in FEATURE_NAMES if name in read)

    def decides_as(self, other: "Setting") -> bool:
        """Whether both decide every payment alike."""
        mine, theirs = self.artifact.manifest, other.artifact.manifest
        return (
            self.rules.sha256 == other.rules.sha256
            and mine.sha256 == theirs.sha256
            and mine.thresholds == theirs.thresholds
            and (mine.features, mine.missing_value) == (theirs.features, theirs.missing_value)
        )


def load_setting(model: Path | None, rules: Path | None) -> Setting:
    """Loads a model directory and a rules file; what is None is the one that comes with revstream.

    Raises:
        ModelArtifactError: the model must not be used.
        RuleSetError: the rules must not be used.
    """
    schema = catalogue_schema()
    return Setting(
        rules=load_default_rules(schema) if rules is None else load_fraud_rules(rules, schema),
        artifact=load_fraud_model(SHIPPED_MODEL if model is None else model, FEATURE_NAMES),
        rules_name="shipped" if rules is None else rules.name,
        model_name="shipped" if model is None else model.name,
    )
