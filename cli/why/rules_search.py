"""The rules of a decision, found by the fingerprint in its record."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from features.shared.definitions.model import Definitions
from models.fraud.rules import load_default_rules, load_fraud_rules, rules_schema
from models.shared.rules import RuleSet, RuleSetError
from reporting.wording import counted


class RulesSearch:
    """The rule sets among which one is looked for: those given, then the shipped ones.

    Args:
        given: rules files, and folders of them.
        definitions: of the features that they may read.

    Raises:
        RuleSetError: a given file has faults; in a folder such a file is left out.
    """

    def __init__(self, given: Sequence[Path], definitions: Definitions) -> None:
        self._schema = rules_schema(definitions)
        self._given = given
        self._faulty = 0
        self._sets = [*self._load(), *self._shipped()]

    def _shipped(self) -> Iterator[RuleSet]:
        """The shipped rules, unless they read what these definitions do not have."""
        try:
            yield load_default_rules(self._schema)
        except RuleSetError:
            if not self._given:
                raise

    def _load(self) -> Iterator[RuleSet]:
        schema = self._schema
        for path in self._given:
            if not path.is_dir():
                yield load_fraud_rules(path, schema)
                continue
            for file in sorted((*path.glob("*.yaml"), *path.glob("*.yml"))):
                try:
                    yield load_fraud_rules(file, schema)
                except RuleSetError:
                    self._faulty += 1

    def find(self, sha256: str) -> RuleSet | None:
        """The rules with a fingerprint, None where no set has it."""
        return next((rules for rules in self._sets if rules.sha256 == sha256), None)

    @property
    def first(self) -> RuleSet:
        """The first of those given, else the shipped ones: what to hold a record against."""
        return self._sets[0]

    def searched(self) -> str:
        """What was looked through, in words."""
        faulty = f"{counted(self._faulty, 'file')} with faults left out" if self._faulty else ""
        return ", ".join(filter(None, [*map(str, self._given), "the shipped rules", faulty]))
